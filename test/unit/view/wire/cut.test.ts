import { describe, expect, test } from 'vitest';
import { maxPool, maxPoolBackward } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { Tensor } from '../../../../src/tensor/tensor.js';
import { View } from '../../../../src/view/view.js';
import { cutPool } from '../../../../src/view/wire/cut.js';
import { encode } from '../../../../src/view/wire/payload.js';
import type { PoolOptions } from '../../../../src/window/options.js';

function counting(...shape: number[]): Tensor {
  const cells = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float64Array.from({ length: cells }, (_, i) => i),
    shape,
  );
}

/** A pooling of rising values, cut to that many bytes of base64. */
function cut(shape: number[], options: PoolOptions, room: number) {
  const x = counting(...shape);
  const { output, mask } = maxPool(x, options);
  const dout = new Tensor(new Float64Array(output.size).fill(1), output.shape, 'float64');
  return cutPool({ x, mask, dout, din: maxPoolBackward(dout, mask) }, true, room);
}

describe('a pool that is cut', () => {
  // An input cell takes 8 bytes, 4 of them a row and a bit each; base64 makes 4 bytes of 3.
  test('loses batches first: din that follows takes no room', () => {
    // A batch: 16 cells of x and 4 of dout are 160 bytes, its mask 2; three are 640 + 8 characters.
    expect(cut([4, 4, 4, 1], { kernelSize: 2 }, 648).x?.shape).toEqual([3, 4, 4, 1]);
    expect(cut([4, 4, 4, 1], { kernelSize: 2 }, 647).x?.shape).toEqual([2, 4, 4, 1]);
  });

  test('counts a din that does not follow', () => {
    const { output, mask } = maxPool(counting(4, 4, 4, 1), { kernelSize: 2 });
    const arrays = { mask, dout: output, din: counting(4, 4, 4, 1) };
    // A batch as above, but each part by itself: mask 4, dout 44, din 172 characters.
    expect(cutPool(arrays, false, 220).din?.shape).toEqual([1, 4, 4, 1]);
    expect(cutPool(arrays, true, 220).din?.shape).toEqual([4, 4, 4, 1]);
  });

  test('then loses channels, then windows from the end of each spatial axis', () => {
    expect(cut([2, 4, 4, 3], { kernelSize: 2 }, 500).x?.shape).toEqual([1, 4, 4, 2]);
    expect(cut([2, 8, 8, 3], { kernelSize: 2 }, 500).x?.shape).toEqual([1, 6, 6, 1]);
  });

  test('keeps the input that its windows look at, and their padding', () => {
    const {
      mask,
      x,
      cut: made,
    } = cut([1, 20, 20, 1], { kernelSize: 3, stride: 2, padding: 1 }, 2000);
    const { outputSpatial, inputSpatial, padding } = mask.geometry;
    // n windows reach to cell 2(n − 1) + 3 of the padded input, whose first is not real.
    expect(inputSpatial).toEqual(outputSpatial.map((out) => 2 * out));
    expect(padding).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(x?.shape).toEqual(mask.geometry.inputShape);
    expect(made).toEqual({ whole: [1, 20, 20, 1], origin: [0, 0, 0, 0], shape: x?.shape });
  });

  test('keeps in din what windows outside the cut gave its edge', () => {
    // Falling values: each window's left cell wins, so that every cell but the last gets 1.
    const x = tensor(
      Float64Array.from({ length: 90 }, (_, i) => -i),
      [1, 1, 90, 1],
    );
    const { mask } = maxPool(x, { kernelSize: [1, 2], stride: 1 });
    const dout = tensor(new Float64Array(89).fill(1), [1, 1, 89, 1]);
    const arrays = { x, mask, dout, din: maxPoolBackward(dout, mask) };
    const { cut: made, ...part } = cutPool(arrays, true, 1000);
    expect(made).toBeDefined();
    expect([...(part.din?.data ?? [])]).toEqual(new Array(part.din?.size).fill(1));
    // The last cell kept was given its 1 by the first window outside: din has to travel, and has room.
    const encoded = encode(new View({ kind: 'pool', title: 'edge', ...part })).arrays;
    expect(encoded.din).toBeDefined();
    const bytes = Object.values(encoded).reduce((sum, { data }) => sum + data.length, 0);
    expect(bytes).toBeLessThanOrEqual(1000);
  });

  test('keeps the partial windows of an axis that is whole', () => {
    const { mask, dout } = cut([1, 3, 90, 1], { kernelSize: 2, ceilMode: true }, 1000);
    // The second row of windows lies on the third row of x and beyond it.
    expect(mask.geometry.inputSpatial[0]).toBe(3);
    expect(dout?.shape[1]).toBe(2);
    expect(dout?.shape[2]).toBeLessThan(45);
  });
});
