// `npm start`: makes the clone ready and opens JupyterLab on the walkthrough, until it ends or is told to.
import { asRoot, startJupyter } from '../lib/jupyter/jupyter.mjs';
import { assertFree, namedPort } from '../lib/processes/port.mjs';
import { step } from '../lib/progress.mjs';
import { setUp } from '../lib/set-up/set-up.mjs';

/** @param {import('../lib/main.mjs').Context} context with JupyterLab's own options as `args` */
export async function command({ clone, args, signal, log, live }) {
  const port = namedPort(args);
  if (port !== undefined) await assertFree(port);
  await setUp({ clone, log, live, signal });
  // Minutes may have passed, and another start with them.
  if (port !== undefined) await assertFree(port);

  if (asRoot) log('running as root: JupyterLab gets --allow-root');
  const browser = hasDisplay();
  if (!browser) log('no display: open the address below in a browser');
  const words = { name: 'JupyterLab', doing: 'starting', done: 'answers; Ctrl-C ends it' };
  const server = await step({ log, live }, words, () =>
    startJupyter({ clone, args, browser, signal }),
  );
  log(server.url);

  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
  const code = await Promise.race([server.ended, stopped]);
  await server.end();
  log('JupyterLab and its kernels have ended');
  process.exitCode = typeof code === 'number' ? code : 0;
}

/** Python's browser module may find a text browser where there is no display, which would fight for the terminal. */
function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY || BROWSER);
}
