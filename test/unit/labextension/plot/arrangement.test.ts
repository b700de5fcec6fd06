import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, gap, tickStep } from '../../../../labextension/src/plot/arrangement.js';

const image = { rows: 32, columns: 48 };
const pooled = { rows: 16, columns: 24 };

/** How many panels of a view are in a row. */
function perRow(panels: number, width: number): number {
  const [frame] = arrange(Array(panels).fill(image), width);
  return Math.floor((width + gap) / (frame!.width + gap));
}

describe('arrange', () => {
  test('puts four panels in rows of equal length, never three and one', () => {
    const counts = Array.from({ length: 40 }, (_, i) => Math.min(4, perRow(4, 300 + 50 * i)));
    expect(new Set(counts)).toEqual(new Set([1, 2, 4]));
  });

  test('fits the panels into the width, down to a phone’s', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            rows: fc.integer({ min: 0, max: 300 }),
            columns: fc.integer({ min: 0, max: 300 }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.integer({ min: 280, max: 3000 }),
        (grids, width) => {
          for (const frame of arrange(grids, width)) {
            expect(frame.width).toBeLessThanOrEqual(width);
            expect(frame.height).toBeGreaterThan(frame.margin.t + frame.margin.b);
          }
        },
      ),
    );
  });

  test('gives an input and its pooled output, half its size, the same frame', () => {
    const [x, dout] = arrange([image, pooled], 1000);
    expect(x).toEqual(dout);
  });

  test('gives square cells as much height as width', () => {
    const [{ width, height, margin, square }] = arrange([image], 1000) as [
      ReturnType<typeof arrange>[0],
    ];
    expect(square).toBe(true);
    expect((height - margin.t - margin.b) / (width - margin.l - margin.r)).toBeCloseTo(32 / 48);
  });

  test('stretches the cells of a strip and of the document’s matrix, so that they can be seen', () => {
    const [strip] = arrange([{ rows: 1, columns: 100 }], 1000);
    const [matrix] = arrange([{ rows: 49_152, columns: 4 }], 1000);
    expect([strip!.square, matrix!.square]).toEqual([false, false]);
    expect(strip!.height - strip!.margin.t - strip!.margin.b).toBeGreaterThan(20);
    expect(matrix!.height).toBeLessThan(600);
  });

  test('has room for the longest row number', () => {
    const [few] = arrange([{ rows: 9, columns: 4 }], 1000);
    const [many] = arrange([{ rows: 49_152, columns: 4 }], 1000);
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
