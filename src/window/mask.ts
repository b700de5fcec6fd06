// `Mask`: where the maxima sit, in the smallest form, on the host or in WASM memory.
import { checkChoice } from '../core/arguments.js';
import type { TypedArray } from '../core/dtype.js';
import { DTypeError, OptionError, ShapeError } from '../core/errors.js';
import { isForeign, makeInspectable } from '../core/inspect.js';
import { unflatten } from '../core/shape.js';
import type { Steps } from '../core/steps.js';
import {
  checkAlive,
  checkHeld,
  copyToWasm,
  type Device,
  holdElements,
  Placed,
  Resident,
  residentOf,
} from '../memory/residency.js';
import { tensor } from '../tensor/from-data.js';
import { checkApart, placeLike } from '../tensor/result.js';
import { type NestedArray, Tensor, zeros } from '../tensor/tensor.js';
import { eachWindow } from './each-window.js';
import { checkGeometry, type Geometry, sameWindows } from './geometry.js';
import { type Codes, codeBytes, codesOf, type MaskCells, noColumn } from './share.js';

let heldCellsOf: (mask: Mask) => HeldCells;
/** `data` of a mask: an own property like a tensor's, so that test frameworks compare it. */
let denseData: PropertyDescriptor;

/** A mask's cells as they are stored: in the smallest form, on the host or resident. */
export interface HeldCells {
  readonly form: MaskCells['form'];
  readonly bytes: Uint8Array | Resident;
}

/**
 * Where the maxima sit: a bool matrix `[rows, windowSize]`, true where a row's maximum is
 * (`matric_data_max_pos` in the document). It carries its geometry, including the rule for ties,
 * and lives on the host or in WASM memory, like a tensor.
 */
export class Mask extends Placed {
  static {
    heldCellsOf = (mask) => mask.#cells;
    denseData = {
      enumerable: true,
      get(this: Mask): Uint8Array {
        return this.#dense();
      },
    };
  }

  /**
   * The cells as 0 and 1, row after row. On the host, writing to them changes the mask; of a
   * resident mask they are a copy, made at the first read.
   */
  declare readonly data: Uint8Array;
  readonly geometry: Geometry;
  #cells: HeldCells;
  /** A resident mask's snapshot in dense form, and the bytes that it was expanded from. */
  #expanded: { bytes: Uint8Array; dense: Uint8Array } | undefined;

  /** For library code, with cells that fit; users call `maxPool` or `maskFrom`. */
  constructor(cells: Uint8Array | HeldCells, geometry: Geometry) {
    const held: HeldCells = cells instanceof Uint8Array ? { form: 'dense', bytes: cells } : cells;
    super(held.bytes instanceof Resident ? held.bytes : undefined);
    this.#cells = held;
    this.geometry = geometry;
    Object.defineProperty(this, 'data', denseData);
  }

  get rows(): number {
    return this.geometry.rows;
  }

  get windowSize(): number {
    return this.geometry.windowSize;
  }

  /**
   * Puts the mask on a device, as `Tensor.to` does.
   * @returns the mask itself if it already lives there, else a copy
   * @throws OptionError for another device; MemoryError past the memory limit, or when the system
   *   gives no more memory
   */
  to(device: Device): Mask {
    const to = checkChoice('to', 'device', device, ['host', 'wasm']);
    checkAlive('to', 'this', this);
    if (to === this.device) return this;
    const { form, bytes } = hostBytes(this);
    const copy = to === 'host' ? bytes.slice() : copyToWasm('to', 'bool', bytes);
    return new Mask({ form, bytes: copy }, this.geometry);
  }

  #dense(): Uint8Array {
    const { form, bytes } = hostBytes(this);
    if (form === 'dense') return bytes;
    if (this.device === 'host') {
      // Expanded at the first read, and kept, so that writing to it changes the mask.
      const dense = expandColumns(bytes, this.geometry);
      this.#cells = { form: 'dense', bytes: dense };
      return dense;
    }
    if (this.#expanded?.bytes !== bytes)
      this.#expanded = { bytes, dense: expandColumns(bytes, this.geometry) };
    return this.#expanded.dense;
  }

