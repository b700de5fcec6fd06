// `Geometry`: the sizes of a pooling, and which cells each window holds.
import { isA } from '../core/arguments.js';
import { DTypeError } from '../core/errors.js';
import { makeInspectable } from '../core/inspect.js';
import { checkWithin, flatIndex, sizeOf, unflatten } from '../core/shape.js';
import type { NanRule, ResolvedOptions, Ties } from './options.js';

/**
 * All sizes and offsets that follow from an input shape and options, for 1 to 3 spatial axes. In
 * 2-d, row `r = ((b·outHeight + i)·outWidth + j)·channels + c` of the matrix is the window of
 * output cell `(b, i, j, c)`, and column `kh·kernelWidth + kw` its cell `(kh, kw)`. Made by
 * `windows`.
 */
export class Geometry implements ResolvedOptions {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly batch: number;
  readonly channels: number;
  readonly inputSpatial: readonly number[];
  readonly outputSpatial: readonly number[];
  /** Rows of the matrix: output cells per channel × channels × batch. */
  readonly rows: number;
  /** Columns of the matrix: the product of `kernelSize`. */
  readonly windowSize: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;
  readonly ties: Ties;
  readonly nan: NanRule;
  readonly countIncludePad: boolean;

  /** For library code, with checked parts; users call `windows`. */
  constructor(
    inputShape: readonly number[],
    outputSpatial: readonly number[],
    options: ResolvedOptions,
  ) {
    this.inputShape = Object.freeze([...inputShape]);
    this.batch = inputShape[0]!;
    this.channels = inputShape.at(-1)!;
    this.inputSpatial = Object.freeze(inputShape.slice(1, -1));
    this.outputSpatial = Object.freeze([...outputSpatial]);
    this.outputShape = Object.freeze([this.batch, ...outputSpatial, this.channels]);
    this.rows = sizeOf(this.outputShape);
    this.windowSize = sizeOf(options.kernelSize);
    this.kernelSize = options.kernelSize;
    this.stride = options.stride;
    this.padding = options.padding;
    this.dilation = options.dilation;
    this.ceilMode = options.ceilMode;
    this.ties = options.ties;
    this.nan = options.nan;
    this.countIncludePad = options.countIncludePad;
    Object.freeze(this);
  }

  /**
   * The matrix row of an output cell.
   * @throws ShapeError for an index outside the output.
   * @example
   * windows([8, 32, 48, 16], { kernelSize: 2 }).row(0, 3, 5, 2) // 1234
   */
  row(...index: number[]): number {
    return flatIndex('row', index, this.outputShape);
  }

  /**
   * The output cell of a matrix row: `[b, i, j, c]`.
   * @throws ShapeError for a row outside the matrix.
   * @example
   * windows([8, 32, 48, 16], { kernelSize: 2 }).outputIndex(1234) // [0, 3, 5, 2]
   */
  outputIndex(row: number): number[] {
    checkWithin('outputIndex', 'row', row, this.rows);
    return unflatten(row, this.outputShape);
  }

  /**
   * The flat index into the input of one cell of a row, or −1 if the cell is not real: it lies in
   * the padding, or beyond it.
   * @throws ShapeError for a row or column outside the matrix.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 2 }).cell(1, 3) // 7: row 1 is window (0, 1), its last cell x(1, 3)
   */
  cell(row: number, column: number): number {
    const output = this.outputIndex(row);
    const offset = this.offset(column);
    let cell = output[0]!;
    for (let axis = 0; axis < offset.length; axis++) {
      const at = this.coordinate(axis, output[axis + 1]!, offset[axis]!);
      if (at < 0) return -1;
      cell = cell * this.inputSpatial[axis]! + at;
    }
    return cell * this.channels + output.at(-1)!;
  }

  /**
   * The offset of a column in its window, one number per axis: `[kh, kw]` in 2-d.
   * @throws ShapeError for a column outside the matrix.
   * @example
   * windows([1, 4, 6, 1], { kernelSize: [2, 3] }).offset(4) // [1, 1]
   */
  offset(column: number): number[] {
    checkWithin('offset', 'column', column, this.windowSize);
    return unflatten(column, this.kernelSize);
  }

  /**
   * The flat indices into the input of all cells of a row, in column order, −1 if not real.
   * @throws ShapeError for a row outside the matrix.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 2 }).cells(1) // [2, 3, 6, 7]
   */
  cells(row: number): number[] {
    const index = this.outputIndex(row);
    let partial = [index[0]!];
    for (const [axis, size] of this.inputSpatial.entries()) {
      const along = Array.from({ length: this.kernelSize[axis]! }, (_, offset) =>
        this.coordinate(axis, index[axis + 1]!, offset),
      );
      partial = partial.flatMap((prefix) =>
        along.map((at) => (prefix < 0 || at < 0 ? -1 : prefix * size + at)),
      );
    }
    return partial.map((prefix) => (prefix < 0 ? -1 : prefix * this.channels + index.at(-1)!));
  }

  /**
   * The input cell at a flat index: `[b, ...spatial, c]`.
   * @throws ShapeError for a cell outside the input.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 2 }).inputIndex(7) // [0, 1, 3, 0]
   */
  inputIndex(cell: number): number[] {
    checkWithin('inputIndex', 'cell', cell, sizeOf(this.inputShape));
    return unflatten(cell, this.inputShape);
  }

