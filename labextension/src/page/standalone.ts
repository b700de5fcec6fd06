// The script of a standalone page, without JupyterLab: one view, or the calls of a scope.
import { bodyOf } from '../open-view.js';
import { element } from '../ui/element.js';
import { LiveSettings } from '../ui/settings.js';
import { trans } from '../ui/texts.js';
import type { Body } from '../view/body.js';
import { callAt, ScopeTable, scopeOf } from './scope.js';
import { settingsForm } from './settings-form.js';

const settings = new LiveSettings();
const root = element('main', 'poolscope-view');
let body: Body | undefined;

/** Puts a view in place of the one before. */
function show(payload: unknown): void {
  body?.dispose();
  body = undefined;
  delete root.dataset.ready;
  root.replaceChildren();
  try {
    body = bodyOf(payload, undefined, {
      root,
      ready: (ready) => {
        root.dataset.ready = `${ready}`;
      },
      failed: fail,
      settings,
    });
    root.dataset.kind = body.kind;
    root.append(body.node);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const message = element(
    'p',
    'poolscope-message',
    trans.__("This view can't be shown. %1", reason),
  );
  message.setAttribute('role', 'alert');
  delete root.dataset.kind;
  delete root.dataset.ready;
  root.replaceChildren(message);
}

/** Shows what was written into the page. */
function start(content: unknown): void {
  const scope = scopeOf(content);
  if (scope === undefined) {
    document.body.append(settingsForm(settings), root);
    show(content);
    return;
  }
  const table = new ScopeTable(scope);
  document.body.append(table.node);
  if (callAt(scope, '') === undefined) return;
  document.body.append(settingsForm(settings), root);
  const follow = (): void => {
    const at = callAt(scope, location.hash)!;
    table.mark(at);
    show(scope.calls[at]!.payload);
  };
  addEventListener('hashchange', follow);
  follow();
}

try {
  start(JSON.parse(document.getElementById('poolscope-payload')?.textContent ?? 'null'));
} catch (error) {
  document.body.append(root);
  fail(error);
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => body?.redraw());
