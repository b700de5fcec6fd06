import { cloneAt } from './clone.mjs';
import { Said, startJupyter } from './jupyter.mjs';
import { assertFree, namedPort } from './port.mjs';
import { lineOf, Stopped } from './problem.mjs';
import { outputOn, step } from './progress.mjs';
import { setUp } from './set-up.mjs';

/**
 * `npm start`: the set-up, then JupyterLab until it ends or is told to.
 *
 * @param {string[]} args JupyterLab's own options
 * @returns {Promise<void>}
 */
export async function main(args) {
  const clone = cloneAt();
  // A terminal that closes takes its output along; what was started still has to be ended.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await serve(clone, args, endSignal());
  } catch (error) {
    if (error instanceof Said) return console.log(error.message);
    console.error(lineOf(error, clone.state));
    process.exitCode = error instanceof Stopped ? 130 : 1;
  }
}

/**
 * Aborted when this start is to end: by Ctrl-C, by the terminal that closes, or because npm was ended. Npm's shell passes
 * no signal on, but leaves this process without its parent.
 *
 * @returns {AbortSignal}
 */
function endSignal() {
  const controller = new AbortController();
  const end = () => controller.abort(new Stopped('stopped; the next start goes on from here'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && end(), 500).unref();
  }
  return controller.signal;
}

/**
 * @param {import('./clone.mjs').Clone} clone
 * @param {string[]} args
 * @param {AbortSignal} signal
 */
async function serve(clone, args, signal) {
  const { log, live } = outputOn(process.stdout);
  const port = namedPort(args);
  if (port !== undefined) await assertFree(port);
  await setUp({ clone, log, live, signal });

  const asRoot = process.getuid?.() === 0;
  if (asRoot) log('running as root: JupyterLab gets --allow-root');
  const browser = hasDisplay();
  if (!browser) log('no display: open the address below in a browser');
  const words = { name: 'JupyterLab', doing: 'starting', done: 'answers; Ctrl-C ends it' };
  const server = await step({ log, live }, words, () =>
    startJupyter({ clone, args, asRoot, browser, signal }),
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
