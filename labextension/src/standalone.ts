// The script of a standalone page: one view in a file of its own, without JupyterLab.
import { type Body, bodyOf } from './body.js';
import { element } from './element.js';

const root = element('main', 'poolscope-view');
document.body.append(root);

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const message = element('p', 'poolscope-message', `This view can't be shown. ${reason}`);
  message.setAttribute('role', 'alert');
  delete root.dataset.kind;
  delete root.dataset.ready;
  root.replaceChildren(message);
}

function show(): Body | undefined {
  try {
    const payload: unknown = JSON.parse(
      document.getElementById('poolscope-payload')?.textContent ?? 'null',
    );
    const body = bodyOf(payload, undefined, {
      root,
      ready: (ready) => {
        root.dataset.ready = `${ready}`;
      },
      failed: fail,
    });
    root.dataset.kind = body.kind;
    root.append(body.node);
    return body;
  } catch (error) {
    fail(error);
    return undefined;
  }
}

const body = show();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => body?.redraw());
