import {
  decode,
  MIME_TYPE,
  maskFrom,
  maxPool,
  maxPoolBackward,
  random,
  type View,
  windows,
  winners,
} from 'poolscope';
import { panels } from 'poolscope/internal';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab } from '../fixtures/lab.mjs';
import { NotebookPage, type ViewOnPage } from './notebook-page.js';
import { plane } from './plane.js';

// The first walkthrough as a reader goes through it: open, run all, look, save, come back. What the
// heatmaps draw is read back from the page and compared with what the library computes here.

const documents = 'The document’s random mask: where each dout lands';
const digits = 'Eight digits through 16 filters, and the loss’s gradient on its way back';
const corners = [
  { batch: 0, channel: 0 },
  { batch: 7, channel: 15 },
];

let lab: Lab;
let notebook: NotebookPage;
beforeAll(async () => {
  lab = await startLab();
  notebook = await NotebookPage.open(lab, '01-max-pool-backprop.ipynb');
});
afterAll(async () => {
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

interface Shown {
  readonly cell: number;
  readonly nth: number;
  readonly view: View;
}

/** What each view of the notebook was sent, by the cell that sent it. */
async function sent(): Promise<Shown[]> {
  return (await notebook.outputs()).flatMap((outputs, cell) =>
    outputs
      .flatMap(({ data }) => (data?.[MIME_TYPE] === undefined ? [] : [decode(data[MIME_TYPE])]))
      .map((view, nth) => ({ cell, nth, view })),
  );
}

async function titled(title: string): Promise<{ view: View; onPage: ViewOnPage }> {
  const found = (await sent()).find(({ view }) => view.title.replaceAll("'", '’') === title);
  if (found === undefined) throw new Error(`the walkthrough shows no view titled ${title}`);
  const { cell, nth, view } = found;
  return { view, onPage: await (await notebook.view(cell, nth)).ready() };
}

test('runs from top to bottom', async () => {
  await notebook.command('notebook:clear-all-cell-outputs');
  expect(await sent()).toEqual([]);
  await notebook.runAll();
  const outputs = (await notebook.outputs()).flat();
  expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([]);
  expect((await sent()).length).toBeGreaterThan(3);
});

test('draws each view that was displayed', async () => {
  for (const { cell, nth, view } of await sent()) {
    const onPage = await (await notebook.view(cell, nth)).ready();
    expect(await onPage.kind()).toBe(view.kind === 'pool' ? 'explorer' : view.kind);
    if (view.kind === 'pool' && view.x !== undefined)
      await (await notebook.view(cell, nth)).show('mask');
    // Where the pointer rests a list of channels may come to lie, which shows the one that is pointed at.
    await notebook.page.mouse.move(0, 0);
    await onPage.ready();
    const shown = panels(view);
    expect(await onPage.panels()).toEqual(shown.map(({ name }) => name));
    for (const { name, tensor } of shown) {
      expect(await onPage.numbers(name), `${view.title}: ${name}`).toEqual(plane(tensor, 0, 0));
    }
  }
});

test('draws the document’s numbers as the library computes them', async () => {
  const geometry = windows([8, 32, 48, 16], { kernelSize: 2, stride: 2 });
  const rng = random(0);
  const dout = rng.randn(8, 16, 24, 16);
  const bools = Array.from(rng.randn(geometry.rows, 4).data, (value) => value > 0);
  const mask = maskFrom(bools, geometry);
  const din = maxPoolBackward(dout, mask);

  const { onPage } = await titled(documents);
  for (const { batch, channel } of corners) {
    await onPage.move({ batch, channel });
    expect(await onPage.numbers('dout')).toEqual(plane(dout, batch, channel));
    expect(await onPage.numbers('mask')).toEqual(plane(winners(mask), batch, channel));
    expect(await onPage.numbers('din')).toEqual(plane(din, batch, channel));
  }
});

test('draws the digits’ mask and gradient as the library computes them from x and dout', async () => {
  const { view, onPage } = await titled(digits);
  await onPage.show('mask');
  const [x, dout] = [view.x!, view.dout!];
  const { mask } = maxPool(x, { kernelSize: 2, stride: 2 });
  const din = maxPoolBackward(dout, mask);
  for (const { batch, channel } of corners) {
    await onPage.move({ batch, channel });
    expect(await onPage.numbers('x')).toEqual(plane(x, batch, channel));
    expect(await onPage.numbers('mask')).toEqual(plane(winners(mask), batch, channel));
    expect(await onPage.numbers('dout')).toEqual(plane(dout, batch, channel));
    expect(await onPage.numbers('din')).toEqual(plane(din, batch, channel));
  }
});

test('shows the same views after saving and reloading, without running', async () => {
  const before = await sent();
  await notebook.save();
  await notebook.reload();
  const after = await sent();
  expect(after.map(({ view }) => view.title)).toEqual(before.map(({ view }) => view.title));
  for (const { cell, nth } of after) await (await notebook.view(cell, nth)).ready();

  const { view, onPage } = await titled(digits);
  await onPage.move({ batch: 3, channel: 5 });
  expect(await onPage.numbers('din')).toEqual(plane(view.din!, 3, 5));
});
