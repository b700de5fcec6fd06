import { describe, expect, test } from 'vitest';
import { memory, tidy } from '../../src/memory/residency.js';
import { avgPool, avgPoolBackward } from '../../src/ops/avg-pool.js';
import { lpPool, lpPoolBackward } from '../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { eachWindow } from '../../src/window/each-window.js';
import { argmax } from '../../src/window/mask/indices.js';
import type { WindowOptions } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';
import { expectBits, expectClose, roundings } from './compare.js';

interface Large {
  shape: [number, number, number, number];
  kernelSize: [number, number];
  stride: number;
  padding: number;
}

/** Windows from 1 to 40 cells a side, channels from 1 to 70: running maxima, pairs, and tails. */
const sides: Large[] = [1, 2, 3, 4, 5, 6, 7, 9, 13, 17, 21, 32, 40].flatMap((side, i) =>
  [1, side].map((stride, j) => ({
    shape: [1, side + 3, side + j, [1, 2, 3, 13, 16, 17, 33, 64, 70][(i + 4 * j) % 9]!],
    kernelSize: [side, side] as [number, number],
    stride,
    padding: side > 7 ? 1 : Math.floor(side / 2),
  })),
);

/** Running maxima along lines that are shorter and longer than their blocks, and cut off at both ends. */
const running: Large[] = [5, 6, 9, 12].flatMap((side, i) =>
  [side - 1, side, 2 * side, 3 * side + 2].map((width, j) => ({
    shape: [1, side, width, [16, 20, 35, 64][(i + j) % 4]!],
    kernelSize: [side, side] as [number, number],
    stride: 1,
    padding: 1 + (j % 2) * Math.floor(side / 2 - 1),
  })),
);

/** 2×2 apart: lines of one vector and of several, with and without a rest, and of odd sizes. */
const apart: Large[] = [1, 2, 3, 4, 5, 7, 13, 20].flatMap((channels) =>
  [2, 5, 8, 11, 13, 15, 16, 19].map((width) => ({
    shape: [1, 4 + (width % 2), width, channels],
    kernelSize: [2, 2] as [number, number],
    stride: 2,
    padding: 0,
  })),
);

/** Numbers of columns around those that one and two bytes count. */
const widths: Large[] = [
  [1, 254],
  [15, 17],
  [255, 1],
  [16, 16],
  [1, 257],
  [255, 257],
  [1, 65_535],
  [256, 256],
  [1, 65_537],
].map(([height, width]) => ({
  shape: [1, height!, width! + 1, 3],
  kernelSize: [height!, width!],
  stride: 1,
  padding: 0,
}));

/** Channels around those from which lines' cells are read side by side, some or all at a time. */
const wide: Large[] = [
  [4, 4],
  [3, 5],
  [7, 7],
  [2, 8],
  [1, 15],
].flatMap(([height, width], i) =>
  [512, [504, 513, 520][i % 3]!].map((channels, j) => ({
    shape: [1, height! + (j % 2), 2 * width! + i - 1, channels] as Large['shape'],
    kernelSize: [height!, width!] as [number, number],
    stride: width!,
    padding: height! > 1 ? (i + j) % 2 : 0,
  })),
);

const titleOf = ({ shape, kernelSize, stride, padding }: Large): string =>
  `[${shape.join(', ')}], kernel ${kernelSize.join('×')}, stride ${stride}, padding ${padding}`;

function testEach(cases: Large[], check: (each: Large, options: WindowOptions) => void): void {
  for (const each of cases) {
    const { kernelSize, stride, padding } = each;
    test(titleOf(each), () => check(each, { kernelSize, stride, padding }));
  }
}

/** Small integers, so that ties are common and sums are exact in any order. */
function integers(shape: readonly number[], step: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from({ length }, (_, i) => ((i * step) % 31) - 15),
    shape,
  );
}

/** What `byHand` found, which is the same on every backend. */
const foundByHand = new Map<Large, ReturnType<typeof byHand>>();

/** The first maximum of each window of the integers of a case, and the sum, cell by cell. */
function rowsOf(x: Tensor, each: Large): ReturnType<typeof byHand> {
  const rows = foundByHand.get(each) ?? byHand(x, each);
  foundByHand.set(each, rows);
  return rows;
}

