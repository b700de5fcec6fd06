// `Mask`: where the maxima sit, in the smallest form, on the host or in WASM memory.
import { checkChoice, isA } from '../../core/arguments.js';
import { DTypeError, ShapeError } from '../../core/errors.js';
import { isForeign, makeInspectable } from '../../core/inspect.js';
import {
  checkAlive,
  checkHeld,
  copyToWasm,
  type Device,
  holdElements,
  Placed,
  Resident,
  residentOf,
} from '../../memory/residency.js';
import { checkApart } from '../../tensor/result.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Geometry, sameWindows } from '../geometry.js';
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
      remedy: 'give what an earlier call of the same sizes gave, by the same rules',
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
 * Checks that an argument is a mask that was not disposed of.
 * @throws DTypeError unless it is a mask; MemoryError if it was disposed of
 */
export function checkMask(
  operation: string,
  argument: string,
  value: unknown,
): asserts value is Mask {
  if (isA(value, Mask)) {
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
