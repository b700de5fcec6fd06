// Data between channels-first (NCHW) and channels-last (NHWC).
import { ShapeError } from '../core/errors.js';
import { type AxisLayout, userOrder } from '../core/layout.js';
import { noteCopy } from './gradients.js';
import { placeLike } from './result.js';
import { checkTensor, Tensor, zeros } from './tensor.js';

/**
 * Moves the channels from axis 1 to the end: `[batch, channels, ...spatial]` (NCHW in 2-d) becomes
 * the library's `[batch, ...spatial, channels]`.
 * @returns a copy of the same dtype, resident if x is
 * @throws ShapeError for a rank below 3; DTypeError if x is not a tensor
 * @example
 * fromChannelsFirst(tensor([[[1, 2, 3], [4, 5, 6]]])).toArray() // [[[1, 4], [2, 5], [3, 6]]]
 */
export function fromChannelsFirst(x: Tensor): Tensor {
  const [batch, channels, spatial] = splitShape('fromChannelsFirst', x, 1);
  const shape = [batch, ...x.shape.slice(2), channels];
  return transpose(x, batch, channels, spatial, shape);
}

/**
 * Moves the channels from the end to axis 1: `[batch, ...spatial, channels]` becomes
 * `[batch, channels, ...spatial]` (NCHW in 2-d). The inverse of `fromChannelsFirst`.
 * @returns a copy of the same dtype, resident if x is
 * @throws ShapeError for a rank below 3; DTypeError if x is not a tensor
 * @example
 * toChannelsFirst(tensor([[[1, 4], [2, 5], [3, 6]]])).toArray() // [[[1, 2, 3], [4, 5, 6]]]
 */
export function toChannelsFirst(x: Tensor): Tensor {
  const [batch, channels, spatial] = splitShape('toChannelsFirst', x, -1);
  const shape = [batch, channels, ...x.shape.slice(1, -1)];
  return transpose(x, batch, spatial, channels, shape);
}

/**
 * A channels-last tensor with the user's axes, for what leaves the library: a copy, or the tensor
 * itself where nothing differs.
 * @throws ShapeError for a rank below 3 where the layout has its channels first
 * @example
 * userTensor(tensor([[[1, 4], [2, 5]]]), 'CL').toArray() // [[1, 2], [4, 5]]
 */
export function userTensor(x: Tensor, layout: AxisLayout | undefined): Tensor {
  if (layout === undefined) return x;
  const moved = layout.includes('C') && !layout.endsWith('C') ? toChannelsFirst(x) : x;
  return new Tensor(moved.data, userOrder(x.shape, layout), x.dtype);
}

/** @param at which axis the channels are, −1 for the last */
function splitShape(operation: string, x: Tensor, at: number): [number, number, number] {
  checkTensor(operation, 'x', x);
  if (x.rank < 3) {
    throw new ShapeError({
      operation,
      argument: 'x.shape',
      value: x.shape,
      problem: `has rank ${x.rank}`,
      derivation: 'a batch axis, a channel axis and at least one spatial axis',
      remedy: 'add the missing axes',
    });
  }
  const channelAxis = at < 0 ? x.rank - 1 : at;
  const channels = x.shape[channelAxis]!;
  const spatial = x.shape.reduce(
    (count, size, axis) => (axis === 0 || axis === channelAxis ? count : count * size),
    1,
  );
  return [x.shape[0]!, channels, spatial];
}

/** Transposes the last two axes of `[batch, rows, columns]`. */
function transpose(
  x: Tensor,
  batch: number,
  rows: number,
  columns: number,
  shape: readonly number[],
): Tensor {
  const out = zeros(shape, x.dtype);
  for (let b = 0; b < batch; b++) {
    const start = b * rows * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        out.data[start + j * rows + i] = x.data[start + i * columns + j]!;
      }
    }
  }
  return placeLike(noteCopy(out, x), x);
}
