import { describe, expect, test } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import { maxPool } from '../../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../../src/ops/max-unpool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import type { PlaneConvention } from '../../../src/window/mask/conventions.js';
import { argmax } from '../../../src/window/mask/indices.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from '../window/geometries.js';

const strip = (...values: number[]): Tensor => tensor(values, [1, values.length, 1]);
const indices = (...values: number[]): Tensor =>
  tensor(Int32Array.from(values), [1, values.length, 1]);

describe('maxUnpool with a mask', () => {
  test("puts each row's value where its maximum was, and 0 elsewhere", () => {
    const { output, mask } = maxPool(strip(1, 3, 5, 4, 9), { kernelSize: 2 });
    expect([...output.data]).toEqual([3, 5]);
    expect(maxUnpool(output, mask)).toEqual(strip(0, 3, 5, 0, 0));
  });

  test('keeps the last value in row order where two rows name one cell', () => {
    const { mask } = maxPool(strip(1, 9, 1), { kernelSize: 2, stride: 1 });
    expect([...maxUnpool(strip(10, 20), mask).data]).toEqual([0, 20, 0]);
    expect(() => maxUnpool(strip(10, 20), mask, { duplicates: 'error' })).toThrow(
      'maxUnpool: cell [0, 1, 0]="rows 0 and 1" is named twice; pool without overlap, or pass duplicates: \'last\'',
    );
  });

  test('fills every cell of a row with several maxima, and none of an empty row', () => {
    const geo = windows([1, 4, 1], { kernelSize: 2 });
    const mask = maskFrom([true, true, false, false], geo);
    expect([...maxUnpool(strip(7, 8), mask).data]).toEqual([7, 7, 0, 0]);
    expect([...maxUnpoolBackward(strip(1, 2, 3, 4), mask).data]).toEqual([3, 0]);
  });

  test('keeps coordinates on another grid, larger or smaller', () => {
    const x = tensor([
      [
        [[1], [2], [0]],
        [[3], [9], [0]],
        [[0], [0], [0]],
      ],
    ]);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const larger = maxUnpool(output, mask, { outputShape: [1, 3, 4, 1] });
    expect(larger.at(0, 1, 1, 0)).toBe(9);
    expect(maxUnpool(output, mask, { outputShape: [1, 2, 2, 1] }).toArray()).toEqual([
      [
        [[0], [0]],
        [[0], [9]],
      ],
    ]);
    expect(() => maxUnpool(output, mask, { outputShape: [1, 1, 4, 1] })).toThrow(
      'maxUnpool: outputShape=[1, 1, 4, 1] does not hold the maximum at [1, 1] (row 0 is output cell [0, 0, 0, 0])',
    );
  });

  test('keeps the dtype, −0 and NaN', () => {
    const { mask } = maxPool(strip(1, 2, 3, 4), { kernelSize: 2 });
    expect([...maxUnpool(strip(-0, Number.NaN), mask).data]).toEqual([0, -0, 0, Number.NaN]);
    const bytes = maxUnpool(tensor(new Uint8Array([7, 8]), [1, 2, 1]), mask);
    expect(bytes).toEqual(tensor(new Uint8Array([0, 7, 0, 8]), [1, 4, 1]));
  });
});

