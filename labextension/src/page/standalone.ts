// The script of a standalone page, without JupyterLab: shows one view, or the calls of a scope.
import { openPayload } from '../open-view.js';
import { element } from '../ui/element.js';
import { createViewProblem } from '../ui/problem.js';
import { LiveSettings } from '../ui/settings.js';
import type { Body } from '../view/body.js';
import { type LiveView, LiveViews } from '../view/live-views.js';
import { callAt, readScope, ScopeTable } from './scope.js';
import { createSettingsForm } from './settings-form.js';

const settings = new LiveSettings();
const root = element('main', 'poolscope-view');
let body: Body | undefined;

const views = new LiveViews();
/** The one view of the page. */
const view: LiveView = { node: root, isTouched: true, onNear: () => {}, onLetGo: () => {} };
/** The number of the latest request: what an older one has opened is not shown. */
let latestRequest = 0;

/**
 * Shows a view in place of the last one.
 * @param all however much memory it takes
 */
async function showView(payload: unknown, all = false): Promise<void> {
  const request = ++latestRequest;
  const isWanted = (): boolean => request === latestRequest;
  body?.dispose();
  body = undefined;
  delete root.dataset.ready;
  root.replaceChildren();
  const onError = (error: unknown): void => {
    if (isWanted()) showProblem(error, () => void showView(payload, true));
  };
  try {
    const host = {
      room: { views, view },
      root,
      setReady: (ready: boolean): void => {
        if (isWanted()) root.dataset.ready = `${ready}`;
      },
      reportError: onError,
      settings,
    };
    const opened = await openPayload(payload, undefined, host, { all, isWanted });
    if (opened === undefined) return;
    body = opened;
    root.dataset.kind = body.kind;
    root.append(body.node);
  } catch (error) {
    onError(error);
  }
}

function showProblem(error: unknown, onShow?: () => void): void {
  delete root.dataset.kind;
  delete root.dataset.ready;
  root.replaceChildren(createViewProblem(error, onShow));
}

/** Shows the content that was written into the page. */
function start(content: unknown): void {
  const scope = readScope(content);
  if (scope === undefined) {
    document.body.append(createSettingsForm(settings), root);
    void showView(content);
    return;
  }
  const table = new ScopeTable(scope);
  document.body.append(table.node);
  if (callAt(scope, '') === undefined) return;
  document.body.append(createSettingsForm(settings), root);
  const openCall = (): void => {
    const at = callAt(scope, location.hash)!;
    table.mark(at);
    void showView(scope.calls[at]!.payload);
  };
  addEventListener('hashchange', openCall);
  openCall();
}

try {
  start(JSON.parse(document.getElementById('poolscope-payload')?.textContent ?? 'null'));
} catch (error) {
  document.body.append(root);
  showProblem(error);
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => body?.redraw());
