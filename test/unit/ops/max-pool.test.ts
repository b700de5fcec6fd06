import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError } from '../../../src/core/errors.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import type { PoolOptions } from '../../../src/window/options.js';
import { windows } from '../../../src/window/windows.js';

/** Pools one row of numbers and returns the maximum, and what each cell gets of dout = 1. */
function pooled(values: number[], options: Partial<PoolOptions> = {}, share?: 'split') {
  const x = tensor(values, [1, values.length, 1]);
  const { output, mask } = maxPool(x, { kernelSize: values.length, ...options });
  const dout = tensor(new Float64Array(output.size).fill(1), output.shape);
  const din = maxPoolBackward(dout, mask, share ? { share } : {});
  return { output: [...output.data], gradient: [...din.data] };
}

describe('maxPool', () => {
  test('works channels-last, each channel by itself', () => {
    const x = tensor([
      [
        [
          [1, 8],
          [2, 7],
        ],
        [
          [3, 6],
          [4, 5],
        ],
      ],
    ]);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    expect(output.toArray()).toEqual([[[[4, 8]]]]);
    expect([...mask.data]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
  });

  test('pools a volume with the code that pools a line', () => {
    const x = tensor(
      Float32Array.from({ length: 8 }, (_, i) => -i),
      [1, 2, 2, 2, 1],
    );
    expect(maxPool(x, { kernelSize: 2 }).output.toArray()).toEqual([[[[[-0]]]]]);
  });

  test('of equal cells the first wins, or the last, or all', () => {
    expect(pooled([3, 5, 5]).gradient).toEqual([0, 1, 0]);
    expect(pooled([3, 5, 5], { ties: 'last' }).gradient).toEqual([0, 0, 1]);
    expect(pooled([3, 5, 5], { ties: 'all' }).gradient).toEqual([0, 1, 1]);
    expect(pooled([3, 5, 5], { ties: 'all' }, 'split').gradient).toEqual([0, 0.5, 0.5]);
  });

  test('−0 and 0 are equal, and the output has the winner’s sign', () => {
    expect(pooled([-0, 0])).toEqual({ output: [-0], gradient: [1, 0] });
    expect(pooled([-0, 0], { ties: 'last' })).toEqual({ output: [0], gradient: [0, 1] });
  });

  test('NaN wins, and of several the last', () => {
    expect(pooled([1, Number.NaN, 2])).toEqual({ output: [Number.NaN], gradient: [0, 1, 0] });
    expect(pooled([Number.NaN, 1, Number.NaN]).gradient).toEqual([0, 0, 1]);
    expect(pooled([Number.NaN, 1, Number.NaN], { ties: 'all' }).gradient).toEqual([1, 0, 1]);
  });

  test("nan: 'ignore' lets NaN never win; NaN alone gives NaN and an empty row", () => {
    expect(pooled([1, Number.NaN, 2], { nan: 'ignore' })).toEqual({
      output: [2],
      gradient: [0, 0, 1],
    });
    expect(pooled([Number.NaN, Number.NaN], { nan: 'ignore' })).toEqual({
      output: [Number.NaN],
      gradient: [0, 0],
    });
  });

  test('a window of −inf has a winner, the first', () => {
    expect(pooled([-Infinity, -Infinity])).toEqual({ output: [-Infinity], gradient: [1, 0] });
  });

  test('padding never wins, even over negative numbers', () => {
    expect(pooled([-3, -2], { kernelSize: 2, stride: 1, padding: 1 }).output).toEqual([-3, -2, -2]);
  });

  test("a window without a real cell gives the dtype's lowest value and an empty row", () => {
    const options = { kernelSize: 2, stride: 1, dilation: 2, padding: 1 };
    const byte = maxPool(tensor(new Int8Array([5]), [1, 1, 1]), options);
    expect([...byte.output.data, ...byte.mask.data]).toEqual([-128, 0, 0]);
    expect(maxPool(tensor([[[5]]]), options).output.at(0, 0, 0)).toBe(-Infinity);
  });

  test.each(['uint8', 'int8', 'int32', 'float32'] as const)('keeps the dtype %s', (dtype) => {
    const { output } = maxPool(tensor([1, 3, 2, 0], [1, 4, 1], { dtype }), { kernelSize: 2 });
    expect([output.dtype, ...output.data]).toEqual([dtype, 3, 2]);
  });

  test('leaves x as it is', () => {
    const data = new Float64Array([1, Number.NaN, -0, 2]);
    maxPool(tensor(data, [1, 4, 1]), { kernelSize: 2, ties: 'all' });
    expect([...data]).toEqual([1, Number.NaN, -0, 2]);
  });

  test('an empty batch gives empty results', () => {
    const { output, mask } = maxPool(tensor(new Float32Array(0), [0, 4, 4, 1]), { kernelSize: 2 });
    expect([output.shape, mask.rows]).toEqual([[0, 2, 2, 1], 0]);
  });

  test('refuses bool, and what is no tensor', () => {
    expect(() => maxPool(tensor([[[true]]]), { kernelSize: 1 })).toThrow(DTypeError);
    expect(() => maxPool([[[1]]] as never, { kernelSize: 1 })).toThrow(
      'maxPool: x=[[[1]]] is not a tensor; make one with tensor(x, shape)',
    );
  });
});

describe('maxPoolBackward', () => {
  test('adds where windows overlap, where the document’s code assigns', () => {
    const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
    expect(maxPoolBackward(tensor([[[10], [5]]]), mask).toArray()).toEqual([[[0], [15], [0]]]);
  });

  test("adds in dout's own precision, in row order", () => {
    const { mask } = maxPool(tensor([[[0], [0], [9], [0], [0]]]), { kernelSize: 3, stride: 1 });
    const dout = tensor(new Float32Array([2 ** 24, 1, 1]), [1, 3, 1]);
    // In float32 2²⁴ + 1 is 2²⁴, twice; in another order or precision it would be 2²⁴ + 2.
    expect(maxPoolBackward(dout, mask).at(0, 2, 0)).toBe(2 ** 24);
  });

  test('an infinite gradient leaves the other cells at 0: selected, not multiplied', () => {
    const { mask } = maxPool(tensor([[[1], [2]]]), { kernelSize: 2 });
    expect(maxPoolBackward(tensor([[[Infinity]]]), mask).toArray()).toEqual([[[0], [Infinity]]]);
  });

  test('a row with several maxima gives each all of dout, or an equal part', () => {
    const geo = windows([1, 3, 1], { kernelSize: 3 });
    const mask = maskFrom([[true, true, true]], geo);
    const dout = tensor(new Float32Array([1]), [1, 1, 1]);
    expect([...maxPoolBackward(dout, mask).data]).toEqual([1, 1, 1]);
    const third = Math.fround(1 / 3);
    expect([...maxPoolBackward(dout, mask, { share: 'split' }).data]).toEqual([
      third,
      third,
      third,
    ]);
  });

  test('refuses a dout of another geometry, and leaves it as it is', () => {
    const { mask } = maxPool(tensor(new Float32Array(16), [1, 4, 4, 1]), { kernelSize: 2 });
    const dout = tensor(new Float32Array(9), [1, 3, 3, 1]);
    expect(() => maxPoolBackward(dout, mask)).toThrow(ShapeError);
    expect(() => maxPoolBackward(dout, mask)).toThrow(
      'maxPoolBackward: dout.shape=[1, 3, 3, 1] is not [1, 2, 2, 1]',
    );
  });

  test('refuses integers, a tensor for a mask, and an unknown share', () => {
    const { output, mask } = maxPool(tensor([1, 2], [1, 2, 1], { dtype: 'int32' }), {
      kernelSize: 2,
    });
    expect(() => maxPoolBackward(output, mask)).toThrow(DTypeError);
    expect(() => maxPoolBackward(tensor([[[1]]]), output as never)).toThrow(DTypeError);
    expect(() => maxPoolBackward(tensor([[[1]]]), mask, { share: 'half' as 'full' })).toThrow(
      "maxPoolBackward: share=\"half\" is unknown; use 'full', 'split'",
    );
  });
});

describe('maskFrom', () => {
  const geo = windows([1, 2, 2, 1], { kernelSize: 2, stride: 1, padding: 1 });

  test('copies booleans or 0 and 1', () => {
    const cells = new Uint8Array(9 * 4);
    cells[3] = 1;
    const mask = maskFrom(cells, geo);
    cells[3] = 0;
    expect(mask.data[3]).toBe(1);
  });

  test('refuses anything else, naming the row', () => {
    const cells = new Float64Array(9 * 4);
    cells[2 * 4 + 1] = 0.5;
    expect(() => maskFrom(cells, geo)).toThrow(
      'maskFrom: cells[2][1]=0.5 is neither 0 nor 1; give booleans, or 0 and 1',
    );
  });

  test('refuses a true on a padded cell', () => {
    const cells = new Uint8Array(9 * 4);
    cells[0] = 1;
    expect(() => maskFrom(cells, geo)).toThrow('maskFrom: cells[0][0]=true lies in the padding');
  });

  test('refuses another number of rows', () => {
    expect(() => maskFrom([[1, 0, 0, 0]], geo)).toThrow(
      'maskFrom: cells.shape=[1, 4] is not [9, 4] (rows = 1·3·3·1 = 9, windowSize = 2·2 = 4)',
    );
  });
});
