import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../fixtures/browser.mjs';
import { Installed } from './installed.js';

let code: string;
beforeAll(async () => {
  const installed = await Installed.install();
  code = installed.read('dist/browser.js');
  installed.remove();
});

describe('the bundle for browsers', () => {
  test('takes less than 75 kB gzipped, kernels included', () => {
    expect(gzipSync(code).length).toBeLessThan(75_000);
  });

  test('is one file that imports nothing', () => {
    expect(code).not.toMatch(/\bimport\b|createRequire|\bfetch\(/);
  });

  test('holds nothing that draws a PNG', () => {
    expect(code).not.toMatch(/image\/png|IHDR/);
  });
});

describe('in a browser, on a page without cross-origin isolation', () => {
  const site = 'http://127.0.0.1:9/';
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  /** Runs a script in the page, with the library as `ps`, and returns its result. */
  async function evaluated(script: string): Promise<unknown> {
    const page = await browser.newPage();
    try {
      await page.route('**/*', (route) =>
        route.request().url().endsWith('.js')
          ? route.fulfill({ contentType: 'text/javascript', body: code })
          : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>page</title>' }),
      );
      await page.goto(site);
      return await page.evaluate(`import('/browser.js').then(async (ps) => { ${script} })`);
    } finally {
      await page.close();
    }
  }

  test('WASM computes, forward and backward, on the host and resident', async () => {
    const script = `
      const x = ps.tensor([[[1], [3], [2], [5], [4]]]);
      const results = [x, x.to('wasm')].map((on) => {
        const { output, mask } = ps.maxPool(on, { kernelSize: 3, stride: 1 });
        return [output.device, output.toArray(), ps.maxPoolBackward(output, mask).toArray()];
      });
      return { isolated: crossOriginIsolated, backend: ps.backend(), results };`;
    // 3, 5 and 5 are the maxima of 1 3 2, 3 2 5 and 2 5 4; the two windows of the 5 add up.
    const expected = [[[[3], [5], [5]]], [[[0], [3], [0], [10], [0]]]];
    expect(await evaluated(script)).toEqual({
      isolated: false,
      backend: 'wasm',
      results: [
        ['host', ...expected],
        ['wasm', ...expected],
      ],
    });
  });

  test('asking for more than one thread is an error with a name', async () => {
    const script = 'return ps.setThreads(2).then(String, ({ name, message }) => [name, message]);';
    expect(await evaluated(script)).toEqual([
      'OptionError',
      'setThreads: count=2 needs shared memory and calls that wait, which there are in Node only; use 1',
    ]);
  });

  test('a value is shown as a line of text', async () => {
    const script = `
      const lines = [];
      console.log = (line) => lines.push(line);
      ps.show(ps.tensor([1, 2]));
      return lines;`;
    expect(await evaluated(script)).toEqual(['Tensor float64 [2]']);
  });
});
