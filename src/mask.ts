import type { TypedArray } from './dtype.js';
import { DTypeError, OptionError, ShapeError } from './errors.js';
import { checkGeometry, type Geometry } from './geometry.js';
import { inspectable } from './inspect.js';
import { type MaskCells, noColumn } from './kernels/kernels.js';
import { type NestedArray, Tensor, tensor, zeros } from './tensor.js';

/** A mask's cells as they are held, for kernels. */
export let cellsOf: (mask: Mask) => MaskCells;

/**
 * Where the maxima sit: a bool matrix `[rows, windowSize]`, true where the row's maximum is (the
 * document's `matric_data_max_pos`). It carries its geometry, with the policy for ties.
 */
export class Mask {
  static {
    cellsOf = (mask) => mask.#cells;
  }

  readonly geometry: Geometry;
  #cells: MaskCells;

  /** Library code calls this with cells that fit; users call `maxPool` or `maskFrom`. */
  constructor(cells: Uint8Array | MaskCells, geometry: Geometry) {
    this.#cells = cells instanceof Uint8Array ? { form: 'dense', bytes: cells } : cells;
    this.geometry = geometry;
  }

  /** 0 and 1, row after row. */
  get data(): Uint8Array {
    // Spread out when first asked for, and kept, so that writing to it counts.
    this.#cells = { form: 'dense', bytes: spreadOut(this.#cells, this.geometry) };
    return this.#cells.bytes;
  }

  get rows(): number {
    return this.geometry.rows;
  }

  get windowSize(): number {
    return this.geometry.windowSize;
  }

  /** One line for a log: shape, what it pools, and how many cells are true. */
  toString(): string {
    const { inputShape, outputShape } = this.geometry;
    const { form, bytes } = this.#cells;
    const empty = form === 'dense' ? 0 : noColumn;
    const count = bytes.reduce((total, byte) => total + Number(byte !== empty), 0);
    return `Mask [${this.rows}, ${this.windowSize}] of [${inputShape.join(', ')}] → [${outputShape.join(', ')}], ${count} of ${this.rows * this.windowSize} true`;
  }
}

inspectable(Mask);

/** A mask for a kernel to fill, in the smallest form that holds what the geometry's ties ask for. */
export function emptyMask(geometry: Geometry): Mask {
  const { rows, windowSize, ties } = geometry;
  const single = ties !== 'all' && windowSize <= noColumn;
  return new Mask(
    single
      ? { form: 'columns', bytes: new Uint8Array(rows) }
      : { form: 'dense', bytes: new Uint8Array(rows * windowSize) },
    geometry,
  );
}

function spreadOut({ form, bytes }: MaskCells, { rows, windowSize }: Geometry): Uint8Array {
  if (form === 'dense') return bytes;
  const dense = new Uint8Array(rows * windowSize);
  for (let row = 0; row < rows; row++) {
    if (bytes[row] !== noColumn) dense[row * windowSize + bytes[row]!] = 1;
  }
  return dense;
}

/**
 * A mask from outside, e.g. the document's random one: copied, rows as in the matrix.
 * @param cells booleans, or 0 and 1: a `[rows, windowSize]` tensor or nested array, or flat
 * @throws ShapeError where there are not `rows·windowSize` cells
 * @throws OptionError for a value other than 0 and 1, or a true on a padded cell (named by row)
 * @example
 * const geo = windows([1, 2, 2, 1], { kernelSize: 2 });
 * maskFrom([[true, false, false, true]], geo).data // Uint8Array [1, 0, 0, 1]
 */
export function maskFrom(cells: Tensor | TypedArray | NestedArray, geometry: Geometry): Mask {
  const operation = 'maskFrom';
  checkGeometry(operation, geometry);
  const given = cells instanceof Tensor ? cells : tensor(cells);
  const { rows, windowSize } = geometry;
  const fits =
    given.rank === 1
      ? given.size === rows * windowSize
      : given.rank === 2 && given.shape[0] === rows && given.shape[1] === windowSize;
  if (!fits) {
    throw new ShapeError({
      operation,
      argument: 'cells.shape',
      value: given.shape,
      problem: `is not [${rows}, ${windowSize}]`,
      derivation: `rows = ${geometry.outputShape.join('·')} = ${rows}, windowSize = ${geometry.kernelSize.join('·')} = ${windowSize}`,
      remedy: 'give one row a window and channel, one column a cell',
    });
  }
  const data = new Uint8Array(rows * windowSize);
  for (let row = 0; row < rows; row++) {
    let real: number[] | undefined;
    for (let column = 0; column < windowSize; column++) {
      const value = given.data[row * windowSize + column]!;
      if (value === 0) continue;
      const argument = `cells[${row}][${column}]`;
      if (value !== 1) {
        throw new OptionError({
          operation,
          argument,
          value,
          problem: 'is neither 0 nor 1',
          remedy: 'give booleans, or 0 and 1',
        });
      }
      real ??= geometry.cells(row);
      if (real[column]! < 0) {
        throw new OptionError({
          operation,
          argument,
          value: true,
          problem: 'lies in the padding',
          derivation: `row ${row} is window [${geometry.outputIndex(row).join(', ')}]`,
          remedy: 'only real cells can hold the maximum',
        });
      }
      data[row * windowSize + column] = 1;
    }
  }
  return new Mask(data, geometry);
}

/**
 * The mask on the input's grid: a bool tensor of the input's shape, true where the maximum of at
 * least one window sits.
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * winners(mask).toArray() // [[[false], [true], [true], [false]]]
 */
export function winners(mask: Mask): Tensor {
  checkMask('winners', 'mask', mask);
  const { geometry, windowSize } = mask;
  const won = zeros(geometry.inputShape, 'bool');
  for (let row = 0; row < mask.rows; row++) {
    const cells = geometry.cells(row);
    for (let column = 0; column < windowSize; column++) {
      if (mask.data[row * windowSize + column]) won.data[cells[column]!] = 1;
    }
  }
  return won;
}

/** @throws DTypeError unless `value` is a mask, for arguments of public functions. */
export function checkMask(
  operation: string,
  argument: string,
  value: unknown,
): asserts value is Mask {
  if (value instanceof Mask) return;
  throw new DTypeError({
    operation,
    argument,
    value,
    problem: 'is no mask',
    remedy: 'take it from maxPool, or make one with maskFrom',
  });
}
