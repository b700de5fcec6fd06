import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { openBrowser } from '../fixtures/browser.mjs';
import { expectExplorer, outputWithHtml } from './html-output.js';

// What a reader of `jupyter nbconvert --to html` gets, who has neither JupyterLab nor the extension. (Alt text stays
// behind: nbconvert 7.17 writes none.)

interface Picture {
  readonly data: string;
  readonly width: number;
  readonly height: number;
}
interface Notebook {
  readonly cells: readonly {
    readonly outputs?: readonly {
      readonly data?: Readonly<Record<string, unknown>>;
      readonly metadata?: { readonly 'image/png'?: { width: number; height: number } };
    }[];
  }[];
}

/** The pictures that a notebook was saved with. */
function picturesIn(path: string): Picture[] {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Notebook;
  return cells.flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ data, metadata }) => {
      const png = data?.['image/png'];
      if (png === undefined) return [];
      const { width, height } = metadata!['image/png']!;
      return [{ data: base64([png].flat().join('')), width, height }];
    }),
  );
}

/** Base64 without its line breaks. */
const base64 = (text: string): string => text.replace(/\s/g, '');

function cellWithHtml(): object {
  const output = { output_type: 'display_data', data: outputWithHtml(), metadata: {} };
  const shared = { id: 'html', metadata: {}, execution_count: null, source: '' };
  return { cell_type: 'code', ...shared, outputs: [output] };
}

const names = ['01-max-pool-backprop', '02-why-it-landed-here', '03-watch-a-model'];
const { python, notebooks, state } = cloneAt();
const folder = join(state, 'nbconvert');
let browser: Browser;

beforeAll(async () => {
  const options = ['--to', 'html', '--log-level', 'ERROR', '--output-dir', folder];
  const files = names.map((name) => `${name}.ipynb`);
  mkdirSync(folder, { recursive: true });
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cellWithHtml()] };
  writeFileSync(join(folder, 'html.ipynb'), JSON.stringify(notebook));
  files.push(join(folder, 'html.ipynb'));
  execFileSync(python, ['-m', 'nbconvert', ...options, ...files], { cwd: notebooks });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(names)(
  'the walkthrough %s shows its pictures in their size, without a network',
  async (name) => {
    const pictures = picturesIn(join(notebooks, `${name}.ipynb`));
    expect(pictures.length).toBeGreaterThan(0);
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    const images = page.locator('.jp-RenderedImage img');
    await expect.poll(() => images.count()).toBe(pictures.length);
    const shown = await images.evaluateAll((nodes) =>
      Promise.all(
        nodes.map(async (node) => {
          const image = node as HTMLImageElement;
          await image.decode();
          const { src, width, height } = image;
          return { data: src.replace('data:image/png;base64,', ''), width, height };
        }),
      ),
    );
    expect(shown.map((one) => ({ ...one, data: base64(one.data) }))).toEqual(pictures);
    await context.close();
  },
);

test('an output with HTML is the explorer, without a network', async () => {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const url = pathToFileURL(join(folder, 'html.html')).href;
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await expectExplorer(page.frameLocator('iframe'));
  // nbconvert's own page asks for its styles and MathJax; the frame asks for nothing.
  expect(
    asked.filter((asked) => asked !== url && !/^(data|blob|about|https):/.test(asked)),
  ).toEqual([]);
  await context.close();
});