describe('maxUnpool with indices', () => {
  test('reads them on the grid of the output, as PyTorch does', () => {
    expect(maxUnpool(strip(3, 5), indices(1, 4), { outputShape: [1, 5, 1] })).toEqual(
      strip(0, 3, 0, 0, 5),
    );
    // Index 4 of a plane of 2 by 3 is (1, 1), of one of 3 by 2 it is (2, 0).
    const one = tensor([[[[7]]]]);
    const four = tensor([[[[4]]]]);
    expect(maxUnpool(one, four, { outputShape: [1, 2, 3, 1] }).at(0, 1, 1, 0)).toBe(7);
    expect(maxUnpool(one, four, { outputShape: [1, 3, 2, 1] }).at(0, 2, 0, 0)).toBe(7);
  });

  test('names the row of an index outside its plane, and of one that is none', () => {
    const unpool = (at: number, convention?: PlaneConvention) => () =>
      maxUnpool(strip(1, 2), tensor([0, at], [1, 2, 1]), {
        outputShape: [1, 4, 1],
        ...(convention && { convention }),
      });
    expect(unpool(4)).toThrow(
      "maxUnpool: indices at row 1=4 is out of range (by 'pytorch' there are 4; row 1 is output cell [0, 1, 0]); give integers from 0 to 3",
    );
    expect(unpool(-1)).toThrow('indices at row 1=-1 is out of range');
    expect(unpool(0.5)).toThrow('indices at row 1=0.5 is out of range');
    const two = tensor([[[1, 1]]]);
    expect(() => maxUnpool(two, two, { outputShape: [1, 4, 2], convention: 'tensorflow' })).toThrow(
      "maxUnpool: indices at row 0=1 is outside its plane (it means batch 0, channel 1; row 0 is output cell [0, 0, 0]); are these indices by the convention 'tensorflow'?",
    );
  });

  test('needs to know the shape of the output, with the planes of the input', () => {
    expect(() => maxUnpool(strip(1), indices(0))).toThrow('outputShape=undefined is missing');
    for (const outputShape of [[1, 4], [2, 4, 1], [1, 4, 2], [1, 4, 4, 1], 4 as never]) {
      expect(() => maxUnpool(strip(1), indices(0), { outputShape })).toThrow(ShapeError);
    }
    expect(() => maxUnpool(strip(1, 2), indices(0), { outputShape: [1, 4, 1] })).toThrow(
      'maxUnpool: x.shape=[1, 2, 1] is not [1, 1, 1]',
    );
    expect(() => maxUnpool(strip(1), [0] as never, { outputShape: [1, 4, 1] })).toThrow(
      'maxUnpool: where=[0] is not a tensor',
    );
    expect(() =>
      maxUnpool(strip(1), indices(0), { outputShape: [1, 1, 1], convention: 'window' as never }),
    ).toThrow(OptionError);
  });
});

describe.each(geometries)('maxUnpool and maxUnpoolBackward, %s,', (_, shape, options) => {
  const { output, mask } = maxPool(random(9).randn(...shape), options);
  const conventions = [
    'pytorch',
    'tensorflow',
    'tensorflow-batch',
    'onnx',
    'onnx-column-major',
  ] as const;

  test.each(conventions)(
    "give by indices as '%s' counts what they give by the mask",
    (convention) => {
      const where = argmax(mask, convention);
      expect(maxUnpool(output, where, { outputShape: shape, convention })).toEqual(
        maxUnpool(output, mask),
      );
      const dout = random(10).randn(...shape);
      expect(maxUnpoolBackward(dout, where, { convention })).toEqual(maxUnpoolBackward(dout, mask));
    },
  );

  test('are adjoint, overwritten rows included', () => {
    const dout = random(11).randn(...shape);
    const dot = (a: Tensor, b: Tensor): number =>
      Array.from(a.data).reduce((sum, value, i) => sum + value * b.data[i]!, 0);
    const forward = dot(maxUnpool(output, mask), dout);
    expect(dot(output, maxUnpoolBackward(dout, mask))).toBeCloseTo(forward, 10);
  });
});

describe('maxUnpoolBackward', () => {
  test('gives nothing to a row that a later one overwrote', () => {
    const dout = strip(5, 6);
    expect([...maxUnpoolBackward(dout, indices(1, 1)).data]).toEqual([0, 6]);
    expect(() => maxUnpoolBackward(dout, indices(1, 1), { duplicates: 'error' })).toThrow(
      'is named twice',
    );
  });

  test('takes the dout of another grid, and refuses other planes', () => {
    const { mask } = maxPool(strip(1, 3), { kernelSize: 2 });
    expect([...maxUnpoolBackward(strip(1, 2, 3), mask).data]).toEqual([2]);
    expect(() => maxUnpoolBackward(tensor([[[1, 2]]]), mask)).toThrow(ShapeError);
  });
});
