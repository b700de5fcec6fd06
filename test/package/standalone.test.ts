import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { openBrowser } from '../fixtures/browser.mjs';
import { accessibilityProblems } from '../lab/axe.js';
import { ExplorerOnPage } from '../lab/explorer-page.js';
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
  await python('page.py', JSON.stringify(hostile), join(folder, 'python.html'));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of the folder with the installed module. */
async function python(name: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(cloneAt().python, [join(folder, name), ...args]);
}

describe.each(['node', 'python'])('the page that %s wrote', (language) => {
  test('shows the explorer, follows the keyboard, and makes no request', async () => {
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

test('where scripts are off, as in JupyterLab until it is trusted, the page says what to do', async () => {
  const context = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, 'node.html')).href);
  const told = page.locator('.poolscope-page-noscript');
  expect(await told.isVisible()).toBe(true);
  expect(await told.textContent()).toContain('In JupyterLab press Trust HTML above it');
  await context.close();
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

describe('the page of a scope', () => {
  let page: Page;
  let view: ExplorerOnPage;
  const errors: string[] = [];
  /** The colours that Plotly draws a panel in. */
  const scaleOf = (panel: string): Promise<unknown> =>
    view
      .panel(panel)
      .locator('.js-plotly-plot')
      .evaluate(
        (plot) => (plot as unknown as { data: { colorscale: unknown }[] }).data[0]?.colorscale,
      );
  const links = () => page.locator('.poolscope-scope tbody a');

  beforeAll(async () => {
    // As scope.to_html calls it; a model to watch needs PyTorch, which has suites of its own.
    writeFileSync(
      join(folder, 'scope.py'),
      `import sys, json, numpy, poolscope
from poolscope.files.page import PageCall, scope_content, write_page
x = numpy.array([[[[1.0], [3.0]], [[2.0], [0.0]]]])
def call(order, layer, dout, **given):
    view = poolscope.explore(x, numpy.array([[[[dout]]]]), kernel_size=2, title=layer, **given).view
    return PageCall({"#": str(order), "layer": layer, "findings": "none"}, view, "fact")
hostile, path = json.loads(sys.argv[1]), sys.argv[2]
calls = [
    PageCall({"#": "0", "layer": "left out", "findings": "none"}, None, "fact"),
    call(1, "pool1", 10.0),
    call(2, hostile, -5.0, din=numpy.array([[[[-5.0], [2.0]], [[0.0], [0.0]]]])),
]
write_page(path, "Pooling calls of Net", scope_content("Pooling calls of Net", calls, ["#2 " + hostile]))
many = [PageCall({"#": str(i), "layer": f"layer {i}", "findings": "none"}, None, "fact") for i in range(9000)]
for order in (7, 4321):
    many[order] = call(order, f"layer {order}", float(order))
write_page(sys.argv[3], "Many", scope_content("Many", many, [f"#{i} is told" for i in range(9000)]))
`,
    );
    await python(
      'scope.py',
      JSON.stringify(hostile),
      join(folder, 'scope.html'),
      join(folder, 'many.html'),
    );
    const context = await browser.newContext({ offline: true, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    await page.goto(pathToFileURL(join(folder, 'scope.html')).href);
    view = new ExplorerOnPage(page.locator('.poolscope-view'));
  });
  afterAll(() => page?.context().close());

  test.each(['light', 'dark'] as const)(
    'passes axe-core’s rules where the system is %s',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      await view.ready();
      expect(await accessibilityProblems(page.locator('body'))).toEqual([]);
    },
  );

  test('is a table of all calls, and shows the first one that was kept', async () => {
    await view.ready();
    expect(await page.title()).toBe('Pooling calls of Net');
    expect(await page.getByRole('row').allTextContents()).toEqual([
      '#layerfindings',
      '0left outnone',
      '1pool1none',
      `2${hostile}none`,
    ]);
    expect(await links().allTextContents()).toEqual(['pool1', hostile]);
    expect(await links().first().getAttribute('aria-current')).toBe('true');
    expect(await view.colourRange('dout')).toEqual([-10, 10]);
  });

  test('opens another call by keyboard, and goes back', async () => {
    await links().nth(1).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => links().nth(1).getAttribute('aria-current')).toBe('true');
    await view.ready();
    expect(await view.colourRange('dout')).toEqual([-5, 5]);
    expect(await page.locator('.poolscope-view').count()).toBe(1);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    await page.goBack();
    await expect.poll(() => links().first().getAttribute('aria-current')).toBe('true');
  });

  test('has findings that link to their call', async () => {
    await page.getByRole('link', { name: '#2' }).click();
    await expect.poll(() => links().nth(1).getAttribute('aria-current')).toBe('true');
    await view.ready();
    expect(await view.colourRange('din')).toEqual([-5, 5]);
  });

  test('has a choice of colour scales that holds for every call', async () => {
    await page.getByText('Colour scales').click();
    await page.getByLabel('gradients symmetric about 0').uncheck();
    await expect.poll(() => view.colourRange('din')).toEqual([-5, 2]);
    await page.getByLabel('activations').selectOption('grey');
    // From black to white.
    await expect
      .poll(() => scaleOf('x'))
      .toEqual([
        [0, '#111111'],
        [1, '#f5f5f5'],
      ]);
    await links().first().click();
    await expect.poll(() => links().first().getAttribute('aria-current')).toBe('true');
    await view.ready();
    expect(await view.colourRange('din')).toEqual([0, 10]);
  });

  test('of 9,000 calls lists 200 at a time, and the one that is open is among them', async () => {
    const many = await page.context().newPage();
    await many.goto(`${pathToFileURL(join(folder, 'many.html')).href}#call-4321`);
    const opened = new ExplorerOnPage(many.locator('.poolscope-view'));
    await opened.ready();
    const rows = many.locator('.poolscope-scope tbody tr');
    const lines = many.locator('.poolscope-scope-told li');
    expect([await rows.count(), await lines.count()]).toEqual([200, 200]);
    expect(await many.locator('.poolscope-scope-open').textContent()).toBe('4321layer 4321none');
    expect(await many.evaluate('document.querySelectorAll("*").length')).toBeLessThan(5000);
    await many.locator('input[type=range][aria-label="first call of 9,000"]').fill('0');
    await many.getByRole('link', { name: 'layer 7' }).click();
    await expect.poll(() => many.locator('[aria-current]').textContent()).toBe('layer 7');
    await opened.ready();
    expect(await opened.colourRange('dout')).toEqual([-7, 7]);
    await many.locator('input[type=range][aria-label="first line of 9,000"]').fill('8800');
    expect(await lines.last().textContent()).toBe('#8999 is told');
    await many.close();
  });

  test('follows the system’s colours and its wish for less motion', async () => {
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(17, 17, 17)');
    await view.show('▶ loops');
    expect(await view.root.getByRole('combobox', { name: 'speed' }).inputValue()).toBe('1');
    expect(errors).toEqual([]);
  });
});
