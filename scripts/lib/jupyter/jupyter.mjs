// JupyterLab as a process: started on the notebooks, and ended with its kernels. Home-made, since only its own file says
// where it listens, and ending its process leaves its kernels.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { causeIn, Problem, Said } from '../problem.mjs';
import { namedPort, portTaken } from '../processes/port.mjs';
import { endGroup, runs } from '../processes/run.mjs';
import { pythonEnv } from '../python.mjs';
import { writeWhole } from '../set-up/stamp.mjs';
import { firstPage } from './first-page.mjs';

/** Kernels are in groups of their own: psutil, which JupyterLab's kernel brings, finds and ends them on every system. */
const endTree = `
import sys, psutil
try:
    server = psutil.Process(int(sys.argv[1]))
    tree = [server, *server.children(recursive=True)]
    server.terminate()
except psutil.NoSuchProcess:
    sys.exit()
_, alive = psutil.wait_procs(tree, timeout=10)
for process in alive:
    process.kill()
psutil.wait_procs(alive)`;

/**
 * `url` has the token, to open in a browser; `ended` is JupyterLab's exit code; `end` resolves once it and its kernels are gone.
 *
 * @typedef {{ url: string, ended: Promise<number>, end: () => Promise<void> }} Server
 */

export const asRoot = process.getuid?.() === 0;

/**
 * Starts JupyterLab on `notebooks/` and waits until it listens.
 *
 * @param {object} options
 * @param {import('../clone.mjs').Clone} options.clone
 * @param {string[]} options.args JupyterLab's own options; they win over everything here
 * @param {boolean} options.browser
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Server>}
 * @throws {Problem | Said} JupyterLab ended before
 */
export async function startJupyter({ clone, args, browser, signal }) {
  const folder = runFolder(clone);
  const page = await firstPage(clone);
  const port = namedPort(args);
  // In a file that only this user reads: on a command line, a token is there for everyone to see.
  // From this folder it wins over a user's own files, which may switch the token off or listen everywhere.
  const config = {
    ServerApp: {
      ip: '127.0.0.1',
      root_dir: clone.notebooks,
      allow_root: asRoot,
      ...(browser ? {} : { open_browser: false }),
      ...(port === undefined ? {} : { port_retries: 0 }),
    },
    LabApp: { default_url: `/${page}` },
    IdentityProvider: { token: randomBytes(24).toString('hex') },
  };
  for (const name of ['jupyter_server_config.json', 'jupyter_lab_config.json']) {
    writeWhole(path.join(folder, name), JSON.stringify(config), { mode: 0o600 });
  }

  const log = path.join(clone.state, 'jupyter.log');
  fs.rmSync(log, { force: true }); // not emptied: another server of this clone may write to it
  const file = fs.openSync(log, 'a');
  const env = pythonEnv(clone);
  const child = spawn(clone.python, ['-m', 'jupyterlab', ...args], {
    cwd: clone.notebooks,
    env: {
      ...env,
      JUPYTER_CONFIG_PATH: [folder, env.JUPYTER_CONFIG_PATH].filter(Boolean).join(path.delimiter),
      JUPYTER_RUNTIME_DIR: folder,
      JUPYTER_PREFER_ENV_PATH: '1',
      JUPYTERLAB_DIR: path.join(clone.venv, 'share', 'jupyter', 'lab'),
      JUPYTERLAB_WORKSPACES_DIR: path.join(clone.state, 'workspaces'),
    },
    // Its own process group: Ctrl-C comes to this process alone, and JupyterLab asks no question.
    detached: process.platform !== 'win32',
    stdio: ['ignore', file, file],
  });
  fs.closeSync(file);

  /** @type {number | undefined} */
  let code;
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('exit', (status) => resolve(status ?? 1)).on('error', () => resolve(1));
  });
  ended.then((status) => {
    code = status;
  });
  const end = async () => {
    if (child.pid && code === undefined) {
      const args = ['-c', endTree, `${child.pid}`];
      await promisify(execFile)(clone.python, args, { env }).catch(() => {});
      endGroup(child.pid, 'SIGKILL'); // what it started while it ended
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };

  try {
    while (true) {
      signal?.throwIfAborted();
      if (code !== undefined) throw instead(log, port, code);
      const url = addressIn(folder, page);
      if (url) return { url, ended, end };
      await sleep(100);
    }
  } catch (error) {
    await end();
    throw error;
  }
}

/** A fresh folder for one server's configuration and what it tells. Those of killed starts go. @param {{ state: string }} clone */
function runFolder(clone) {
  const parent = path.join(clone.state, 'servers');
  fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of fs.readdirSync(parent)) {
    if (name === `${process.pid}` || !runs(Number(name))) {
      fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
  const folder = path.join(parent, String(process.pid));
  fs.mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** Where the server says that it listens: options may name a port, a token or a prefix. @param {string} folder @param {string} page */
function addressIn(folder, page) {
  const name = fs.readdirSync(folder).find((file) => /^jpserver-\d+\.json$/.test(file));
  if (!name) return undefined;
  try {
    const { url, token } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    return `${url}${page}${token ? `?token=${token}` : ''}`;
  } catch {
    return undefined; // half written
  }
}

/** @param {string} log @param {number | undefined} port @param {number} code */
function instead(log, port, code) {
  const output = fs.readFileSync(log, 'utf8').trim();
  if (code === 0) return new Said(output);
  if (port && output.includes(`port ${port} is already in use`)) return portTaken(port);
  const cause = causeIn(output).replace(/^\[[^\]]*\] /, '');
  return new Problem(`JupyterLab ended with code ${code}: ${cause} (all of it: ${log})`);
}
