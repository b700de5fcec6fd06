// The header of .npy files (NumPy NEP 1 and `numpy.lib.format`):
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { DTypeError, OptionError, ShapeError } from '../core/errors.js';
import { limits } from '../core/limits.js';
import { checkShape, sizeOf } from '../core/shape.js';
import { type ElementLayout, elementTypes, type Source } from './npy-elements.js';

/** The first bytes of every `.npy` file. */
export const magic: readonly number[] = [0x93, ...new TextEncoder().encode('NUMPY')];

/** The longest header that is read: what version 1 can hold. NumPy itself stops at 10,000 bytes. */
const maxHeaderBytes = limits.npyHeader;

/** How many bytes from the start of an `.npy` file contain its header, in any version. */
export const npyHeaderBytes: number = magic.length + 2 + 4 + maxHeaderBytes;

/** The header of an `.npy` file: it describes the elements after it. */
export interface NpyHeader extends ElementLayout {
  /** The type as written there: `<f8`. */
  readonly descriptor: string;
  /** NumPy's code of the type without its byte order: `f8`, `i2`, `c16`. */
  readonly type: string;
  /** NumPy's name of the type: `float64`, `complex64`. */
  readonly dtype: string;
  /** Bytes per element. */
  readonly width: number;
  readonly littleEndian: boolean;
  /** Whether the elements are in column-major (Fortran) order. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** The byte at which the elements start. */
  readonly start: number;
}

/**
 * Reads the header of an `.npy` file from its first bytes, for files that are read in parts.
 * Complex types are accepted, though `readNpy` refuses them.
 * @param bytes the first `npyHeaderBytes` bytes of the file, or the whole file if it is shorter
 * @param length the length of the whole file in bytes
 * @returns the element type, shape and order, and where the elements start
 * @throws the errors of `readNpy` for a header that it refuses, or a shape that the length does not
 *   fit
 * @example
 * readNpyHeader(writeNpy(tensor([[1, 2]]))).shape // [1, 2]
 */
export function readNpyHeader(bytes: Uint8Array, length: number = bytes.length): NpyHeader {
  const source = { operation: 'readNpyHeader', member: '' };
  const header = parseHeader(bytes, source);
  checkFileLength(header, length, source);
  return header;
}

export function isComplex({ type }: NpyHeader): boolean {
  return type.startsWith('c');
}

/** @throws ShapeError unless a file of that length holds the header's elements and nothing else. */
export function checkFileLength(header: NpyHeader, length: number, source: Source): void {
  const { shape, width, start, descriptor } = header;
  const size = sizeOf(shape) * width;
  const left = length - start;
  if (size === left) return;
  throw new ShapeError({
    operation: source.operation,
    argument: `${source.member}shape`,
    value: shape,
    problem: `does not fit the ${left} bytes after the header`,
    derivation: `${[...shape, width].join('·')} = ${size} bytes of ${descriptor}`,
    remedy: size > left ? 'the file is cut short' : 'give a file that holds one array',
  });
}

/** `readNpyHeader` for a file or an archive's member; its length is not checked. */
export function parseHeader(file: Uint8Array, source: Source): NpyHeader {
  const { text, start, isOld } = readHeaderText(file, source);
  const { descriptor, fortran, shape } = parseFields(text, isOld, source);
  const [, order, type = ''] = /^([<>|])([a-zA-Z]\d+)$/.exec(descriptor) ?? [];
  const known = Object.hasOwn(elementTypes, type) ? elementTypes[type] : undefined;
  const width = Number(type.slice(1));
  if (known === undefined || (order === '|' && width > 1))
    throw elementTypeError(descriptor, source);
  checkShape(source.operation, `${source.member}shape`, shape);
  const littleEndian = order !== '>';
  return { descriptor, type, dtype: known.name, width, littleEndian, fortran, shape, start };
}

