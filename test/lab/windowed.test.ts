import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, explore, maxPool, random } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';
import { plane } from './plane.js';

// A long notebook, of which JupyterLab keeps only a part on the page: it has four ways to do so.

let lab: Lab;
const x = random(0).randn(2, 6, 8, 3);
const far = 59;

beforeAll(async () => {
  lab = await startLab();
  const { mask, output } = maxPool(x, { kernelSize: 2 });
  const view = explore({ x, mask, dout: output });
  // So many lines that only one view is on the page at a time.
  const source = Array.from({ length: 12 }, (_, line) => `// ${line}`).join('\n');
  const cells = Array.from({ length: far }, () => ({ source }));
  writeNotebook(lab, 'long.ipynb', [outputCell(encode(view)), ...cells]);
});
afterAll(async () => {
  await lab?.end();
});

/** Chooses how JupyterLab shows long notebooks, as its settings file would. */
function choose(windowingMode: string): void {
  const folder = join(
    lab.notebooks,
    '..',
    'config/lab/user-settings/@jupyterlab/notebook-extension',
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tracker.jupyterlab-settings'), JSON.stringify({ windowingMode }));
}

describe.each(['full', 'defer', 'contentVisibility', 'none'])(
  'with JupyterLab’s windowing mode “%s”',
  (mode) => {
    let notebook: NotebookPage;
    let view: ExplorerOnPage;
    beforeAll(async () => {
      choose(mode);
      notebook = await NotebookPage.open(lab, 'long.ipynb');
      view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
    });
    afterAll(async () => {
      await notebook?.close();
    });

    test('the notebook is in that mode', async () => {
      const found = await notebook.page.evaluate(
        () =>
          (
            jupyterapp.shell.currentWidget.content as unknown as {
              notebookConfig: { windowingMode: string };
            }
          ).notebookConfig.windowingMode,
      );
      expect(found).toBe(mode);
    });

    test('a view that was scrolled away and back is as it was left', async () => {
      const inTheme = (name: 'Light' | 'Dark'): Promise<void> =>
        notebook.page
          .locator(`body[data-jp-theme-name="JupyterLab ${name}"]`)
          .waitFor({ state: 'attached' });
      await notebook.command('apputils:change-theme', { theme: 'JupyterLab Light' });
      await inTheme('Light');
      view = new ExplorerOnPage((await notebook.fresh(0)).root);
      await view.move({ batch: 1 });
      await view.key('din', 'End');
      await expect.poll(() => view.attribute('cell')).toBe('din:1,5,7,0');
      const root = (await view.root.elementHandle())!;
      // Cells out of sight may stay where they were, in the mode “full” without a height and transparent.
      const isSeen = (): Promise<boolean> =>
        root.evaluate((node) => {
          const { top, bottom } = node.getBoundingClientRect();
          return node.checkVisibility({ opacityProperty: true }) && bottom > 0 && top < innerHeight;
        });
      expect(await isSeen()).toBe(true);
      await notebook.page.evaluate(
        (index) => jupyterapp.shell.currentWidget.content.scrollToItem(index),
        far,
      );
      // With another cell in use, nothing keeps the first on the page.
      await notebook.page.locator(`[data-windowed-list-index="${far}"] .cm-content`).click();
      await expect.poll(isSeen).toBe(false);
      // It follows a change that happens in the meantime.
      await notebook.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
      await inTheme('Dark');

      view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
      await expect.poll(isSeen).toBe(true);
      expect(await view.attribute('cell')).toBe('din:1,5,7,0');
      expect(await view.slider('batch').inputValue()).toBe('1');
      expect(await view.numbers('x')).toEqual(plane(x, 1, 0));
      expect(await view.isMarked('din')).toBe(true);
    });

    test('its slider, keys and buttons still work', async () => {
      await view.move({ batch: 1, channel: 2 });
      expect(await view.numbers('x')).toEqual(plane(x, 1, 2));
      await view.key('x', 'Home');
      await expect.poll(() => view.attribute('cell')).toBe('x:1,0,0,2');
      await view.show('▶ loops');
      await view.press('to the first step');
      await view.press('step forward');
      await expect.poll(() => view.attribute('step')).toBe('1');
    });

    test('the page has no uncaught errors', () => {
      expect(notebook.errors).toEqual([]);
    });
  },
);
