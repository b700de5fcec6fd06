import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { openBrowser } from '../fixtures/browser.mjs';

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

const names = ['01-max-pool-backprop', '02-why-it-landed-here', '03-watch-a-model'];
const { python, notebooks, state } = cloneAt();
const folder = join(state, 'nbconvert');
let browser: Browser;

beforeAll(async () => {
  const options = ['--to', 'html', '--log-level', 'ERROR', '--output-dir', folder];
  const files = names.map((name) => `${name}.ipynb`);
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
