// The header of .safetensors files: https://github.com/huggingface/safetensors#format
import { OptionError } from '../../core/errors.js';
import { isWithin, limits } from '../../core/limits.js';
import { sizeOf } from '../../core/shape.js';
import { fileLimits } from '../file-limits.js';
import type { ElementLayout } from '../npy-elements.js';
import { repeatsKeys } from './repeated-keys.js';

/** How many bytes at the start of a file say how long its header is. */
export const safetensorsPrefix = 8;

/** A tensor of a `.safetensors` file, in row-major order. */
export interface StoredTensor extends ElementLayout {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type as the file names it: `BF16`. */
  readonly descriptor: string;
  /** Its usual name: `bfloat16`. The name in the file where the type is unknown. */
  readonly dtype: string;
  /** The code of `fileElements`; `undefined` for a type that is not read. */
  readonly type: string;
  /** Bytes per element. */
  readonly width: number;
  readonly littleEndian: true;
  readonly fortran: false;
  /** The byte of the file at which its elements start, and how many bytes they are. */
  readonly start: number;
  readonly length: number;
}

/** A tensor that is not read, and why. */
export interface UnreadTensor {
  readonly name: string;
  readonly reason: string;
}

/** Codes and names of the types, by their names in a file. */
const types: Readonly<Record<string, readonly [type: string, dtype: string, width: number]>> = {
  BOOL: ['b1', 'bool', 1],
  U8: ['u1', 'uint8', 1],
  I8: ['i1', 'int8', 1],
  U16: ['u2', 'uint16', 2],
  I16: ['i2', 'int16', 2],
  U32: ['u4', 'uint32', 4],
  I32: ['i4', 'int32', 4],
  U64: ['u8', 'uint64', 8],
  I64: ['i8', 'int64', 8],
  F16: ['f2', 'float16', 2],
  F32: ['f4', 'float32', 4],
  F64: ['f8', 'float64', 8],
  C64: ['c8', 'complex64', 8],
  BF16: ['bf2', 'bfloat16', 2],
  F8_E4M3: ['e4m3', 'float8_e4m3fn', 1],
  F8_E5M2: ['e5m2', 'float8_e5m2', 1],
  F8_E8M0: ['e8m0', 'float8_e8m0fnu', 1],
};

/**
 * How many bytes of a file hold its header.
 * @param prefix its first `safetensorsPrefix` bytes
 * @param length of the whole file
 * @throws OptionError where there is no such header, or one that is longer than is read
 */
export function safetensorsHeaderEnd(prefix: Uint8Array, length: number): number {
  if (prefix.length < safetensorsPrefix) {
    throw refusal('bytes.length', length, 'is too short for a header', 'the file is cut short');
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset, safetensorsPrefix);
  const size = Number(view.getBigUint64(0, true));
  if (size > fileLimits.tensorsHeader && size <= length - safetensorsPrefix) {
    const most = `is more than the ${fileLimits.tensorsHeader} bytes that are read`;
    throw refusal('header.length', size, most, 'split the file');
  }
  if (size > length - safetensorsPrefix) {
    const there = `is more than the ${length - safetensorsPrefix} bytes after it`;
    throw refusal(
      'header.length',
      size,
      there,
      'the file is cut short, or is no .safetensors file',
    );
  }
  return safetensorsPrefix + size;
}

/**
 * Reads the header of a `.safetensors` file: its tensors in the order in which they lie.
 * @param bytes the file up to `safetensorsHeaderEnd`
 * @param length of the whole file
 * @returns the tensors that can be read, and those whose type is unknown or that have too many axes
 * @throws OptionError that names the tensor, where the header is no such JSON, a shape doesn't fit its
 *   bytes, or the tensors overlap, leave a gap or lie beyond the file
 * @example
 * const header = new TextEncoder().encode('{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}');
 * const file = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header, 7);
 * readSafetensorsHeader(file.subarray(0, -1), file.length).tensors[0].start === file.length - 1 // true
 */
