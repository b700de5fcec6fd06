// Max unpooling and its backward pass, by a mask or by indices.
import { checkChoice, checkOptions, checkReadable, isA } from '../core/arguments.js';
import type { TypedArray } from '../core/dtype.js';
import { OptionError, ShapeError } from '../core/errors.js';
import { checkShape, sameShape, unflatten } from '../core/shape.js';
import { kernels } from '../kernels/select.js';
import { allocateResult, elementsOf, type OutOption } from '../tensor/result.js';
import { checkTensor, floatDTypes, numberDTypes, type Tensor, zeros } from '../tensor/tensor.js';
import { eachWindow } from '../window/each-window.js';
import {
  describeRow,
  type PlaneConvention,
  planeCellOf,
  planeConventions,
  planesOf,
  positionOf,
  positionOfIndex,
} from '../window/mask/conventions.js';
import { cellsOf, checkMask, Mask } from '../window/mask/mask.js';
import { checkFits } from '../window/matrix.js';

/** What happens if two rows name the same cell: the last in row order wins, or it is an error. */
export type Duplicates = 'last' | 'error';

/** Options of `maxUnpoolBackward`. */
export interface MaxUnpoolBackwardOptions extends OutOption {
  /** By default `last`. */
  duplicates?: Duplicates;
  /**
   * What the indices count; by default `pytorch`. An error for a mask, which needs no convention.
   */
  convention?: PlaneConvention;
}

/** Options of `maxUnpool`. */
export interface MaxUnpoolOptions extends MaxUnpoolBackwardOptions {
  /** `[batch, ...spatial, channels]`: by default the mask's input shape; indices need it. */
  outputShape?: readonly number[];
}

/**
 * Max unpooling: each row's value goes to the cells that its mask selects, or to the cell that its
 * index names; all other cells are 0. If two rows name the same cell, the value of the last in row
 * order is kept.
 *
 * With an `outputShape` other than the mask's input shape, which may be larger or smaller, a mask's
 * cells keep their coordinates. Indices are read in the planes of `outputShape`, as PyTorch's
 * `max_unpool2d` and ONNX Runtime's MaxUnpool do.
 * @param x one value per row: of the mask's output shape, or of the indices' shape; any dtype but
 *   bool
 * @param where a mask, or a tensor of indices `[batch, ...spatial, channels]` (from channels-first
 *   data: `fromChannelsFirst`)
 * @returns a tensor of x's dtype and of `outputShape`
 * @throws ShapeError if shapes don't fit, or for indices without `outputShape`; DTypeError for
 *   other dtypes
 * @throws OptionError for a cell or index outside its plane, or named twice under
 *   `duplicates: 'error'` (the message names the row), and for `convention` with a mask
 * @see M. D. Zeiler and R. Fergus, Visualizing and Understanding Convolutional Networks, 2014 (its
 *   "unpooling" by switches); PyTorch, `torch.nn.MaxUnpool2d`; the ONNX operator MaxUnpool
 * @example
 * const { output, mask } = maxPool(tensor([[[1], [3], [5], [4]]]), { kernelSize: 2 });
 * maxUnpool(output, mask).toArray() // [[[0], [3], [5], [0]]]
 * @example
 * const indices = tensor([[[1], [2]]], undefined, { dtype: 'int32' });
 * maxUnpool(tensor([[[3], [5]]]), indices, { outputShape: [1, 5, 1] }).toArray() // [[[0], [3], [5], [0], [0]]]
 */
export function maxUnpool(x: Tensor, where: Mask | Tensor, options: MaxUnpoolOptions = {}): Tensor {
  const operation = 'maxUnpool';
  checkTensor(operation, 'x', x, numberDTypes);
  checkReadable(operation, 'options', options, 'give an object, with outputShape');
  const shape = options.outputShape ?? inputShapeOf(operation, where);
  checkShape(operation, 'outputShape', shape);
  const rules = resolveUnpoolOptions(operation, where, shape, options, ['outputShape']);
  checkFits(operation, 'x', x.shape, rowShape(where), "the mask's output, or the indices");
  if (isOwnGrid(where, shape) && (rules.duplicates === 'last' || !where.geometry.overlaps)) {
    const output = allocateResult(operation, shape, x.dtype, [x, where], options.out);
    kernels().maxUnpool(elementsOf(x), cellsOf(where), where.geometry, elementsOf(output));
    return output;
  }
  const writers = writersOf(operation, where, shape, rules);
  const output = allocateResult(operation, shape, x.dtype, [x, where], options.out);
  const [values, cells] = [elementsOf(x), elementsOf(output)];
  writers.forEach((row, cell) => {
    cells[cell] = row < 0 ? 0 : values[row]!;
  });
  return output;
}

/**
 * The gradient of max unpooling: each row's sum of dout over the cells that hold its value. A cell
 * that a later row overwrote adds nothing to the earlier row (PyTorch gives both rows all of it).
 * @param dout gradient of the output, float32 or float64, of the `outputShape` used
 * @param where the mask or the indices that `maxUnpool` was given
 * @returns the gradient of x, of x's shape and dout's dtype
 * @throws the errors of `maxUnpool`; DTypeError for other dtypes
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [5], [4]]]), { kernelSize: 2 });
 * maxUnpoolBackward(tensor([[[1], [2], [3], [4]]]), mask).toArray() // [[[2], [3]]]
 */
