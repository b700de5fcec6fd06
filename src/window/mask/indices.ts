// `argmax` and `maskFromArgmax`: masks to and from other frameworks' indices.
import { checkChoice, checkOptions, isA } from '../../core/arguments.js';
import { dtypes, type TypedArray } from '../../core/dtype.js';
import { OptionError, ShapeError } from '../../core/errors.js';
import { type AxisLayout, axesOf, type Layout } from '../../core/layout.js';
import { sizeOf } from '../../core/shape.js';
import { fromData } from '../../tensor/from-data.js';
import { fromChannelsFirst, toChannelsFirst } from '../../tensor/layout.js';
import { placeLike } from '../../tensor/result.js';
import { checkTensor, type NestedArray, numberDTypes, Tensor, zeros } from '../../tensor/tensor.js';
import { eachWindow } from '../each-window.js';
import { checkGeometry, type Geometry } from '../geometry.js';
import { checkFits } from '../matrix.js';
import {
  checkIndex,
  conventions,
  describeRow,
  type IndexConvention,
  indexError,
  indexRules,
  planeCellOf,
  planesOf,
  positionOfIndex,
} from './conventions.js';
import { checkMask, Mask } from './mask.js';

/** Numbers or bigints in nested arrays. */
export type NestedIndices = number | bigint | readonly NestedIndices[];

/** Indices as `maskFromArgmax` takes them: a tensor, nested arrays, or a flat typed array. */
export type Indices = Tensor | NestedIndices | TypedArray | BigInt64Array;

/** Options of `argmax` and `maskFromArgmax`. */
export interface IndexOptions {
  /** The layout of the array of indices; by default the library's own, `channels-last`. */
  layout?: Layout;
  /** The index of a row without a maximum: −1, or left out, and such a row is an error. */
  empty?: -1;
}

/**
 * Where each window's maximum sits, as an index. `IndexConvention` says what each convention
 * counts: `window` the column in the window, the others input cells as PyTorch, TensorFlow and ONNX
 * do. The inverse is `maskFromArgmax`.
 * @returns an int32 tensor of the output's shape, in the layout asked for
 * @throws OptionError for a row with several maxima, or with none unless `empty` is −1 (the message
 *   names the row), and for an unknown convention or option; DTypeError if mask is not a mask
 * @throws ShapeError if int32 can't hold the indices
 * @example
 * const { mask } = maxPool(tensor([[[[1], [2]], [[9], [3]]]]), { kernelSize: 2 });
 * argmax(mask, 'pytorch').toArray() // [[[[2]]]]
 */
export function argmax(
  mask: Mask,
  convention: IndexConvention,
  options: IndexOptions = {},
): Tensor {
  const operation = 'argmax';
  checkMask(operation, 'mask', mask);
  const { geometry, windowSize } = mask;
  const { layout, empty } = resolveIndexOptions(operation, convention, options);
  const planes = planesOf(geometry.inputShape);
  const count = convention === 'window' ? windowSize : indexRules[convention].count(planes);
  if (count - 1 > dtypes.int32.highest) {
    throw new ShapeError({
      operation,
      argument: 'convention',
      value: convention,
      problem: 'has indices beyond int32',
      derivation: `${count} for an input of [${geometry.inputShape.join(', ')}]`,
      remedy: "use 'window' or 'pytorch', or pool fewer batches",
    });
  }
  const indices = zeros(geometry.outputShape, 'int32');
  const { data } = mask;
  eachWindow(geometry, (row, cells) => {
    const start = row * windowSize;
    let maxima = 0;
    let found = -1;
    for (let column = 0; column < windowSize; column++) {
      if (!data[start + column]) continue;
      maxima++;
      found = column;
    }
    if (maxima === 1) {
      indices.data[row] =
        convention === 'window'
          ? found
          : indexRules[convention].index(planeCellOf(cells[found]!, planes), planes);
    } else if (maxima === 0 && empty) {
      indices.data[row] = -1;
    } else {
      throw new OptionError({
        operation,
        argument: `maxima of row ${row}`,
        value: maxima,
        problem: 'are not a single index',
        derivation: describeRow(row, geometry.outputShape, axesOf(layout)),
        remedy: maxima === 0 ? 'pass { empty: -1 }' : "pool with ties: 'first' or 'last'",
      });
    }
  });
  const placed = placeLike(indices, mask);
  return layout === 'channels-first' ? toChannelsFirst(placed) : placed;
}

