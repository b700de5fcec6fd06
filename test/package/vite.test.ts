import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../fixtures/browser.mjs';
import { Installed } from './installed.js';

// A page built with Vite's defaults, in a folder of its own, opened in a real browser.

const index = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>page</title></head>
<body><output></output><iframe src="/run.html" title="run"></iframe>
<script type="module" src="/main.ts"></script></body>
</html>`;

/** The page computes, and says what a view's page needs. */
const main = `import { backend, maxPool, maxPoolBackward, PoolscopeError, explore, tensor, type Tensor } from 'poolscope';

const x: Tensor = tensor([[[1], [3], [2], [5], [4]]]);
const { output, mask } = maxPool(x, { kernelSize: 3, stride: 1 });
const din = maxPoolBackward(output, mask);
let error = '';
try {
  explore({ x, mask, dout: output, din }).toHTML();
} catch (caught) {
  if (caught instanceof PoolscopeError) error = caught.message;
}
const sum = din.data.reduce((sum, value) => sum + value);
document.querySelector('output')!.textContent =
  JSON.stringify({ backend: backend(), din: din.toArray(), sum, error });
`;

const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' };
let installed: Installed;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  installed = await Installed.install();
  installed.write('index.html', index);
  installed.write('main.ts', main);
  // The explorer in a page is a page of its own, which is written while the site is built.
  await installed.run(
    `import { mkdirSync } from 'node:fs';
    import * as ps from 'poolscope';
    mkdirSync('public');
    const x = ps.tensor([[[[1], [3]], [[2], [0]]]]);
    const { output, mask } = ps.maxPool(x, { kernelSize: 2 });
    ps.explore({ x, mask, dout: output }).toHTML('public/run.html');
    console.log(true);`,
    '--input-type=module',
  );
  const { build } = await import('vite');
  await build({ root: installed.folder, logLevel: 'silent' });
  browser = await openBrowser();
  page = await browser.newPage();
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const type = types[name.split('.').at(-1)!];
    if (type === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({
      contentType: type,
      body: readFileSync(join(installed.folder, 'dist', name), 'utf8'),
    });
  });
  await page.goto('http://127.0.0.1:9/');
});
afterAll(async () => {
  await browser?.close();
  installed?.remove();
});

describe('a page built with Vite', () => {
  test('computes with WASM, and says why it can’t write a page', async () => {
    await expect.poll(() => page.locator('output').textContent()).not.toBe('');
    // 3, 5 and 5 are the maxima of 1 3 2, 3 2 5 and 2 5 4; the two windows of the 5 add up.
    expect(JSON.parse((await page.locator('output').textContent())!)).toEqual({
      backend: 'wasm',
      din: [[[0], [3], [0], [10], [0]]],
      sum: 13,
      error: expect.stringMatching(/^toHTML: .*; call it in Node$/),
    });
    expect(errors).toEqual([]);
  });

  test('shows the explorer in a frame, from the file that toHTML wrote', async () => {
    const explorer = page
      .frameLocator('iframe')
      .locator('.poolscope-view[data-kind="explorer"][data-ready="true"]');
    await explorer.waitFor();
    expect(await explorer.locator('[data-panel="din"]').count()).toBe(1);
  });
});