  /** One line for a log: shape, what it pools, and how many cells are true. */
  override toString(): string {
    const { inputShape, outputShape } = this.geometry;
    const { form, codes } = readCells(hostBytes(this), this.geometry);
    const empty = form === 'dense' ? 0 : noColumn(codes);
    let count = 0;
    for (const code of codes) count += Number(code !== empty);
    return `Mask [${this.rows}, ${this.windowSize}] of [${inputShape.join(', ')}] → [${outputShape.join(', ')}], ${count} of ${this.rows * this.windowSize} true`;
  }
}

makeInspectable(Mask);
holdElements(Mask, (mask) => heldCellsOf(mask).bytes as Uint8Array);

/** A mask's cells where they live. Use them within one call, never keep them. */
export function cellsOf(mask: Mask): MaskCells {
  const { form, bytes } = heldCellsOf(mask);
  const view = bytes instanceof Resident ? (bytes.view('data', 'this') as Uint8Array) : bytes;
  return readCells({ form, bytes: view }, mask.geometry);
}

interface HostBytes extends HeldCells {
  readonly bytes: Uint8Array;
}

/** A mask's bytes on the host: a snapshot, if the mask is resident. */
function hostBytes(mask: Mask): HostBytes {
  checkAllHeld('data', 'this', mask);
  const { form, bytes } = heldCellsOf(mask);
  return { form, bytes: bytes instanceof Resident ? (bytes.snapshot() as Uint8Array) : bytes };
}

/** Reads a mask's bytes as what they hold. */
function readCells({ form, bytes }: HostBytes, { windowSize }: Geometry): MaskCells {
  const width = form === 'dense' ? 1 : codeBytes(windowSize);
  return { form, codes: width === 1 ? bytes : codesOf(bytes, width) };
}

/** The bytes of a mask: one a cell, or a code a row. */
function bytesOf(form: MaskCells['form'], { rows, windowSize }: Geometry): number {
  return rows * (form === 'dense' ? windowSize : codeBytes(windowSize));
}

/**
 * Allocates the mask that a kernel fills, in the smallest form that the geometry's rule for ties
 * allows; resident if the operand is.
 */
export function allocateMask(operation: string, geometry: Geometry, operand: Tensor): Mask {
  const form = geometry.ties === 'all' ? 'dense' : 'columns';
  const length = bytesOf(form, geometry);
  const bytes =
    operand.device === 'wasm' ? new Resident(operation, 'bool', length) : new Uint8Array(length);
  return new Mask({ form, bytes }, geometry);
}

/**
 * Checks the mask that a caller gave to be filled again.
 * @throws ShapeError unless its geometry has the same windows and rules; OptionError if it shares
 *   memory with an operand
 */
export function checkOutMask(
  operation: string,
  geometry: Geometry,
  out: Mask,
  operands: readonly Tensor[],
): Mask {
  checkMask(operation, 'out.mask', out);
  checkApart(operation, 'out.mask', out, operands);
  const own = out.geometry;
  const fits = sameWindows(own, geometry) && own.ties === geometry.ties && own.nan === geometry.nan;
  if (!fits) {
    throw new ShapeError({
      operation,
      argument: 'out.mask',
      value: out,
      problem: 'is of another geometry',
      derivation: `${own} instead of ${geometry}, or other rules`,
      remedy: 'give what an earlier call with the same sizes and rules gave',
    });
  }
  residentOf(out)?.changed();
  return out;
}

function expandColumns(bytes: Uint8Array, { rows, windowSize }: Geometry): Uint8Array {
  const columns: Codes = codesOf(bytes, codeBytes(windowSize));
  const empty = noColumn(columns);
  const dense = new Uint8Array(rows * windowSize);
  for (let row = 0; row < rows; row++) {
    if (columns[row] !== empty) dense[row * windowSize + columns[row]!] = 1;
  }
  return dense;
}

