import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import type { Tensor } from '../../../../src/tensor/tensor.js';
import { nonFiniteOf, parseColour } from '../../../../src/view/picture/colour.js';
import { type Picture, render } from '../../../../src/view/picture/png.js';
import { View } from '../../../../src/view/view.js';
import { explore, heatmap } from '../../../../src/view/views.js';
import { maskFrom } from '../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../src/window/windows.js';

/** How many pixels of a picture have a colour. */
function pixels(picture: Picture, colour: string): number {
  const { data } = decode(picture.png);
  const [red, green, blue] = parseColour(colour);
  let found = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) found++;
  }
  return found;
}

function counting(...shape: number[]): Tensor {
  const cells = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float64Array.from({ length: cells }, (_, i) => i),
    shape,
  );
}

// The colours of a mask's two halves, from its scale.
const [off, on] = ['#e3e7ec', '#28406b'];

describe('the picture of a view', () => {
  const { output, mask } = maxPool(counting(2, 8, 8, 4), { kernelSize: 2 });
  const pool = explore({ x: counting(2, 8, 8, 4), mask, dout: output });

  test('is an RGB image of the size that is said, an even number of pixels wide', () => {
    const picture = render(pool);
    const image = decode(picture.png);
    expect([image.width, image.height]).toEqual([picture.width, picture.height]);
    expect([image.channels, image.depth]).toEqual([3, 8]);
    expect(picture.width).toBe(1600);
    expect(picture.width % 2).toBe(0);
  });

  test('is the same each time', () => {
    const view = heatmap(tensor([1, Number.NaN, 3]));
    expect(Buffer.compare(render(view).png, render(view).png)).toBe(0);
  });

  test('has a white margin on all sides', () => {
    const { data, width, height } = decode(render(pool).png);
    const white = (x: number, y: number): boolean =>
      [0, 1, 2].every((i) => data[(y * width + x) * 3 + i] === 255);
    for (let x = 0; x < width; x++) expect(white(x, 8) && white(x, height - 8)).toBe(true);
    for (let y = 0; y < height; y++) expect(white(8, y) && white(width - 8, y)).toBe(true);
  });

  test('shows a cell for a cell: one true of four takes a third of what the three false take', () => {
    const picture = render(
      heatmap(
        tensor([
          [true, false],
          [false, false],
        ]),
      ),
    );
    const swatch = 20 * 20;
    const ratio = (pixels(picture, off) - swatch) / (pixels(picture, on) - swatch);
    // The gaps between cells take 2 of 120 pixels.
    expect(ratio).toBeGreaterThan(2.9);
    expect(ratio).toBeLessThan(3.1);
  });

  test('gives NaN and infinities colours of their own, and a key, only where there are some', () => {
    const odd = render(heatmap(tensor([1, Number.NaN, 1 / 0, -1 / 0])));
    const plain = render(heatmap(tensor([1, 2, 3, 4])));
    for (const colour of Object.values(nonFiniteOf('activation'))) {
      // More than the key's square of 20 by 20.
      expect(pixels(odd, colour)).toBeGreaterThan(1000);
      expect(pixels(plain, colour)).toBe(0);
    }
    expect(odd.height).toBeGreaterThan(plain.height);
  });

  test('draws a cross in a cell that is NaN, and in its key: two diagonals of one colour', () => {
    // Too many cells for their values to be written.
    const data = new Float64Array(40 * 40).map((_, i) => i / 1600);
    const at = 40 * 15 + 7;
    const plain = decode(render(heatmap(tensor(data, [40, 40]))).png);
    data[at] = Number.NaN;
    const { data: drawn, width } = decode(render(heatmap(tensor(data, [40, 40]))).png);
    const nan = parseColour(nonFiniteOf('activation').nan);
    const isNan = (pixel: number): boolean => nan.every((part, i) => drawn[pixel * 3 + i] === part);
    // The key stands far below the cell, which is in the upper half.
    const cell = [...new Array(width * (plain.height >> 1)).keys()].filter(isNan);
    const xs = cell.map((pixel) => pixel % width);
    const ys = cell.map((pixel) => Math.floor(pixel / width));
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const top = Math.min(...ys);
    const size = right - left + 1;
    expect(size).toBeGreaterThan(11);
    const white = (x: number, y: number): boolean =>
      [0, 1, 2].every((i) => drawn[((top + y) * width + left + x) * 3 + i] === 255);
    const middle = size >> 1;
    for (const step of [2, 3]) {
      for (const [x, y] of [
        [middle - step, middle - step],
        [middle + step, middle - step],
        [middle - step, middle + step],
        [middle + step, middle + step],
      ] as const) {
        expect([x, y, white(x, y) || white(x - 1, y) || white(x + 1, y)]).toEqual([x, y, true]);
      }
    }
    // Beside the diagonals, and along the edge, it has its own colour.
    expect(isNan((top + middle) * width + left + 1)).toBe(true);
    expect(isNan((top + 1) * width + left + middle)).toBe(true);
    expect(isNan(top * width + left)).toBe(true);
  });

  test('keeps one NaN visible among more cells than there are pixels', () => {
    const data = new Float64Array(1500 * 1500);
    data[1500 * 823 + 1200] = Number.NaN;
    const view = new View({ kind: 'heatmap', title: 'one', value: tensor(data, [1500, 1500]) });
    const { data: drawn, width } = decode(render(view).png);
    const nan = parseColour(nonFiniteOf('activation').nan);
    // The key is at the left.
    const isInCells = (pixel: number): boolean => pixel % width > width / 2;
    const found = [...new Array(drawn.length / 3).keys()].filter(
      (pixel) => isInCells(pixel) && nan.every((part, i) => drawn[pixel * 3 + i] === part),
    );
    expect(found.length).toBeGreaterThan(0);
  });

  test('has an alt text that says what is drawn', () => {
    expect(render(pool).alt).toBe(
      'Max pooling, window 2 × 2, stride 2: heatmaps of x (float64 2 × 8 × 8 × 4), ' +
        'dout (float64 2 × 4 × 4 × 4), din (float64 2 × 8 × 8 × 4); ' +
        'batch 0 of 2 · channels 0 to 2 of 4',
    );
    expect(render(heatmap(counting(8, 5, 5, 1), { title: 'digits' })).alt).toBe(
      'digits: heatmap; float64 8 × 5 × 5 × 1 · batches 0 to 7 of 8',
    );
    expect(render(heatmap(counting(500, 4), { title: 'rows' })).alt).toBe(
      'rows: heatmap; float64 500 × 4 · the first 16 of 500 rows',
    );
  });

  test('marks winners on x where its cells have five pixels of a page, else it has a mask', () => {
    // Three panels of 469 pixels, two of which are one of a page: 46 cells have 10, 47 have 9.
    const altOf = (size: number): string => {
      const x = counting(1, size, size, 1);
      const { output: dout, mask } = maxPool(x, { kernelSize: 2 });
      return render(explore({ x, mask, dout })).alt;
    };
    expect(altOf(46)).not.toContain('mask');
    expect(altOf(47)).toContain('mask');
  });

  test('draws winners of a line where its positions have two pixels of a page', () => {
    // Of the 469 pixels 84 are for numbers: of 96 positions each has 4, of 97 less.
    const inkOf = (size: number): number => {
      const x = counting(1, size, 1);
      const { output: dout, mask } = maxPool(x, { kernelSize: 2 });
      return pixels(render(explore({ x, mask, dout })), '#101418');
    };
    expect(inkOf(96)).toBeGreaterThan(500);
    expect(inkOf(97)).toBe(0);
  });

  test('says what was cut, and what is known of the whole', () => {
    const cut = { whole: [9, 8, 8, 4], origin: [0, 0, 0, 0], shape: [2, 8, 8, 4] };
    const sum = { cells: 9, nan: 0, posInf: 0, negInf: 0 };
    const audit = {
      rows: { total: 1234, none: 0, one: 1200, several: 34 },
      dout: { ...sum, sum: 1.5 },
      din: { ...sum, sum: -1 / 0 },
    };
    expect(render(new View({ ...pool, cut, audit })).alt).toContain(
      'cut to [2, 8, 8, 4] of [9, 8, 8, 4], from the origin; ' +
        '1,234 rows in the whole: 1,200 with one maximum, 34 with several, 0 with none; ' +
        'of the whole: sum(dout) = 1.5 · sum(din) = −∞',
    );
  });

  test.each([
    ['a scalar', heatmap(tensor(3))],
    ['a strip', heatmap(counting(2, 12, 3))],
    ['a volume', heatmap(counting(1, 2, 3, 3, 2))],
    ['rank 6', heatmap(counting(1, 2, 2, 3, 3, 2))],
    ['bools', heatmap(tensor([true, false]))],
    ['nothing', heatmap(counting(0, 4, 4, 1))],
    ['the widest range', heatmap(tensor([-Number.MAX_VALUE, Number.MAX_VALUE]))],
    ['the narrowest range', heatmap(tensor([0, 5e-324]), { role: 'gradient' })],
    ['a long title', heatmap(tensor([1]), { title: 'ж'.repeat(200) })],
    ['a wide matrix', heatmap(counting(4, 5000))],
    [
      'an empty mask',
      explore({
        mask: maskFrom(new Uint8Array(4), windows([1, 2, 2, 1], { kernelSize: 2 })),
        dout: tensor([[[[1]]]]),
      }),
    ],
  ])('can be drawn for %s', (_, view) => {
    const { png, width, height } = render(view);
    expect(decode(png).data.length).toBe(width * height * 3);
    expect(width).toBeLessThanOrEqual(1600);
    expect(height).toBeLessThanOrEqual(1600);
  });
});
