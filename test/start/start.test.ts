import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder } from './fixtures/folders.js';
import { npmStart, type Start } from './fixtures/npm-start.js';

/** A machine without a network: the registries and the proxy are where nothing listens. */
const nowhere = 'http://127.0.0.1:9/';
const offline = {
  npm_config_registry: nowhere,
  PIP_INDEX_URL: nowhere,
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
};

/** A user whose own Jupyter is set up to listen everywhere without a token, and has a tslab of its own. */
const careless = {
  '.jupyter/jupyter_server_config.json': JSON.stringify({
    ServerApp: { ip: '0.0.0.0', token: '', password: '' },
    IdentityProvider: { token: '' },
  }),
  '.local/share/jupyter/kernels/tslab/kernel.json': JSON.stringify({
    argv: ['/no/such/tslab'],
    display_name: 'mine',
    language: 'typescript',
  }),
};

const starts: Start[] = [];

function start(...[args, env]: Parameters<typeof npmStart>): Start {
  const one = npmStart(args, env);
  starts.push(one);
  return one;
}

afterAll(async () => {
  for (const one of starts.filter(({ running }) => running().length > 0)) {
    one.signal('SIGTERM');
    await one.ended;
  }
});

describe('npm start on a clone that is ready, without a network', () => {
  let home: string;
  let port: number;
  let served: Start;
  let url: URL;
  const ask = (where: string, method = 'GET', body?: object) =>
    fetch(new URL(where, url), {
      method,
      headers: { Authorization: `token ${url.searchParams.get('token')}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  beforeAll(async () => {
    home = makeFolder(careless);
    port = await freePort();
    served = start(['--no-browser', '--port', String(port)], { ...offline, HOME: home });
    url = await served.url;
  });

  afterAll(() => {
    fs.rmSync(home, { recursive: true, force: true });
  });

  test('repeats no step, and says so in one line per step', () => {
    const steps = ['npm packages', 'Python packages', 'library', 'extension', 'extension in .venv'];
    expect(served.lines.slice(0, steps.length)).toEqual(steps.map((name) => `${name}: up to date`));
  });

  test('as root, says that it adds --allow-root', () => {
    const says = served.lines.includes('running as root: JupyterLab gets --allow-root');
    expect(says).toBe(process.getuid?.() === 0);
  });

  test('prints last where the walkthrough is, with the named port and a token', async () => {
    expect(url.host).toBe(`127.0.0.1:${port}`);
    expect(url.pathname).toBe('/lab/tree/01-max-pool-backprop.ipynb');
    expect(url.searchParams.get('token')).toMatch(/^[0-9a-f]{48}$/);
    expect((await fetch(url)).status).toBe(200);
    expect((await ask('/api/contents/01-max-pool-backprop.ipynb?content=0')).status).toBe(200);
  });

  test('lets nobody in without the token, whatever the user’s own Jupyter is set to', async () => {
    expect((await fetch(new URL('/api/contents', url))).status).toBe(403);
  });

  test('listens on localhost only, whatever the user’s own Jupyter is set to', async () => {
    await expect(connect('127.0.0.1', port)).resolves.toBeUndefined();
    await expect(connect('127.0.0.2', port)).rejects.toThrow();
  });

  test('runs the clone’s TypeScript kernel', async () => {
    const { kernelspecs } = await (await ask('/api/kernelspecs')).json();
    expect(kernelspecs.tslab.spec.display_name).toBe('TypeScript');
    expect((await ask('/api/kernels', 'POST', { name: 'tslab' })).status).toBe(201);
    expect(served.running().some((command) => command.includes('tslab kernel'))).toBe(true);
  });

  test('fails on a port of another start, in one line that says what to do', async () => {
    const { code, lines } = await start(['--no-browser', `--port=${port}`]).ended;
    expect(code).toBe(1);
    expect(lines).toEqual([
      `port ${port} is taken; end what listens there, name another one, or name none and the next free one is used`,
    ]);
  });

  test('Ctrl-C ends the server and its kernels', async () => {
    expect(served.running().length).toBeGreaterThan(2);
    served.signal('SIGINT');
    await served.ended;
    expect(served.running()).toEqual([]);
    await expect(connect('127.0.0.1', port)).rejects.toThrow();
  });

  test('writes nothing to the user’s folders but what Jupyter and npm keep there', () => {
    expect(
      fs.readdirSync(home).filter((name) => !/^\.(jupyter|ipython|local|npm|cache)$/.test(name)),
    ).toEqual([]);
    expect(fs.readdirSync(path.join(home, '.jupyter')).filter((name) => name === 'lab')).toEqual(
      [],
    );
  });
});

describe('npm start without a named port', () => {
  test('takes another port where one is in use, and ends with its terminal', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => {
      taken.once('error', () => resolve()); // something else has it: as good
      taken.listen(8888, '127.0.0.1', resolve);
    });
    const served = start(['--no-browser']);
    expect((await served.url).port).not.toBe('8888');
    served.signal('SIGHUP');
    await served.ended;
    expect(served.running()).toEqual([]);
    taken.close();
  });
});

test('npm start ends with npm, whose shell passes no signal on', async () => {
  const served = start(['--no-browser']);
  await served.url;
  served.child.kill('SIGTERM');
  await expect.poll(served.running, { timeout: 60_000 }).toEqual([]);
});

test('what JupyterLab is asked, it answers', async () => {
  const { lines } = await start(['--version']).ended;
  expect(lines.at(-1)).toBe('4.6.6');
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function connect(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout: 3000 });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