  /**
   * The flat index of an input cell: the inverse of `inputIndex`.
   * @throws ShapeError for an index outside the input.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 2 }).inputCell(0, 1, 3, 0) // 7
   */
  inputCell(...index: number[]): number {
    return flatIndex('inputCell', index, this.inputShape);
  }

  /**
   * The column at which a row's window holds an input cell (a flat index), or −1 if it does not.
   * @throws ShapeError for a row outside the matrix, or a cell outside the input.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 2 }).columnOf(1, 7) // 3: the inverse of cell(1, 3)
   */
  columnOf(row: number, cell: number): number {
    const out = this.outputIndex(row);
    const at = this.inputIndex(cell);
    if (out[0] !== at[0] || out.at(-1) !== at.at(-1)) return -1;
    let column = 0;
    for (const [axis, size] of this.kernelSize.entries()) {
      const padded = at[axis + 1]! + this.padding[axis]![0];
      const offset = (padded - out[axis + 1]! * this.stride[axis]!) / this.dilation[axis]!;
      if (!Number.isInteger(offset) || offset < 0 || offset >= size) return -1;
      column = column * size + offset;
    }
    return column;
  }

  /**
   * The matrix rows whose windows hold an input cell as a real cell, ascending.
   * @throws ShapeError for an index outside the input.
   * @example
   * windows([1, 4, 4, 1], { kernelSize: 3, stride: 1 }).rowsOf(0, 1, 1, 0) // [0, 1, 2, 3]
   */
  rowsOf(...index: number[]): number[] {
    flatIndex('rowsOf', index, this.inputShape);
    let partial = [index[0]!];
    for (const [axis, size] of this.outputSpatial.entries()) {
      const at = index[axis + 1]!;
      const outs: number[] = [];
      const reach = this.dilation[axis]! * (this.kernelSize[axis]! - 1);
      const padded = at + this.padding[axis]![0];
      const stride = this.stride[axis]!;
      const first = Math.max(0, Math.ceil((padded - reach) / stride));
      const last = Math.min(size - 1, Math.floor(padded / stride));
      for (let out = first; out <= last; out++) {
        if ((padded - out * stride) % this.dilation[axis]! === 0) outs.push(out);
      }
      partial = partial.flatMap((prefix) => outs.map((out) => prefix * size + out));
    }
    return partial.map((prefix) => prefix * this.channels + index.at(-1)!);
  }

  /**
   * The divisor of a row's average: how many cells of its window lie on the padded input, or with
   * `countIncludePad: false` on the input itself, which may be none.
   * @see PyTorch, `torch.nn.AvgPool2d`; the ONNX operator AveragePool, `count_include_pad`
   * @throws ShapeError for a row outside the matrix.
   * @example
   * windows([1, 3, 1], { kernelSize: 2, padding: 1 }).divisor(0) // 2
   * @example
   * windows([1, 3, 1], { kernelSize: 2, padding: 1, countIncludePad: false }).divisor(0) // 1
   */
  divisor(row: number): number {
    const index = this.outputIndex(row);
    return this.inputSpatial.reduce(
      (product, _, axis) => product * this.counted(axis, index[axis + 1]!),
      1,
    );
  }

  /** How many cells of an output's window its divisor counts, along one spatial axis. */
  counted(axis: number, out: number): number {
    const [low, high] = this.padding[axis]!;
    const first = this.countIncludePad ? 0 : low;
    const end = low + this.inputSpatial[axis]! + (this.countIncludePad ? high : 0);
    let count = 0;
    for (let offset = 0; offset < this.kernelSize[axis]!; offset++) {
      const at = out * this.stride[axis]! + offset * this.dilation[axis]!;
      if (at >= first && at < end) count++;
    }
    return count;
  }

  /** Whether windows overlap, or interleave through dilation, so that a cell may lie in several. */
  get overlaps(): boolean {
    return this.outputSpatial.some(
      (size, axis) =>
        size > 1 && this.stride[axis]! <= this.dilation[axis]! * (this.kernelSize[axis]! - 1),
    );
  }

  /**
   * The input coordinate, on one spatial axis, of an output's cell at an offset; −1 if not real.
   */
  coordinate(axis: number, out: number, offset: number): number {
    const at = out * this.stride[axis]! + offset * this.dilation[axis]! - this.padding[axis]![0];
    return at < this.inputSpatial[axis]! ? Math.max(at, -1) : -1;
  }

  /** One line for a log. */
  toString(): string {
    return `Geometry [${this.inputShape.join(', ')}] → [${this.outputShape.join(', ')}], matrix [${this.rows}, ${this.windowSize}]`;
  }
}

makeInspectable(Geometry);

/**
 * Checks the argument `geometry` of a public function.
 * @throws DTypeError unless it is a geometry
 */
export function checkGeometry(operation: string, value: unknown): asserts value is Geometry {
  if (isA(value, Geometry)) return;
  throw new DTypeError({
    operation,
    argument: 'geometry',
    value,
    problem: 'is not a geometry',
    remedy: 'make one with windows(x.shape, options)',
  });
}

/**
 * Whether two geometries have the same windows over the same input; ties and NaN rules may differ.
 */
export function sameWindows(a: Geometry, b: Geometry): boolean {
  const key = (g: Geometry): string =>
    JSON.stringify([g.inputShape, g.outputShape, g.kernelSize, g.stride, g.padding, g.dilation]);
  return a === b || key(a) === key(b);
}
