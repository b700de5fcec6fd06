import { toHostOrder } from '../core/bytes.js';
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { DTypeError } from '../core/errors.js';
import { checkTensor, Tensor } from '../tensor/tensor.js';
import { npyElements, type Source, toLibraryElements } from './npy-elements.js';
import { checkFileLength, elementTypeError, isComplex, magic, parseHeader } from './npy-header.js';

// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const alignment = 64;
/** NumPy leaves room for the first size to grow to this many digits, so that it can be overwritten. */
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
 * The array of a NumPy `.npy` file: any number or bool type, little- or big-endian, C or Fortran
 * order, format versions 1 to 3. The tensor is row-major. Types that the library lacks become the
 * smallest of its dtypes that holds the file's values exactly: float16 float32; int16, uint16,
 * uint32, int64 and uint64 int32 where every value fits, else float64 where every value is exact.
 * @param bytes the whole file, which holds one array and nothing after it
 * @throws DTypeError for pickles (object arrays), structured, complex, long double, text and time
 * @throws ShapeError for more than 6 axes, or bytes that are not as many as the shape says
 * @throws OptionError for bytes that are no `.npy`, a broken header, an integer that no dtype holds
 * @example
 * readNpy(writeNpy(tensor([[1, 2], [3, 4]]))).toArray() // [[1, 2], [3, 4]]
 */
export function readNpy(bytes: Uint8Array | ArrayBuffer): Tensor {
  return parseNpy(toBytes('readNpy', bytes), { operation: 'readNpy', member: '' });
}

/**
 * The `.npy` file (version 1.0, little-endian, row-major) of a tensor, byte for byte as `np.save`
 * of NumPy 2 writes it.
 * @throws DTypeError for anything but a tensor
 * @example
 * writeNpy(tensor([1, 2])).length // 144: a header of 128 bytes, and two float64
 */
export function writeNpy(x: Tensor): Uint8Array {
  checkTensor('writeNpy', 'x', x);
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

/** @throws DTypeError for anything but bytes. */
export function toBytes(operation: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new DTypeError({
    operation,
    argument: 'bytes',
    value,
    problem: 'is not a Uint8Array or ArrayBuffer',
    remedy: "give the file's bytes, e.g. readFileSync(path)",
  });
}

/** `readNpy` for a file that may be a member of another. */
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