/** The header's text, where the elements start, and whether it may be Python 2's. */
function readHeaderText(
  file: Uint8Array,
  { operation, member }: Source,
): { text: string; start: number; isOld: boolean } {
  if (!magic.every((byte, i) => file[i] === byte)) {
    throw new OptionError({
      operation,
      argument: `${member}bytes`,
      value: file,
      problem: 'is not an .npy file',
      derivation: `it starts with ${file.length === 0 ? 'nothing' : `bytes ${[...file.subarray(0, 6)].join(' ')}`}, not \\x93NUMPY`,
      remedy: 'write it with np.save(path, array, allow_pickle=False)',
    });
  }
  // What is cut off counts as right, up to where the header is found to be cut short.
  const [version = 1, minor = 0] = file.subarray(magic.length);
  const lengthBytes = version === 1 ? 2 : 4;
  const before = magic.length + 2 + lengthBytes;
  if (minor !== 0 || version < 1 || version > 3) {
    throw new OptionError({
      operation,
      argument: `${member}version`,
      value: `${version}.${minor}`,
      problem: 'is unknown',
      remedy: 'versions 1.0, 2.0 and 3.0 can be read',
    });
  }
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) {
    length += (file[magic.length + 2 + i] ?? 0) * 256 ** i;
  }
  if (length > maxHeaderBytes && before + length <= file.length) {
    throw new OptionError({
      operation,
      argument: `${member}header.length`,
      value: length,
      problem: `is more than ${maxHeaderBytes} bytes`,
      remedy: 'save an array of numbers or bools',
    });
  }
  if (before + length > file.length) {
    throw new OptionError({
      operation,
      argument: `${member}bytes.length`,
      value: file.length,
      problem: 'ends within its header',
      derivation: `at least ${before + length} are due`,
      remedy: 'the file is cut short',
    });
  }
  // Version 3 has UTF-8 names of fields, but arrays with fields are refused anyway.
  const text = new TextDecoder('latin1').decode(file.subarray(before, before + length));
  return { text, start: before + length, isOld: version < 3 };
}

/** What no such header has, among it what is white space to JavaScript alone. */
const foreign = /[^ -~\t\n\f\r]/;

/** A key and its value: a text, True or False, or a tuple of sizes. */
const entry =
  /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*(?:'([^']*)'|"([^"]*)"|(True|False)|\(([^()]*)\))\s*/y;

/**
 * Parses a header: a Python dictionary with exactly these three fields, and no other literals, as
 * Python would read it.
 */
function parseFields(
  text: string,
  isOld: boolean,
  source: Source,
): { descriptor: string; fortran: boolean; shape: number[] } {
  if (/(['"])descr\1\s*:\s*[[(]/.test(text)) {
    throw elementTypeError('a list of fields, or a subarray', source);
  }
  const refusal = new OptionError({
    operation: source.operation,
    argument: `${source.member}header`,
    value: text.trim(),
    problem: 'is not a header of an .npy file',
    derivation: "a dictionary of 'descr', 'fortran_order' and 'shape'",
    remedy: 'write the file with np.save',
  });
  const [, inside] = /^\s*\{(.*)\}\s*$/s.exec(text) ?? [];
  if (inside === undefined || foreign.test(text) || (!isOld && text.includes('L'))) throw refusal;
  const found = new Map<string, RegExpExecArray>();
  for (let at = 0; found.size < 3; ) {
    entry.lastIndex = at;
    const match = entry.exec(inside);
    if (match === null || found.has(match[2]!)) throw refusal;
    found.set(match[2]!, match);
    at += match[0].length;
    // A comma stands between two entries, and may follow the last.
    const rest = inside.slice(at);
    if (found.size === 3 ? !/^,?\s*$/.test(rest) : rest[0] !== ',') throw refusal;
    at++;
  }
  const type = found.get('descr');
  const descriptor = type?.[3] ?? type?.[4];
  const order = found.get('fortran_order')?.[5];
  const shape = parseSizes(found.get('shape')?.[6]);
  if (descriptor === undefined || order === undefined || shape === undefined) throw refusal;
  return { descriptor, fortran: order === 'True', shape };
}

/**
 * Parses a tuple's sizes: `3, 4`, `3,`, nothing, or Python 2's `3L, 4L`; undefined otherwise. `3`
 * alone is no tuple, and `03` no number, in Python.
 */
function parseSizes(tuple: string | undefined): number[] | undefined {
  if (tuple === undefined) return undefined;
  const parts = tuple.split(',').map((part) => part.trim());
  if (parts.length === 1 && parts[0] !== '') return undefined;
  if (parts.at(-1) === '') parts.pop();
  if (!parts.every((part) => /^(0+|[1-9]\d*)L?$/.test(part))) return undefined;
  return parts.map((part) => Number.parseInt(part, 10));
}

const reasons: readonly (readonly [RegExp, string, string])[] = [
  [
    /^\|O/,
    'is a pickle (an array of Python objects), which could run code',
    'save numbers instead',
  ],
  [/^a list/, 'is structured', 'save each field as an array of its own'],
  [/c\d+$/, 'is complex', 'save x.real and x.imag'],
  [
    /f(12|16)$/,
    'is a long double, whose format differs from machine to machine',
    "save x.astype('float64')",
  ],
];

/** The error for an element type that is not supported, with a reason for the known ones. */
export function elementTypeError(descriptor: string, { operation, member }: Source): DTypeError {
  const [, problem, remedy] = reasons.find(([pattern]) => pattern.test(descriptor)) ?? [
    undefined,
    'is not a number or bool type',
    'save an array of numbers or bools',
  ];
  return new DTypeError({
    operation,
    argument: `${member}descr`,
    value: descriptor,
    problem,
    remedy,
  });
}
