// `im2col` and its adjoint `col2im`.
import type { DType } from '../core/dtype.js';
import { ShapeError } from '../core/errors.js';
import { sameShape } from '../core/shape.js';
import { placeLike } from '../tensor/result.js';
import { checkTensor, type Tensor, zeros } from '../tensor/tensor.js';
import { eachWindow } from './each-window.js';
import { checkGeometry, type Geometry } from './geometry.js';

/**
 * Lays out a tensor as a matrix with one window of one channel per row. Padded cells are 0, as in
 * `torch.nn.Unfold`, so that `col2im` is the adjoint.
 * @param x any dtype, of the geometry's input shape
 * @returns a new tensor `[rows, windowSize]` of x's dtype
 * @throws ShapeError if x is not of the geometry's input shape; DTypeError for other arguments
 * @see K. Chellapilla, S. Puri and P. Simard, High Performance Convolutional Neural Networks for
 *   Document Processing, 2006; PyTorch, `torch.nn.Unfold` (which has all channels in one column)
 * @example
 * const x = tensor([[[[1], [2]], [[3], [4]]]]);
 * im2col(x, windows(x.shape, { kernelSize: 2 })).toArray() // [[1, 2, 3, 4]]
 */
export function im2col(x: Tensor, geometry: Geometry): Tensor {
  checkTensor('im2col', 'x', x);
  checkGeometry('im2col', geometry);
  checkFits('im2col', 'x', x.shape, geometry.inputShape);
  const matrix = zeros([geometry.rows, geometry.windowSize], x.dtype);
  const [from, to] = [x.data, matrix.data];
  eachWindow(geometry, (row, cells) => {
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!;
      if (cell >= 0) to[row * cells.length + column] = from[cell]!;
    }
  });
  return placeLike(matrix, x);
}

/**
 * The adjoint of `im2col`: adds each matrix cell to the input cell that it came from, in row order
 * and in the matrix's own precision. Cells in the padding are dropped. Where windows overlap,
 * several cells add up; bools are combined with `or`, and integers wrap around as in NumPy.
 * @returns a tensor of the geometry's input shape and the matrix's dtype
 * @throws ShapeError if the matrix is not `[rows, windowSize]`; DTypeError for other arguments
 * @see PyTorch, `torch.nn.Fold`
 * @example
 * const geo = windows([1, 3, 1], { kernelSize: 2, stride: 1 });
 * col2im(tensor([[1, 2], [30, 40]]), geo).toArray() // [[[1], [32], [40]]]
 */
export function col2im(matrix: Tensor, geometry: Geometry): Tensor {
  checkTensor('col2im', 'matrix', matrix);
  checkGeometry('col2im', geometry);
  checkFits('col2im', 'matrix', matrix.shape, [geometry.rows, geometry.windowSize]);
  const out = zeros(geometry.inputShape, matrix.dtype);
  const add = additionOf(matrix.dtype);
  const [from, to] = [matrix.data, out.data];
  eachWindow(geometry, (row, cells) => {
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!;
      if (cell >= 0) to[cell] = add(to[cell]!, from[row * cells.length + column]!);
    }
  });
  return placeLike(out, matrix);
}

/**
 * @param source where the expected shape comes from
 * @param channelsFirst what to pass where the channels are first and all would fit otherwise
 * @throws ShapeError unless the shapes are equal
 */
export function checkFits(
  operation: string,
  argument: string,
  shape: readonly number[],
  expected: readonly number[],
  source = 'what the geometry gives',
  channelsFirst = `fromChannelsFirst(${argument})`,
): void {
  if (sameShape(shape, expected)) return;
  throw new ShapeError({
    operation,
    argument: `${argument}.shape`,
    value: shape,
    problem: `is not [${expected.join(', ')}]`,
    derivation: source,
    remedy: isChannelsFirst(shape, expected)
      ? `pass ${channelsFirst}, which fits`
      : `pass the ${argument} that belongs to the other arguments`,
  });
}

/** Whether a shape would fit exactly if its channels, which are first, came last. */
export function isChannelsFirst(shape: readonly number[], expected: readonly number[]): boolean {
  const [batch, channels, ...spatial] = shape;
  return shape.length > 2 && sameShape([batch!, ...spatial, channels!], expected);
}

function additionOf(dtype: DType): (a: number, b: number) => number {
  return dtype === 'bool' ? (a, b) => a | b : (a, b) => a + b;
}
