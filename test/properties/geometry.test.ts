import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Geometry } from '../../src/window/geometry.js';
import { windows } from '../../src/window/windows.js';
import { type Pooling, poolings } from './arbitraries.js';

/** Outputs along one axis, window by window: those that fit, and with ceilMode a partial one. */
function windowsAlong({ shape, options }: Pooling, axis: number): number {
  const [low, high] = options.padding[axis]!;
  const size = shape[axis + 1]!;
  const extent = options.dilation[axis]! * (options.kernelSize[axis]! - 1) + 1;
  const fits = (out: number) => out * options.stride[axis]! + extent <= low + size + high;
  const partial = (out: number) =>
    options.ceilMode &&
    (out - 1) * options.stride[axis]! + extent < low + size + high &&
    out * options.stride[axis]! < low + size;
  let out = 0;
  while (fits(out) || partial(out)) out++;
  return out;
}

/** All index tuples of a shape, in row-major order. */
function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, size) =>
      prefixes.flatMap((prefix) => Array.from({ length: size }, (_, i) => [...prefix, i])),
    [[]],
  );
}

/** The window of an output cell, cell by cell: its input index, or undefined outside the input. */
function windowOf({ shape, options }: Pooling, output: number[]): (number[] | undefined)[] {
  const [batch, channel] = [output[0]!, output.at(-1)!];
  return indicesOf(options.kernelSize).map((offset) => {
    const at = offset.map(
      (step, axis) =>
        output[axis + 1]! * options.stride[axis]! +
        step * options.dilation[axis]! -
        options.padding[axis]![0],
    );
    const inside = at.every((position, axis) => position >= 0 && position < shape[axis + 1]!);
    return inside ? [batch, ...at, channel] : undefined;
  });
}

const flat = (index: number[], shape: number[]) =>
  index.reduce((position, step, axis) => position * shape[axis]! + step, 0);

/** Each pooling with its geometry, and its output's indices in row order. */
function check(property: (pooling: Pooling, geometry: Geometry, outputs: number[][]) => void) {
  fc.assert(
    fc.property(poolings, (pooling) => {
      const geometry = windows(pooling.shape, pooling.options);
      property(pooling, geometry, indicesOf(geometry.outputShape));
    }),
  );
}

describe('the geometry agrees with windows laid out one by one:', () => {
  test('there is one output cell for each window', () => {
    check((pooling, { outputShape, inputSpatial }) => {
      const along = inputSpatial.map((_, axis) => windowsAlong(pooling, axis));
      expect(outputShape).toEqual([pooling.shape[0], ...along, pooling.shape.at(-1)]);
    });
  });

  test('rows are the output cells in row-major order', () => {
    check((_, geometry, outputs) => {
      expect(geometry.rows).toBe(outputs.length);
      outputs.forEach((index, row) => {
        expect(geometry.row(...index)).toBe(row);
        expect(geometry.outputIndex(row)).toEqual(index);
      });
    });
  });

  test('columns are the cells of the window, −1 outside the input', () => {
    check((pooling, geometry, outputs) => {
      outputs.forEach((index, row) => {
        const cells = windowOf(pooling, index).map((cell) =>
          cell === undefined ? -1 : flat(cell, pooling.shape),
        );
        expect(geometry.cells(row)).toEqual(cells);
        expect(cells.map((_, column) => geometry.cell(row, column))).toEqual(cells);
      });
    });
  });

  test("an input cell's rows are those whose windows hold it", () => {
    check((pooling, geometry, outputs) => {
      const holders = indicesOf(pooling.shape).map((): number[] => []);
      outputs.forEach((index, row) => {
        for (const cell of windowOf(pooling, index)) {
          if (cell !== undefined) holders[flat(cell, pooling.shape)]!.push(row);
        }
      });
      indicesOf(pooling.shape).forEach((cell, position) => {
        expect(geometry.rowsOf(...cell)).toEqual(holders[position]);
      });
    });
  });
});
