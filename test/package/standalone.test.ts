import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/lib/browser.mjs';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { Installed } from './installed.js';

// One file with everything inside, opened from disk in a browser without a network.

const hostile = `</title></script><script>globalThis.hacked = true</script><img src=x onerror="hacked = true"> & %poolscope-payload%`;
let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poolscope-page-'));
  const installed = await Installed.install();
  try {
    await installed.run(
      `import * as ps from 'poolscope';
      const x = ps.tensor([[[[1], [3]], [[2], [0]]]]);
      const { mask } = ps.maxPool(x, { kernelSize: 2 });
      const dout = ps.tensor([[[[10]]]]);
      const view = ps.explore({ x, mask, dout, title: ${JSON.stringify(hostile)} });
      view.toHTML(${JSON.stringify(join(folder, 'node.html'))});
      console.log(view.toHTML() === process.getBuiltinModule('fs').readFileSync(${JSON.stringify(join(folder, 'node.html'))}, 'utf8'));`,
      '--input-type=module',
    );
  } finally {
    installed.remove();
  }
  writeFileSync(
    join(folder, 'page.py'),
    `import sys, json, numpy, poolscope
x = numpy.array([[[[1.0], [3.0]], [[2.0], [0.0]]]])
view = poolscope.explore(x, numpy.array([[[[10.0]]]]), kernel_size=2, title=json.loads(sys.argv[1]))
view.to_html(sys.argv[2])
`,
  );
  const args = [join(folder, 'page.py'), JSON.stringify(hostile), join(folder, 'python.html')];
  await promisify(execFile)(cloneAt().python, args);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['node', 'python'])('the page that %s wrote', (language) => {
  test('shows the explorer, follows the keyboard, and asks for nothing', async () => {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    const url = pathToFileURL(join(folder, `${language}.html`)).href;
    await page.goto(url);
    const root = page.locator('.poolscope-view[data-kind="explorer"][data-ready="true"]');
    await root.waitFor();
    // The window's maximum is the 3, which gets dout's 10.
    await root.locator('.poolscope-panel').first().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => root.getAttribute('data-cell')).toBeTruthy();
    expect(await root.textContent()).toContain(hostile);
    expect(await page.title()).toBe(hostile);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(errors).toEqual([]);
    expect(asked.filter((asked) => asked !== url && !/^(data|blob):/.test(asked))).toEqual([]);
    await context.close();
  });
});

test('both languages write the same page around the payload', () => {
  const [node, python] = ['node', 'python'].map((language) =>
    readFileSync(join(folder, `${language}.html`), 'utf8').replace(
      /(id="poolscope-payload">).*?(?=<\/script>)/s,
      '$1',
    ),
  );
  expect(python).toBe(node);
});
