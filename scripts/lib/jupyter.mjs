// JupyterLab as a process: started on the notebooks, and ended with its kernels.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { namedPort, portTaken } from './port.mjs';
import { causeIn, Problem, Said } from './problem.mjs';
import { pythonEnv } from './python.mjs';
import { endGroup, runs } from './run.mjs';
import { writeWhole } from './stamp.mjs';

const walkthrough = 'lab/tree/01-max-pool-backprop.ipynb';

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
 * @typedef {object} Server
 * @property {string} url              with its token, to open in a browser
 * @property {Promise<number>} ended   JupyterLab's exit code
 * @property {() => Promise<void>} end resolves once the server and its kernels are gone
 */

/**
 * Starts JupyterLab on `notebooks/` and waits until it answers.
 *
 * @param {object} options
 * @param {import('./clone.mjs').Clone} options.clone
 * @param {string[]} options.args JupyterLab's own options; they win over everything here
 * @param {boolean} options.asRoot
 * @param {boolean} options.browser
 * @param {AbortSignal} options.signal
 * @returns {Promise<Server>}
 * @throws {Problem} JupyterLab ended before it answered
 * @throws {Said}
 */
export async function startJupyter({ clone, args, asRoot, browser, signal }) {
  const folder = runFolder(clone);
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
    LabApp: { default_url: `/${walkthrough}` },
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
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => {
      code = status ?? 1;
      resolve(code);
    });
  });
  ended.catch(() => {
    code = 1;
  });
  const end = async () => {
    if (child.pid && code === undefined) {
      const args = ['-c', endTree, `${child.pid}`];
      await promisify(execFile)(clone.python, args, { env }).catch(() => {});
      endGroup(child.pid, 'SIGKILL'); // what it started while it ended
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };

  while (true) {
    if (code !== undefined) {
      await end();
      throw instead(log, port, code);
    }
    if (signal.aborted) {
      await end();
      throw signal.reason;
    }
    const url = addressIn(folder);
    if (url && (await answers(url))) return { url, ended, end };
    await sleep(100);
  }
}

/**
 * A fresh folder for one server: its configuration, and what it tells about itself. Those of killed starts go.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {string}
 */
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

/**
 * Where the server says that it listens: only it knows, since options may name a port, a token or a prefix.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
function addressIn(folder) {
  const name = fs.readdirSync(folder).find((file) => /^jpserver-\d+\.json$/.test(file));
  if (!name) return undefined;
  try {
    const { url, token } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    return `${url}${walkthrough}${token ? `?token=${token}` : ''}`;
  } catch {
    return undefined; // half written
  }
}

/** @param {string} url @returns {Promise<boolean>} */
function answers(url) {
  return new Promise((resolve) => {
    const request = url.startsWith('https:')
      ? https.get(url, { rejectUnauthorized: false })
      : http.get(url);
    request.on('response', (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    });
    request.on('error', () => resolve(false));
  });
}

/** @param {string} log @param {number | undefined} port @param {number} code */
function instead(log, port, code) {
  const output = fs.readFileSync(log, 'utf8').trim();
  if (code === 0) return new Said(output);
  if (port !== undefined && output.includes(`port ${port} is already in use`)) {
    return portTaken(port);
  }
  const cause = causeIn(output).replace(/^\[[^\]]*\] /, '');
  return new Problem(`JupyterLab ended with code ${code}: ${cause} (all of it: ${log})`);
}
