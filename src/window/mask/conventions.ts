// What each framework's index of a maximum counts, and where such an index points.
import { OptionError } from '../../core/errors.js';
import { type AxisLayout, indexText } from '../../core/layout.js';
import { sizeOf, unflatten } from '../../core/shape.js';

/**
 * What an index of a maximum counts, in each framework. A cell is `(y, x)` on an input of `H` by
 * `W` cells (any spatial rank), in channel c of C and batch b:
 *
 * - `window`: the column in the window, padding included
 * - `pytorch`: the cell in its plane, `y·W + x`
 * - `tensorflow`: `(y·W + x)·C + c`
 * - `tensorflow-batch`: `((b·H + y)·W + x)·C + c`
 * - `onnx`: `((b·C + c)·H + y)·W + x`
 * - `onnx-column-major`: `(b·C + c)·H·W + y + x·H`
 * @see PyTorch, `torch.nn.MaxPool2d` with `return_indices`; TensorFlow,
 *   `tf.nn.max_pool_with_argmax`, `include_batch_in_index` false and true; the ONNX operator
 *   MaxPool, output `Indices`, `storage_order` 0 and 1
 */
export type IndexConvention = 'window' | PlaneConvention;

/** The conventions whose indices count input cells, so that they can be read without a window. */
export type PlaneConvention =
  | 'pytorch'
  | 'tensorflow'
  | 'tensorflow-batch'
  | 'onnx'
  | 'onnx-column-major';

export const planeConventions: readonly [PlaneConvention, ...PlaneConvention[]] = [
  'pytorch',
  'tensorflow',
  'tensorflow-batch',
  'onnx',
  'onnx-column-major',
];

export const conventions: readonly [IndexConvention, ...IndexConvention[]] = [
  'window',
  ...planeConventions,
];

/** The sizes that indices count in: a shape `[batch, ...spatial, channels]`, split up. */
export interface Planes {
  readonly batch: number;
  readonly spatial: readonly number[];
  readonly channels: number;
}

/**
 * A cell of one plane, that is of one channel of a batch entry; `at` is its row-major position
 * there.
 */
interface PlaneCell {
  readonly batch: number;
  readonly at: number;
  readonly channel: number;
}

interface Rule {
  /** How many indices there are. */
  count(planes: Planes): number;
  index(cell: PlaneCell, planes: Planes): number;
  /**
   * The cell that an index names; what the index does not tell is taken from the row's own cell.
   */
  cell(index: number, own: PlaneCell, planes: Planes): PlaneCell;
}

const countAll = ({ batch, spatial, channels }: Planes): number =>
  batch * sizeOf(spatial) * channels;

/** The rule of each convention. */
export const indexRules: Readonly<Record<PlaneConvention, Rule>> = {
  pytorch: {
    count: ({ spatial }) => sizeOf(spatial),
    index: ({ at }) => at,
    cell: (index, own) => ({ ...own, at: index }),
  },
  tensorflow: {
    count: ({ spatial, channels }) => sizeOf(spatial) * channels,
    index: ({ at, channel }, { channels }) => at * channels + channel,
    cell: (index, own, { channels }) => ({
      ...own,
      at: Math.floor(index / channels),
      channel: index % channels,
    }),
  },
  'tensorflow-batch': {
    count: countAll,
    index: (cell, planes) => positionOf(cell, planes),
    cell: (index, _, planes) => planeCellOf(index, planes),
  },
  onnx: {
    count: countAll,
    index: ({ batch, at, channel }, { spatial, channels }) =>
      (batch * channels + channel) * sizeOf(spatial) + at,
    cell: planeCellOfOnnx,
  },
  'onnx-column-major': {
    count: countAll,
    index: ({ batch, at, channel }, { spatial, channels }) =>
      (batch * channels + channel) * sizeOf(spatial) + toColumnMajor(at, spatial),
    cell(index, own, planes) {
      const cell = planeCellOfOnnx(index, own, planes);
      return { ...cell, at: toColumnMajor(cell.at, planes.spatial.toReversed()) };
    },
  },
};

/** Splits a shape `[batch, ...spatial, channels]`. */
export function planesOf(shape: readonly number[]): Planes {
  return { batch: shape[0]!, spatial: shape.slice(1, -1), channels: shape.at(-1)! };
}

/** The flat position of a cell in a channels-last tensor. */
export function positionOf(
  { batch, at, channel }: PlaneCell,
  { spatial, channels }: Planes,
): number {
  return (batch * sizeOf(spatial) + at) * channels + channel;
}

/** The cell at a flat position of a channels-last tensor: the inverse of `positionOf`. */
export function planeCellOf(position: number, { spatial, channels }: Planes): PlaneCell {
  const plane = sizeOf(spatial);
  const cell = Math.floor(position / channels);
  return { batch: Math.floor(cell / plane), at: cell % plane, channel: position % channels };
}

/**
 * The flat position, in a channels-last tensor of these planes, that a row's index names.
 * @param outputShape the shape of the rows: an index must stay in its row's batch entry and channel
 * @throws OptionError that names the row, for an index out of range or in another plane
 */
export function positionOfIndex(
  operation: string,
  index: number,
  row: number,
  convention: PlaneConvention,
  planes: Planes,
  outputShape: readonly number[],
  layout?: AxisLayout,
): number {
  const rule = indexRules[convention];
  checkIndex(operation, index, row, convention, rule.count(planes), outputShape, layout);
  const own = planeCellOf(row, planesOf(outputShape));
  const cell = rule.cell(index, own, planes);
  if (cell.batch !== own.batch || cell.channel !== own.channel) {
    throw indexError(
      operation,
      index,
      row,
      'is outside its plane',
      `it means batch ${cell.batch}, channel ${cell.channel}; ${describeRow(row, outputShape, layout)}`,
      `are these indices by the convention '${convention}'?`,
    );
  }
  return positionOf(cell, planes);
}

/** @throws OptionError that names the row, unless the index is an integer from 0 to `count` − 1. */
export function checkIndex(
  operation: string,
  index: number,
  row: number,
  convention: IndexConvention,
  count: number,
  outputShape: readonly number[],
  layout?: AxisLayout,
): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw indexError(
    operation,
    index,
    row,
    'is out of range',
    `by '${convention}' there are ${count}; ${describeRow(row, outputShape, layout)}`,
    `give integers from 0 to ${count - 1}`,
  );
}

/** Makes an error about a row's index. */
export function indexError(
  operation: string,
  index: number,
  row: number,
  problem: string,
  derivation: string,
  remedy: string,
): OptionError {
  const argument = `indices at row ${row}`;
  return new OptionError({ operation, argument, value: index, problem, derivation, remedy });
}

/** Says which output cell a row is, in the user's axes: `row 5 is output cell [0, 1, 2, 0]`. */
export function describeRow(
  row: number,
  outputShape: readonly number[],
  layout?: AxisLayout,
): string {
  return `row ${row} is output cell [${indexText(unflatten(row, outputShape), layout)}]`;
}

function planeCellOfOnnx(index: number, _: PlaneCell, { spatial, channels }: Planes): PlaneCell {
  const plane = sizeOf(spatial);
  const image = Math.floor(index / plane);
  return { batch: Math.floor(image / channels), at: index % plane, channel: image % channels };
}

/** Turns a row-major position in a plane into a column-major one: row-major over reversed axes. */
function toColumnMajor(at: number, spatial: readonly number[]): number {
  const index = unflatten(at, spatial);
  return index.reduceRight((flat, along, axis) => flat * spatial[axis]! + along, 0);
}
