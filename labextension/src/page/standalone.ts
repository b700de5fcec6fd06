// The script of a standalone page, without JupyterLab: shows one view, or the calls of a scope.
import { openPayload } from '../open-view.js';
import { element } from '../ui/element.js';
import { createViewProblem } from '../ui/problem.js';
import { LiveSettings } from '../ui/settings.js';
import type { Body } from '../view/body.js';
import { callAt, readScope, ScopeTable } from './scope.js';
import { createSettingsForm } from './settings-form.js';

const settings = new LiveSettings();
const root = element('main', 'poolscope-view');
let body: Body | undefined;

/** Shows a view in place of the last one. */
function showView(payload: unknown): void {
  body?.dispose();
  body = undefined;
  delete root.dataset.ready;
  root.replaceChildren();
  try {
    body = openPayload(payload, undefined, {
      root,
      setReady: (ready) => {
        root.dataset.ready = `${ready}`;
      },
      reportError: showProblem,
      settings,
    });
    root.dataset.kind = body.kind;
    root.append(body.node);
  } catch (error) {
    showProblem(error);
  }
}

function showProblem(error: unknown): void {
  delete root.dataset.kind;
  delete root.dataset.ready;
  root.replaceChildren(createViewProblem(error));
}

/** Shows the content that was written into the page. */
function start(content: unknown): void {
  const scope = readScope(content);
  if (scope === undefined) {
    document.body.append(createSettingsForm(settings), root);
    showView(content);
    return;
  }
  const table = new ScopeTable(scope);
  document.body.append(table.node);
  if (callAt(scope, '') === undefined) return;
  document.body.append(createSettingsForm(settings), root);
  const openCall = (): void => {
    const at = callAt(scope, location.hash)!;
    table.mark(at);
    showView(scope.calls[at]!.payload);
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