export function maxUnpoolBackward(
  dout: Tensor,
  where: Mask | Tensor,
  options: MaxUnpoolBackwardOptions = {},
): Tensor {
  const operation = 'maxUnpoolBackward';
  checkTensor(operation, 'dout', dout, floatDTypes);
  const rules = resolveUnpoolOptions(operation, where, dout.shape, options);
  if (isOwnGrid(where, dout.shape) && !where.geometry.overlaps) {
    const dx = allocateResult(operation, rowShape(where), dout.dtype, [dout, where], options.out);
    kernels().maxUnpoolBackward(elementsOf(dout), cellsOf(where), where.geometry, elementsOf(dx));
    return dx;
  }
  const writers = writersOf(operation, where, dout.shape, rules);
  const dx = allocateResult(operation, rowShape(where), dout.dtype, [dout, where], options.out);
  const [gradients, sums] = [elementsOf(dout), elementsOf(dx).fill(0)];
  writers.forEach((row, cell) => {
    if (row >= 0) sums[row] = sums[row]! + gradients[cell]!;
  });
  return dx;
}

interface Rules {
  readonly duplicates: Duplicates;
  readonly convention: PlaneConvention;
}

/** Checks the options, `more` among them, and that `where` fits the output's shape. */
function resolveUnpoolOptions(
  operation: string,
  where: Mask | Tensor,
  outputShape: readonly number[],
  options: MaxUnpoolBackwardOptions,
  more: readonly string[] = [],
): Rules {
  const allowed = ['duplicates', 'out', ...more];
  checkOptions(operation, options, isA(where, Mask) ? allowed : ['convention', ...allowed]);
  const duplicates = checkChoice(operation, 'duplicates', options.duplicates, ['last', 'error']);
  const convention = checkChoice(operation, 'convention', options.convention, planeConventions);
  if (isA(where, Mask)) checkMask(operation, 'where', where);
  else checkTensor(operation, 'where', where, numberDTypes);
  checkSamePlanes(operation, outputShape, rowShape(where));
  return { duplicates, convention };
}

/** Whether a mask's cells are those of the output, so that a kernel can do the work. */
function isOwnGrid(where: Mask | Tensor, outputShape: readonly number[]): where is Mask {
  return isA(where, Mask) && sameShape(where.geometry.inputShape, outputShape);
}

/** The row whose value each cell of the output keeps, or −1. */
function writersOf(
  operation: string,
  where: Mask | Tensor,
  outputShape: readonly number[],
  { duplicates, convention }: Rules,
): TypedArray {
  const writers = zeros(outputShape, 'int32').data.fill(-1);
  const write = (row: number, cell: number): void => {
    if (duplicates === 'error' && writers[cell]! >= 0) {
      throw new OptionError({
        operation,
        argument: `cell [${unflatten(cell, outputShape).join(', ')}]`,
        value: `rows ${writers[cell]} and ${row}`,
        problem: 'is named twice',
        remedy: "pool without overlap, or pass duplicates: 'last'",
      });
    }
    writers[cell] = row;
  };
  if (isA(where, Mask)) {
    writeMask(operation, where, outputShape, write);
  } else {
    const planes = planesOf(outputShape);
    where.data.forEach((index, row) => {
      write(row, positionOfIndex(operation, index, row, convention, planes, where.shape));
    });
  }
  return writers;
}

function writeMask(
  operation: string,
  { data, geometry, windowSize }: Mask,
  outputShape: readonly number[],
  write: (row: number, cell: number) => void,
): void {
  const [from, to] = [planesOf(geometry.inputShape), planesOf(outputShape)];
  eachWindow(geometry, (row, cells) => {
    for (let column = 0; column < windowSize; column++) {
      if (!data[row * windowSize + column]) continue;
      const place = planeCellOf(cells[column]!, from);
      const index = unflatten(place.at, from.spatial);
      if (index.some((at, axis) => at >= to.spatial[axis]!)) {
        throw new OptionError({
          operation,
          argument: 'outputShape',
          value: outputShape,
          problem: `does not hold the maximum at [${index.join(', ')}]`,
          derivation: describeRow(row, geometry.outputShape),
          remedy: `give [${geometry.inputShape.join(', ')}], or larger`,
        });
      }
      const at = index.reduce((flat, along, axis) => flat * to.spatial[axis]! + along, 0);
      write(row, positionOf({ ...place, at }, to));
    }
  });
}

/** The shape of the values to unpool: one per row. */
function rowShape(where: Mask | Tensor): readonly number[] {
  return isA(where, Mask) ? where.geometry.outputShape : where.shape;
}

function inputShapeOf(operation: string, where: Mask | Tensor): readonly number[] {
  if (isA(where, Mask)) return where.geometry.inputShape;
  throw new ShapeError({
    operation,
    argument: 'outputShape',
    value: undefined,
    problem: 'is missing',
    derivation: 'indices do not say how large the output is',
    remedy: 'give [batch, ...spatial, channels]',
  });
}

/** @throws ShapeError unless the output has the rows' rank, batch and channels */
function checkSamePlanes(
  operation: string,
  outputShape: readonly number[],
  rows: readonly number[],
): void {
  const fits =
    rows.length >= 3 &&
    outputShape.length === rows.length &&
    outputShape[0] === rows[0] &&
    outputShape.at(-1) === rows.at(-1);
  if (fits) return;
  throw new ShapeError({
    operation,
    argument: 'outputShape',
    value: outputShape,
    problem: `has other planes than the [${rows.join(', ')}] that is unpooled`,
    derivation: '[batch, ...spatial, channels] with 1 to 3 spatial axes',
    remedy: 'only the spatial sizes may differ',
  });
}