/**
 * Makes a mask from given cells, e.g. the document's random ones. They are copied.
 * @param cells booleans, or 0 and 1: a `[rows, windowSize]` tensor or nested array, or flat
 * @returns a mask of that geometry; a row may hold any number of maxima, also none
 * @throws ShapeError unless there are `rows·windowSize` cells; DTypeError if geometry is not a
 *   geometry
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
  const from = given.data;
  const data = new Uint8Array(rows * windowSize);
  eachWindow(geometry, (row, real) => {
    for (let column = 0; column < windowSize; column++) {
      const value = from[row * windowSize + column]!;
      if (value === 0) continue;
      if (value !== 1) {
        throw new OptionError({
          operation,
          argument: `cells[${row}][${column}]`,
          value,
          problem: 'is neither 0 nor 1',
          remedy: 'give booleans, or 0 and 1',
        });
      }
      if (real[column]! < 0) throw inPadding(geometry, row, column);
      data[row * windowSize + column] = 1;
    }
  });
  return placeLike(new Mask(data, geometry), cells);
}

/**
 * A mask of cells that a payload or a file held, which are 0 and 1 already and are not copied.
 * @param cells bool `[rows, windowSize]`
 * @throws ShapeError, OptionError as `maskFrom`
 */
export function* maskOfCells(cells: Tensor, geometry: Geometry): Steps<Mask> {
  const { rows, windowSize, channels, outputShape } = geometry;
  const { data } = cells;
  const hasRows = cells.rank === 2 && cells.shape[0] === rows && cells.shape[1] === windowSize;
  if (!hasRows || cells.dtype !== 'bool') return maskFrom(cells, geometry);
  const edges = geometry.outputSpatial.map((size, axis) =>
    Array.from({ length: size }, (_, out) => hasPadding(geometry, axis, out)),
  );
  if (edges.flat().some(Boolean)) {
    for (let row = 0, done = 0; row < rows; row += channels, done++) {
      if (done % 2 ** 14 === 0) yield;
      const at = unflatten(row, outputShape);
      if (!edges.some((isEdge, axis) => isEdge[at[axis + 1]!])) continue;
      const real = geometry.cells(row);
      for (let cell = 0; cell < channels * windowSize; cell++) {
        if (data[row * windowSize + cell] === 0 || real[cell % windowSize]! >= 0) continue;
        throw inPadding(geometry, row + Math.floor(cell / windowSize), cell % windowSize);
      }
    }
  }
  return new Mask(data as Uint8Array, geometry);
}

/** Whether an output's window holds cells that are not real, along one spatial axis. */
function hasPadding(geometry: Geometry, axis: number, out: number): boolean {
  const last = geometry.kernelSize[axis]! - 1;
  return geometry.coordinate(axis, out, 0) < 0 || geometry.coordinate(axis, out, last) < 0;
}

function inPadding(geometry: Geometry, row: number, column: number): OptionError {
  return new OptionError({
    operation: 'maskFrom',
    argument: `cells[${row}][${column}]`,
    value: true,
    problem: 'lies in the padding',
    derivation: `row ${row} is window [${geometry.outputIndex(row).join(', ')}]`,
    remedy: 'only real cells can hold the maximum',
  });
}

/**
 * Puts the mask on the input's grid.
 * @returns a bool tensor of the input's shape, true where the maximum of at least one window sits
 * @throws DTypeError if mask is not a mask
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * winners(mask).toArray() // [[[false], [true], [true], [false]]]
 */
export function winners(mask: Mask): Tensor {
  checkMask('winners', 'mask', mask);
  const { geometry, windowSize } = mask;
  const won = zeros(geometry.inputShape, 'bool');
  const { data } = mask;
  eachWindow(geometry, (row, cells) => {
    for (let column = 0; column < windowSize; column++) {
      if (data[row * windowSize + column]) won.data[cells[column]!] = 1;
    }
  });
  return placeLike(won, mask);
}

/**
 * Checks that an argument is a mask that was not disposed of.
 * @throws DTypeError unless it is a mask; MemoryError if it was disposed of
 */
export function checkMask(
  operation: string,
  argument: string,
  value: unknown,
): asserts value is Mask {
  if (value instanceof Mask) {
    checkAlive(operation, argument, value);
    return checkAllHeld(operation, argument, value);
  }
  const problem = isForeign(value, 'Mask')
    ? 'is a mask of another copy of poolscope'
    : 'is not a mask';
  const remedy = 'take it from maxPool, or make one with maskFrom';
  throw new DTypeError({ operation, argument, value, problem, remedy });
}

/** @throws MemoryError if the mask is on the host and its buffer was resized or detached */
function checkAllHeld(operation: string, argument: string, mask: Mask): void {
  const { form } = heldCellsOf(mask);
  checkHeld(operation, argument, mask, bytesOf(form, mask.geometry));
}
