import { encode, explore, maxPool, random, type View } from 'poolscope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { heapOf } from '../fixtures/page-memory.mjs';
import { NotebookPage } from './notebook-page.js';

// A cell that is run again and again leaves nothing of the views before.

const times = 50;
const shape = [4, 24, 24, 16];

const x = random(0).randn(...shape);
const { mask, output } = maxPool(x, { kernelSize: 2 });
const run = (seed: number): View => explore({ x, mask, dout: random(seed).randn(...output.shape) });
const outputs = {
  view: encode(run(1)),
  pair: explore(run(1), run(2)).encode(),
};

/** What one view that is left would hold at least: x as float64. */
const left = 8 * x.size;

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab?.end();
});

test.each(Object.entries(outputs))(
  `the heap does not grow with ${times} openings of a %s`,
  async (name, payload) => {
    writeNotebook(lab, `${name}.ipynb`, [outputCell(payload)]);
    const notebook = await NotebookPage.open(lab, `${name}.ipynb`);
    await (await notebook.view(0)).ready();
    const reopen = (count: number): Promise<void> =>
      notebook.page.evaluate(async (count) => {
        const { widgets } = jupyterapp.shell.currentWidget.content;
        const cell = widgets[0] as unknown as {
          node: HTMLElement;
          model: {
            outputs: {
              clear(): void;
              add(output: object): void;
              get(i: number): { toJSON(): object };
            };
          };
        };
        const { outputs } = cell.model;
        const output = outputs.get(0).toJSON();
        for (let i = 0; i < count; i++) {
          outputs.clear();
          outputs.add(output);
          while (!cell.node.querySelector('.poolscope-view[data-ready=true]')) {
            await new Promise(requestAnimationFrame);
          }
        }
      }, count);
    // What is kept once, such as compiled code, is there after a few.
    await reopen(5);
    const before = await heapOf(notebook.page);
    await reopen(times);
    // Of what all of them would hold, were they left, a third: JupyterLab keeps some kilobytes of each run itself.
    expect((await heapOf(notebook.page)) - before).toBeLessThan((times * left) / 3);
    expect(notebook.errors).toEqual([]);
    await notebook.close();
  },
);
