import { fromChannelsFirst, maxPool, maxPoolBackward, tensor, winners } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { NotebookPage } from './notebook-page.js';
import { plane } from './plane.js';

// The Python module that the wheel brings, in a Python notebook.

let lab: Lab;
let notebook: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  const cells = [
    `import numpy as np, poolscope
x = (np.arange(96).reshape(2, 2, 4, 6) * 37 % 53).astype(float)
dout = np.arange(24).reshape(2, 2, 2, 3) - 12.0`,
    'poolscope.explore(x, dout, kernel_size=2, layout="NCHW", title="from Python")',
    'poolscope.explore(x, kernel_size=2, layout="NCHW")',
  ];
  const written = cells.map((source) => ({ source }));
  writeNotebook(lab, 'python.ipynb', written, 'python');
  notebook = await NotebookPage.open(lab, 'python.ipynb');
  await notebook.runAll();
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

describe('arrays that Python shows', () => {
  const values = Float64Array.from({ length: 96 }, (_, i) => (i * 37) % 53);
  const x = fromChannelsFirst(tensor(values, [2, 2, 4, 6]));
  const gradients = Float64Array.from({ length: 24 }, (_, i) => i - 12);
  const dout = fromChannelsFirst(tensor(gradients, [2, 2, 2, 3]));
  const { mask } = maxPool(x, { kernelSize: 2 });

  test('open in the explorer, with the numbers that TypeScript computes', async () => {
    const view = await (await notebook.view(1)).ready();
    expect(await view.kind()).toBe('explorer');
    await view.show('mask');
    await view.move({ batch: 1, channel: 1 });
    const din = maxPoolBackward(dout, mask);
    for (const [name, of] of Object.entries({ x, mask: winners(mask), dout, din })) {
      expect(await view.numbers(name), name).toEqual(plane(of, 1, 1));
    }
  });

  test('are shown as far as they are known where there is no gradient', async () => {
    const view = await (await notebook.view(2)).ready();
    expect(await view.kind()).toBe('partial');
    expect(await view.panels()).toEqual(['x', 'mask']);
    expect(await view.numbers('mask')).toEqual(plane(winners(mask), 0, 0));
  });

  test('cause no error in the page', () => {
    expect(notebook.errors).toEqual([]);
  });
});
