import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PanelPlot } from '../../../../labextension/src/plot/panel-plot.js';
import { PlotRow, type RowHost } from '../../../../labextension/src/plot/plot-row.js';

// When a row of panels says that what was asked for is on screen. The page is a stand-in: frames come when told to.

let frames: (() => void)[];
let resize: () => void;
const isReady: boolean[] = [];

/** Lets the next frame come, and what follows from it. */
async function frame(): Promise<void> {
  for (const call of frames.splice(0)) call();
  await new Promise((resolve) => setTimeout(resolve));
}

const node = (): object => ({
  append: () => {},
  remove: () => {},
  dataset: {},
  style: {},
  hidden: false,
  clientWidth: 800,
});

beforeEach(() => {
  frames = [];
  isReady.length = 0;
  vi.stubGlobal('document', { createElement: node });
  vi.stubGlobal('requestAnimationFrame', (call: () => void) => frames.push(call));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  const style = { getPropertyValue: () => '', color: '', fontFamily: '' };
  vi.stubGlobal('getComputedStyle', () => style);
  class Observer {
    constructor(call: () => void) {
      resize = call;
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('ResizeObserver', Observer);
});
afterEach(() => vi.unstubAllGlobals());

/** A panel, and what it was told to do; its drawing ends when `drawn` does. */
function panel(drawn: () => Promise<void>): { told: string[]; plot: PanelPlot } {
  const told: string[] = [];
  const chart = { isLine: true, prepare: async () => {}, finish: async () => {} };
  const plot = {
    node: node(),
    chart,
    draw: () => {
      told.push('draw');
      return drawn();
    },
    paint: () => told.push('paint'),
    dispose: () => {},
  };
  return { told, plot: plot as unknown as PanelPlot };
}

/** What the row needs of its view; an error fails the test. */
const host: RowHost = {
  setReady: (ready) => isReady.push(ready),
  reportError: (error) => {
    throw error;
  },
  sizeOf: () => ({ rows: 1, columns: 9 }),
  contentOf: () => ({}) as never,
};

test('a panel that is painted while another is still drawn is not ready before that', async () => {
  let end = (): void => {};
  const first = panel(async () => {});
  const last = panel(() => new Promise((resolve) => (end = resolve)));
  const row = new PlotRow([first.plot, last.plot], host);
  resize();
  await frame();
  end();
  await frame();
  expect(isReady.at(-1)).toBe(true);

  row.redraw();
  await frame();
  row.repaint();
  await frame();
  expect(first.told).toEqual(['draw', 'draw', 'paint']);
  expect(isReady.at(-1)).toBe(false);
  end();
  await frame();
  expect(isReady.at(-1)).toBe(true);
  row.dispose();
});

test('a row that goes off screen while it is drawn is drawn when it comes back', async () => {
  const widen = (width: number): void => {
    (row.node as { clientWidth: number }).clientWidth = width;
    resize();
  };
  const ends: (() => void)[] = [];
  const [first, last] = [panel(async () => {}), panel(async () => {})];
  const load = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  first.plot.chart.prepare = load;
  const row = new PlotRow([first.plot, last.plot], host);
  widen(800);
  await frame();
  // Behind another tab an element has no width.
  widen(0);
  ends.pop()!();
  await frame();
  expect(first.told).toEqual([]);
  expect(isReady.at(-1)).toBe(false);

  widen(800);
  await frame();
  ends.pop()!();
  await frame();
  expect([first.told, last.told]).toEqual([['draw'], ['draw']]);
  expect(isReady.at(-1)).toBe(true);
  row.dispose();
});