/**
 * Makes a mask from indices of maxima, e.g. those of another framework: the inverse of `argmax`.
 * @param indices int32, int64 (BigInt) or other integers, of the output's shape in the layout that
 *   the options name; a flat typed array holds them in that layout's order
 * @returns a mask with one true cell per row, none where the index is −1 under `empty: -1`
 * @throws ShapeError for another shape; DTypeError if geometry is not a geometry
 * @throws OptionError for an index that is out of range, in the padding, or outside its own window;
 *   the message names the row and, in the layout of the indices, its output cell
 * @example
 * const geo = windows([1, 2, 2, 1], { kernelSize: 2 });
 * maskFromArgmax([[[[2]]]], 'pytorch', geo).data // Uint8Array [0, 0, 1, 0]
 */
export function maskFromArgmax(
  indices: Indices,
  convention: IndexConvention,
  geometry: Geometry,
  options: IndexOptions = {},
): Mask {
  const operation = 'maskFromArgmax';
  checkGeometry(operation, geometry);
  const { layout, empty } = resolveIndexOptions(operation, convention, options);
  const { rows, windowSize } = geometry;
  const { data } = toChannelsLast(operation, indices, geometry.outputShape, layout);
  const axes = axesOf(layout);
  const mask = new Uint8Array(rows * windowSize);
  eachWindow(geometry, (row, cells) => {
    const index = data[row]!;
    if (empty && index === -1) return;
    const column = columnOf(operation, index, row, cells, convention, geometry, axes);
    mask[row * windowSize + column] = 1;
  });
  return placeLike(new Mask(mask, geometry), indices);
}

/**
 * The column of a row that an index names.
 * @throws OptionError that names the row, for an index that names no real cell of the window
 */
function columnOf(
  operation: string,
  index: number,
  row: number,
  cells: readonly number[],
  convention: IndexConvention,
  geometry: Geometry,
  layout: AxisLayout | undefined,
): number {
  const { outputShape } = geometry;
  if (convention === 'window') {
    checkIndex(operation, index, row, convention, cells.length, outputShape, layout);
    if (cells[index]! >= 0) return index;
    const why = describeRow(row, outputShape, layout);
    throw indexError(operation, index, row, 'lies in the padding', why, 'give a real cell');
  }
  const planes = planesOf(geometry.inputShape);
  const position = positionOfIndex(operation, index, row, convention, planes, outputShape, layout);
  const column = cells.indexOf(position);
  if (column >= 0) return column;
  const own = cells
    .filter((cell) => cell >= 0)
    .map((cell) => indexRules[convention].index(planeCellOf(cell, planes), planes));
  throw indexError(
    operation,
    index,
    row,
    'is outside its own window',
    `whose cells are ${own.join(', ')}; ${describeRow(row, outputShape, layout)}`,
    'is this the geometry that the indices were made with?',
  );
}

/** Turns indices of either layout into a channels-last tensor of the output's shape. */
function toChannelsLast(
  operation: string,
  indices: Indices,
  outputShape: readonly number[],
  layout: Layout,
): Tensor {
  const [batch, channels] = [outputShape[0]!, outputShape.at(-1)!];
  const first = layout === 'channels-first';
  const shape = first ? [batch, channels, ...outputShape.slice(1, -1)] : outputShape;
  const given = toTensor({ operation, argument: 'indices' }, indices, shape);
  checkTensor(operation, 'indices', given, numberDTypes);
  const option = "{ layout: 'channels-first' }";
  checkFits(operation, 'indices', given.shape, shape, `the output's, ${layout}`, option);
  return first ? fromChannelsFirst(given) : given;
}

function toTensor(
  source: { operation: string; argument: string },
  indices: Indices,
  shape: readonly number[],
): Tensor {
  if (isA(indices, Tensor)) return indices;
  if (!ArrayBuffer.isView(indices)) return fromData(source, bigintsToNumbers(indices));
  const flat = indices instanceof BigInt64Array ? Float64Array.from(indices, Number) : indices;
  return fromData(source, flat, flat.length === sizeOf(shape) ? shape : [flat.length]);
}

/** Converts bigints: one too large to be exact as a number is out of range anyway. */
function bigintsToNumbers(indices: NestedIndices): NestedArray {
  if (typeof indices === 'bigint') return Number(indices);
  return Array.isArray(indices) ? indices.map(bigintsToNumbers) : (indices as number);
}

function resolveIndexOptions(
  operation: string,
  convention: unknown,
  options: IndexOptions,
): { layout: Layout; empty: boolean } {
  checkOptions(operation, options, ['layout', 'empty']);
  const { layout, empty } = options;
  // The convention has no default: null, unlike undefined, is refused.
  checkChoice(operation, 'convention', convention ?? null, conventions);
  if (empty !== undefined && empty !== -1) {
    throw new OptionError({
      operation,
      argument: 'empty',
      value: empty,
      problem: 'could be mistaken for an index',
      remedy: 'give -1, or leave it out',
    });
  }
  return {
    layout: checkChoice(operation, 'layout', layout, ['channels-last', 'channels-first']),
    empty: empty === -1,
  };
}
