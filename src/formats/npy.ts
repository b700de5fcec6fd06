// `readNpy` and `writeNpy`: tensors to and from .npy files.
import { isA } from '../core/arguments.js';
import { toHostOrder } from '../core/bytes/bytes.js';
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { DTypeError } from '../core/errors.js';
import { checkTensor, Tensor } from '../tensor/tensor.js';
import { npyElements, type Source, toLibraryElements } from './npy-elements.js';
import { checkFileLength, elementTypeError, isComplex, magic, parseHeader } from './npy-header.js';

/** The elements start at a multiple of this, as `numpy.lib.format` asks for. */
const alignment = 64;
/** NumPy pads the header so that the first size may grow to this many digits in place. */
const growthDigits = 21;

const descriptors: Readonly<Record<DType, string>> = {
  float32: '<f4',
  float64: '<f8',
  uint8: '|u1',
  int8: '|i1',
  int32: '<i4',
  bool: '|b1',
};

/**
 * Reads a NumPy `.npy` file: any number or bool type, little- or big-endian, C or Fortran order,
 * format versions 1 to 3. Types that the library lacks become the smallest of its dtypes that holds
 * the file's values exactly: float16 becomes float32; int16, uint16, uint32, int64 and uint64
 * become int32 if every value fits, else float64 if every value is exact there.
 * @param bytes the whole file, with one array and nothing after it
 * @returns a row-major tensor of the file's shape
 * @throws DTypeError for pickles (object arrays), structured, complex, long double, text and time
 * @throws ShapeError for more than 6 axes, or a number of bytes that doesn't fit the shape
 * @throws OptionError for bytes that are not an `.npy` file, a broken header, an integer that no
 *   dtype holds
 * @see NumPy, NEP 1 and `numpy.lib.format`
 * @example
 * readNpy(writeNpy(tensor([[1, 2], [3, 4]]))).toArray() // [[1, 2], [3, 4]]
 */
export function readNpy(bytes: Uint8Array | ArrayBuffer): Tensor {
  return parseNpy(toBytes('readNpy', bytes), { operation: 'readNpy', member: '' });
}

/**
 * Writes a tensor as an `.npy` file (version 1.0, little-endian, row-major).
 * @returns the file's bytes, the same that `np.save` of NumPy 2 writes
 * @throws DTypeError if x is not a tensor
 * @example
 * writeNpy(tensor([1, 2])).length // 144: a header of 128 bytes, and two float64
 */
export function writeNpy(x: Tensor): Uint8Array {
  return npyOf('writeNpy', 'x', x);
}

/** The same, for an argument of a function that writes such files. */
export function npyOf(operation: string, argument: string, x: Tensor): Uint8Array {
  checkTensor(operation, argument, x);
  const { data, shape, dtype } = x;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const growth = shape.length === 0 ? 0 : growthDigits - String(shape[0]).length;
  const dictionary = `{'descr': '${descriptors[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }${' '.repeat(growth)}`;
  const start = Math.ceil((magic.length + 4 + dictionary.length + 1) / alignment) * alignment;
  const header = `${dictionary.padEnd(start - magic.length - 4 - 1)}\n`;
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const file = new Uint8Array(start + raw.length);
  file.set([...magic, 1, 0, header.length & 0xff, header.length >> 8]);
  file.set(new TextEncoder().encode(header), magic.length + 4);
  file.set(toHostOrder(raw, dtypes[dtype].bytes, true), start);
  return file;
}

/**
 * Views an argument as bytes.
 * @throws DTypeError unless it is a Uint8Array or an ArrayBuffer
 */
export function toBytes(operation: string, value: unknown): Uint8Array {
  if (isA(value, Uint8Array)) return owned(value);
  if (isA(value, ArrayBuffer)) return owned(new Uint8Array(value));
  throw new DTypeError({
    operation,
    argument: 'bytes',
    value,
    problem: 'is not a Uint8Array or ArrayBuffer',
    remedy: "give the file's bytes, e.g. readFileSync(path)",
  });
}

/** The bytes themselves, or a copy where they could change, or shrink, while they are read. */
function owned(bytes: Uint8Array): Uint8Array {
  const { buffer } = bytes;
  const isFixed =
    buffer instanceof ArrayBuffer && (buffer as { resizable?: boolean }).resizable !== true;
  return isFixed ? bytes : Uint8Array.from(bytes);
}

/** `readNpy` for a file or an archive's member. */
export function parseNpy(file: Uint8Array, source: Source): Tensor {
  const header = parseHeader(file, source);
  const { fortran, shape, start } = header;
  if (isComplex(header)) throw elementTypeError(header.descriptor, source);
  checkFileLength(header, file.length, source);
  const { dtype, data } = toLibraryElements(
    header,
    npyElements(header, file.subarray(start)),
    source,
  );
  return new Tensor(fortran ? toRowMajor(data, shape, dtype) : data, shape, dtype);
}

function toRowMajor(data: TypedArray, shape: readonly number[], dtype: DType): TypedArray {
  const ordered = new dtypes[dtype].array(data.length);
  if (data.length === 0) return ordered;
  let next = 0;
  const visit = (axis: number, from: number, step: number): void => {
    if (axis === shape.length) {
      ordered[next++] = data[from]!;
      return;
    }
    for (let i = 0; i < shape[axis]!; i++) visit(axis + 1, from + i * step, step * shape[axis]!);
  };
  visit(0, 0, 1);
  return ordered;
}