export function readSafetensorsHeader(
  bytes: Uint8Array,
  length: number,
): { tensors: StoredTensor[]; unread: UnreadTensor[] } {
  const tensors: StoredTensor[] = [];
  const unread: UnreadTensor[] = [];
  const places: { name: string; from: number; to: number }[] = [];
  const data = length - bytes.length;
  for (const [name, about] of entriesOf(bytes)) {
    const { dtype, shape, from, to } = checkEntry(name, about, data);
    places.push({ name, from, to });
    const known = Object.hasOwn(types, dtype) ? types[dtype] : undefined;
    if (known === undefined) {
      const problem = refusal(
        `${name}.dtype`,
        dtype,
        'is a type that is not read',
        'save it as F32',
      );
      unread.push({ name, reason: problem.message });
      continue;
    }
    const [type, named, width] = known;
    if (sizeOf(shape) * width !== to - from) {
      const due = `does not fit its ${to - from} bytes`;
      throw refusal(
        `${name}.shape`,
        shape,
        due,
        'the header is damaged',
        `${width} bytes an element`,
      );
    }
    if (shape.length > limits.axes) {
      const most = `has more than ${limits.axes} axes`;
      const problem = refusal(`${name}.shape`, shape, most, 'reshape the tensor');
      unread.push({ name, reason: problem.message });
      continue;
    }
    const at = { start: bytes.length + from, length: to - from };
    const order = { littleEndian: true, fortran: false } as const;
    tensors.push({ name, shape, descriptor: dtype, dtype: named, type, width, ...order, ...at });
  }
  checkPlaces(places, data);
  return { tensors: tensors.sort((a, b) => a.start - b.start), unread };
}

function entriesOf(bytes: Uint8Array): [string, unknown][] {
  let [text, header]: [string, unknown] = ['', undefined];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(safetensorsPrefix));
    header = JSON.parse(text);
  } catch {
    header = text;
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw refusal('header', header, 'is not a JSON object', 'give a .safetensors file');
  }
  if (repeatsKeys(text, header)) {
    throw refusal('header', text, 'names something twice', 'the header is damaged');
  }
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  if (entries.length > fileLimits.tensors) {
    const most = `is more than the ${fileLimits.tensors} that are read`;
    throw refusal('tensors', entries.length, most, 'split the file');
  }
  return entries;
}

function checkEntry(
  name: string,
  about: unknown,
  data: number,
): { dtype: string; shape: number[]; from: number; to: number } {
  if (!isWithin(name, fileLimits.name)) {
    const most = `has more than ${fileLimits.name} characters`;
    throw refusal('name', name, most, 'give the tensor a shorter name');
  }
  const { dtype, shape, data_offsets: offsets } = (about ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string') {
    throw refusal(`${name}.dtype`, dtype, 'is not the name of a type', 'the header is damaged');
  }
  if (!isSizes(shape) || !Number.isSafeInteger(sizeOf(shape))) {
    throw refusal(`${name}.shape`, shape, 'is no list of sizes', 'the header is damaged');
  }
  const [from, to] =
    isSizes(offsets) && offsets.length === 2 ? (offsets as [number, number]) : [1, 0];
  if (from > to || to > data) {
    const due = `is not a part of the ${data} bytes after the header`;
    throw refusal(`${name}.data_offsets`, offsets, due, 'the file is cut short or damaged');
  }
  return { dtype, shape, from, to };
}

/** The format leaves no gap, so that nothing is hidden between tensors, and lets none overlap. */
function checkPlaces(places: { name: string; from: number; to: number }[], data: number): void {
  places.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from !== end) {
      const problem = from < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw refusal(
        `${name}.data_offsets`,
        [from, to],
        problem,
        'the header is damaged',
        `it ends at ${end}`,
      );
    }
    end = to;
  }
  if (end !== data) {
    const problem = 'is not where the file ends';
    throw refusal(
      'data_offsets',
      end,
      problem,
      'the file is damaged',
      `${data} bytes after the header`,
    );
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function refusal(
  argument: string,
  value: unknown,
  problem: string,
  remedy: string,
  derivation?: string,
): OptionError {
  const why = derivation === undefined ? {} : { derivation };
  return new OptionError({
    operation: 'readSafetensors',
    argument,
    value,
    problem,
    remedy,
    ...why,
  });
}
