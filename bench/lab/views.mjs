// The views that are measured.
import { explore, maxPool, maxPoolBackward, random, tensor } from 'poolscope';

/** @type {(values: ArrayLike<number>, sizes: readonly number[]) => import('poolscope').Tensor} */
const float32 = (values, sizes) => tensor(Float32Array.from(values), sizes);

/**
 * A pooling in float32, with random input and gradient.
 *
 * @param {readonly number[]} shape
 * @param {Parameters<typeof maxPool>[1]} [options]
 * @param {number} [wrong] a cell of din that is 1 too large; without it din is derived
 */
export function pool(shape, options = { kernelSize: 2 }, wrong) {
  const x = float32(random(0).randn(...shape).data, shape);
  const { output, mask } = maxPool(x, options);
  const dout = float32(random(1).randn(...output.shape).data, output.shape);
  if (wrong === undefined) return explore({ x, mask, dout });
  const din = maxPoolBackward(dout, mask);
  din.data[wrong] = (din.data[wrong] ?? 0) + 1;
  return explore({ x, mask, dout, din });
}

/** Of each kind that a page takes, beside those of the document's shapes. */
export const kinds = {
  'windows that overlap, a wrong din': () =>
    pool([4, 28, 28, 8], { kernelSize: 3, stride: 1, padding: 1 }, 40),
  'one window': () => pool([8, 16, 16, 16], { kernelSize: 16 }),
  'a line': () => pool([4, 512, 8]),
  volumes: () => pool([2, 8, 16, 16, 4]),
};
