import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Arrangement,
  arrange,
  type Frame,
  gap,
  type SliceSize,
  tickStep,
} from '../../../../labextension/src/plot/canvas/arrangement.js';

const image = { rows: 32, columns: 48 };
const pooled = { rows: 16, columns: 24 };

/** The size of a frame's cells, in pixels. */
function cellOf(frame: Frame | undefined, { rows, columns }: SliceSize): { x: number; y: number } {
  const { width, height, margin } = frame!;
  return {
    x: (width - margin.l - margin.r) / columns,
    y: (height - margin.t - margin.b) / rows,
  };
}

describe('arrange', () => {
  test('gives an input and its output cells of one size, so that a window looks the same in both', () => {
    const { frames } = arrange([image, pooled], 1000);
    expect(cellOf(frames[0], image).x).toBeCloseTo(cellOf(frames[1], pooled).x, 1);
  });

  test('puts x, dout and din in one row where it is wide, and dout below where that gives larger cells', () => {
    const x = { rows: 12, columns: 16 };
    const grids = [x, { rows: 6, columns: 8 }, x];
    const [wide, narrow] = [1250, 870].map((width) => arrange(grids, width)) as [
      Arrangement,
      Arrangement,
    ];
    expect([wide.perRow, narrow.perRow]).toEqual([3, 2]);
    // In one row 40 columns share 870 pixels: with two in a row, 32 do.
    expect(cellOf(narrow.frames[0], x).x).toBeGreaterThan(870 / 40);
  });

  test('gives a panel of very few cells larger ones, so that its name fits above it', () => {
    const { frames } = arrange(
      [
        { rows: 56, columns: 56 },
        { rows: 1, columns: 1 },
      ],
      1000,
    );
    expect(frames[1]!.width).toBeGreaterThan(120);
  });

  test('gives a panel narrower than its title room beside its cells, which stay of one size', () => {
    const x = { rows: 12, columns: 16, title: 180 };
    const dout = { rows: 6, columns: 8, title: 200 };
    const { frames, perRow } = arrange([x, dout, x], 476);
    expect(perRow).toBe(1);
    expect(frames[1]!.width).toBe(200);
    expect(cellOf(frames[1], dout).x).toBeCloseTo(cellOf(frames[0], x).x, 0);
    // Cells alone would leave it less.
    const untitled = [x, dout, x].map(({ rows, columns }) => ({ rows, columns }));
    expect(arrange(untitled, 476).frames[1]!.width).toBeLessThan(200);
  });

  test('gives each panel a row of its own where there is next to no width', () => {
    for (let width = 0; width < 40; width++) {
      for (const grids of [[image], [image, pooled], [{ rows: 1, columns: 99 }]]) {
        const { frames, perRow } = arrange(grids, width);
        expect(perRow).toBe(1);
        for (const frame of frames) expect(Math.min(frame.width, frame.height)).toBeGreaterThan(40);
      }
    }
  });

  test('puts so many panels in a row that no title is cut off', () => {
    const square = { rows: 56, columns: 56, title: 220 };
    for (const width of [476, 712, 1045]) {
      const { frames } = arrange([square, { ...square, rows: 28, columns: 28 }, square], width);
      for (const frame of frames) expect(frame.width).toBeGreaterThanOrEqual(220);
    }
  });

  test('fits the panels into the width, down to a phone’s', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            rows: fc.integer({ min: 0, max: 300 }),
            columns: fc.integer({ min: 0, max: 300 }),
            title: fc.integer({ min: 0, max: 260 }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.integer({ min: 280, max: 3000 }),
        (grids, width) => {
          const { frames, perRow, order } = arrange(grids, width);
          for (let first = 0; first < order.length; first += perRow) {
            const row = order.slice(first, first + perRow).map((i) => frames[i]!.width);
            const gaps = gap * (row.length - 1);
            expect(row.reduce((sum, one) => sum + one, gaps)).toBeLessThanOrEqual(width);
          }
          for (const frame of frames) {
            expect(frame.height).toBeGreaterThan(frame.margin.t + frame.margin.b);
          }
        },
      ),
    );
  });

  test('gives square cells as much height as width', () => {
    const { frames } = arrange([image], 1000);
    expect(frames[0]!.square).toBe(true);
    const { x, y } = cellOf(frames[0], image);
    expect(x).toBeCloseTo(y, 1);
  });

  test('stretches the cells of a strip and of the document’s matrix, so that they can be seen', () => {
    const [strip] = arrange([{ rows: 1, columns: 100 }], 1000).frames;
    const [matrix] = arrange([{ rows: 49_152, columns: 4 }], 1000).frames;
    expect([strip!.square, matrix!.square]).toEqual([false, false]);
    expect(strip!.height - strip!.margin.t - strip!.margin.b).toBeGreaterThan(20);
    expect(matrix!.height).toBeLessThan(600);
  });

  test('has room for the longest row number', () => {
    const [few] = arrange([{ rows: 9, columns: 4 }], 1000).frames;
    const [many] = arrange([{ rows: 49_152, columns: 4 }], 1000).frames;
    expect(many!.margin.l).toBeGreaterThan(few!.margin.l);
  });
});

describe('tickStep', () => {
  test.each([
    [6, 300, 34, 1], // 50 pixels a cell: each has its tick
    [48, 300, 34, 10], // 6.25 pixels a cell: 5 cells are 31 pixels, too near
    [24, 300, 34, 5], // 12.5 pixels a cell: 2 cells are 25
    [49_152, 420, 22, 5000], // 22 pixels are 2,575 cells
    [0.3, 300, 34, 1], // never a part of a cell, however near one looks
  ])('%d cells on %d pixels, %d apart: a tick every %d', (span, pixels, spacing, step) => {
    expect(tickStep(span, pixels, spacing)).toBe(step);
  });
});