function byHand(x: Tensor, { shape, kernelSize, stride, padding }: Large) {
  const [, height, width, channels] = shape;
  const { outputShape } = windows(shape, { kernelSize, stride, padding });
  const found: { maximum: number; column: number; cell: number; sum: number; cells: number[] }[] =
    [];
  for (let i = 0; i < outputShape[1]!; i++) {
    for (let j = 0; j < outputShape[2]!; j++) {
      for (let c = 0; c < channels; c++) {
        const row = { maximum: -Infinity, column: -1, cell: -1, sum: 0, cells: [] as number[] };
        for (let kh = 0; kh < kernelSize[0]; kh++) {
          for (let kw = 0; kw < kernelSize[1]; kw++) {
            const [y, x2] = [i * stride + kh - padding, j * stride + kw - padding];
            if (y < 0 || y >= height || x2 < 0 || x2 >= width) continue;
            const cell = (y * width + x2) * channels + c;
            const value = x.data[cell]!;
            row.sum += value;
            row.cells.push(cell);
            if (row.cell >= 0 && value <= row.maximum) continue;
            Object.assign(row, { maximum: value, column: kh * kernelSize[1] + kw, cell });
          }
        }
        found.push(row);
      }
    }
  }
  return found;
}

onEveryBackend(() => {
  describe.each([
    ['windows of up to 40 cells a side', sides],
    ['windows around what a code of one or two bytes counts', widths],
    ['running maxima along a line', running],
    ['windows of 2×2 apart, of few channels', apart],
  ])('%s:', (_, cases) => {
    testEach(cases, (each, options) => {
      const x = integers(each.shape, 12);
      const rows = rowsOf(x, each);
      const { output, mask } = maxPool(x, options);
      expect([...output.data]).toEqual(rows.map(({ maximum }) => maximum));
      const dout = integers(output.shape, 7);
      const din = new Float32Array(x.size);
      rows.forEach(({ cell }, row) => {
        din[cell]! += dout.data[row]!;
      });
      expectBits(maxPoolBackward(dout, mask), tensor(din, each.shape));
      expect([...argmax(mask, 'window').data]).toEqual(rows.map(({ column }) => column));
    });
  });

  describe('the last column of many wins:', () => {
    testEach(widths, (each, options) => {
      const x = integers(each.shape, 12);
      const last = x.size - 3;
      x.data.fill(99, last);
      const columns = [...argmax(maxPool(x, options).mask, 'window').data];
      const windowSize = each.kernelSize[0] * each.kernelSize[1];
      expect(columns.slice(-3)).toEqual([windowSize - 1, windowSize - 1, windowSize - 1]);
    });
  });

  // Sums of small integers are exact in any order, so only the division rounds.
  describe('averages of windows of up to 40 cells a side, and of many channels:', () => {
    testEach([...sides, ...wide], (each, options) => {
      const x = integers(each.shape, 12);
      const geometry = windows(each.shape, options);
      const rows = rowsOf(x, each);
      const averages = rows.map(({ sum }, row) => Math.fround(sum / geometry.divisor(row)));
      expect([...avgPool(x, options).data]).toEqual(averages);
      // Multiples of the divisor: what each cell gets is an integer, too.
      const dout = integers(geometry.outputShape, 7);
      dout.data.forEach((value, row) => {
        dout.data[row] = value * geometry.divisor(row);
      });
      const din = new Float32Array(x.size);
      rows.forEach(({ cells }, row) => {
        for (const cell of cells) din[cell]! += dout.data[row]! / geometry.divisor(row);
      });
      expectBits(avgPoolBackward(dout, geometry), tensor(din, each.shape));
    });
  });

  // Lines of inputs larger than a cache are fetched before their windows are added.
  test('averages of an input of 5 MiB', () => {
    const each: Large = { shape: [1, 164, 165, 51], kernelSize: [3, 2], stride: 2, padding: 1 };
    const { kernelSize, stride, padding } = each;
    const x = integers(each.shape, 12);
    const geometry = windows(each.shape, { kernelSize, stride, padding });
    const averages = byHand(x, each).map(({ sum }, row) =>
      Math.fround(sum / geometry.divisor(row)),
    );
    tidy(() => {
      const found = avgPool(x.to('wasm'), { kernelSize, stride, padding });
      expect([...found.to('host').data]).toEqual(averages);
    });
  });

  // Sums of sizes and of squares are exact, and so are sums of gradients; only roots and quotients round.
  describe('norms of windows of up to 40 cells a side, and of many channels:', () => {
    testEach([...sides, ...wide], (each, options) => {
      const x = integers(each.shape, 12);
      const rows = rowsOf(x, each);
      const normsOf = (p: number): number[] =>
        rows.map(({ cells }) => {
          const sum = cells.reduce((sum, cell) => sum + Math.abs(x.data[cell]!) ** p, 0);
          return Math.fround(sum ** (1 / p));
        });
      expect([...lpPool(x, { ...options, p: 1 }).data]).toEqual(normsOf(1));
      expect([...lpPool(x, { ...options, p: 2 }).data]).toEqual(normsOf(2));
      const dout = integers(windows(each.shape, options).outputShape, 7);
      for (const p of [1, 2]) {
        const norms = normsOf(p);
        const din = new Float32Array(x.size);
        rows.forEach(({ cells }, row) => {
          if (norms[row] === 0) return;
          for (const cell of cells) {
            const value = x.data[cell]!;
            const weight = Math.sign(value) * (Math.abs(value) / norms[row]!) ** (p - 1);
            din[cell]! += weight * dout.data[row]!;
          }
        });
        const given = lpPoolBackward(dout, { x }, { ...options, p });
        expectClose(given, tensor(din, each.shape), roundings(64, x));
        const output = lpPool(x, { ...options, p });
        expectBits(lpPoolBackward(dout, { x, output }, { ...options, p }), given);
      }
    });
  });

  // A plane's ring is as long as the second axis's window, even where that is longer than the input.
  describe('a second axis shorter than its window:', () => {
    const volumes: [readonly number[], WindowOptions][] = [
      [[1, 5, 1, 6, 17], { kernelSize: [2, 3, 2], stride: 1, padding: [0, 1, 0] }],
      [[2, 4, 2, 5, 3], { kernelSize: [3, 5, 1], stride: 1, padding: [1, 2, 0] }],
      [[1, 3, 1, 4, 64], { kernelSize: [1, 7, 2], stride: [1, 2, 1], padding: [0, 3, 0] }],
      [[1, 9, 3, 9, 2], { kernelSize: [6, 6, 6], stride: 1, padding: [3, 3, 3] }],
    ];
    test.each(volumes)('[%s], %o', (shape, options) => {
      const x = integers(shape, 12);
      const geometry = windows(shape, options);
      const { output, mask } = maxPool(x, options);
      const columns = argmax(mask, 'window').data;
      const averages = avgPool(x, options).data;
      const maxima: number[] = [];
      const firsts: number[] = [];
      const sums: number[] = [];
      eachWindow(geometry, (_, cells) => {
        const values = Array.from(cells, (cell) => (cell < 0 ? -Infinity : x.data[cell]!));
        const maximum = values.reduce((a, b) => Math.max(a, b));
        maxima.push(maximum);
        firsts.push(values.indexOf(maximum));
        sums.push(values.reduce((sum, value) => (value === -Infinity ? sum : sum + value), 0));
      });
      expect([...output.data]).toEqual(maxima);
      expect([...columns]).toEqual(firsts);
      expect([...averages]).toEqual(
        sums.map((sum, row) => Math.fround(sum / geometry.divisor(row))),
      );
    });
  });

  test('a mask takes at most four bytes a row, whatever the window', () => {
    for (const [each, bytes] of [
      [widths[0]!, 1],
      [widths[3]!, 2],
      [widths[7]!, 4],
    ] as const) {
      tidy(() => {
        const x = integers(each.shape, 12).to('wasm');
        const before = memory().bytes;
        const { kernelSize, stride } = each;
        const { output } = maxPool(x, { kernelSize, stride });
        expect(memory().bytes - before).toBe(output.size * (4 + bytes));
      });
    }
  });
});
