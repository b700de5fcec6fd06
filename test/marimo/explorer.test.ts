import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { pythonEnv } from '../../scripts/lib/python.mjs';
import { marimoClone } from '../../scripts/lib/set-up/steps.mjs';
import { openBrowser } from '../fixtures/browser.mjs';
import { expectExplorer, hostile } from '../lab/html-output.js';

// A notebook that asks for nothing: the module sees that it runs in marimo.

const notebook = `import marimo
app = marimo.App()

@app.cell
def _():
    import numpy, poolscope
    x = numpy.array([[[[1.0], [3.0]], [[2.0], [0.0]]]])
    poolscope.explore(x, numpy.array([[[[10.0]]]]), kernel_size=2, title=${JSON.stringify(hostile)})
    return
`;

let folder: string;
let server: ChildProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poolscope-marimo-'));
  writeFileSync(join(folder, 'notebook.py'), notebook);
  const own = marimoClone(cloneAt());
  const port = await freePort();
  const options = `--headless --no-token --host 127.0.0.1 --port ${port}`.split(' ');
  const env = { ...pythonEnv(own), HOME: folder, XDG_CONFIG_HOME: folder };
  const args = ['-m', 'marimo', 'run', 'notebook.py', ...options];
  server = spawn(own.python, args, { cwd: folder, env, stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${address}/health`)).ok).toBe(true), 60_000);
  browser = await openBrowser();
  page = await browser.newPage();
  await page.goto(address);
});
afterAll(async () => {
  await browser?.close();
  if (server?.kill()) await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

test('a view as a cell’s last value is the explorer', async () => {
  await expectExplorer(page.frameLocator('iframe'));
});

async function freePort(): Promise<number> {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = socket.address();
  socket.close();
  await once(socket, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
