import { inHostOrder } from './bytes.js';
import { type DType, dtypes, type TypedArray } from './dtype.js';
import { DTypeError, OptionError, ShapeError } from './errors.js';
import { elements, type Source } from './npy-elements.js';
import { checkShape, sizeOf } from './shape.js';
import { checkTensor, Tensor } from './tensor.js';

// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const magic = [0x93, ...new TextEncoder().encode('NUMPY')];
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
  return parseNpy(bytesOf('readNpy', bytes), { operation: 'readNpy', member: '' });
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
  file.set(inHostOrder(raw, dtypes[dtype].bytes, true), start);
  return file;
}

/** @throws DTypeError for anything but bytes. */
export function bytesOf(operation: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new DTypeError({
    operation,
    argument: 'bytes',
    value,
    problem: 'is no Uint8Array or ArrayBuffer',
    remedy: "give the file's bytes, e.g. readFileSync(path)",
  });
}

/** `readNpy` for a file that may be a member of another. */
export function parseNpy(file: Uint8Array, source: Source): Tensor {
  const { operation, member } = source;
  const { text, start } = headerOf(file, source);
  const { descriptor, fortran, shape } = fieldsOf(text, source);
  const [, order, type] = /^([<>|])([a-zA-Z]\d+)$/.exec(descriptor) ?? [];
  const convert = type !== undefined && Object.hasOwn(elements, type) ? elements[type] : undefined;
  const width = Number(type?.slice(1));
  if (convert === undefined || (order === '|' && width > 1)) {
    throw refused(descriptor, source);
  }
  checkShape(operation, `${member}shape`, shape);
  const size = sizeOf(shape);
  const left = file.length - start;
  if (size * width !== left) {
    throw new ShapeError({
      operation,
      argument: `${member}shape`,
      value: shape,
      problem: `does not fit the ${left} bytes after the header`,
      derivation: `${[...shape, width].join('·')} = ${size * width} bytes of ${descriptor}`,
      remedy: size * width > left ? 'the file is cut short' : 'give a file that holds one array',
    });
  }
  const buffer = inHostOrder(file.subarray(start), width, order !== '>').buffer as ArrayBuffer;
  const { dtype, data } = convert(buffer, source);
  return new Tensor(fortran ? rowMajor(data, shape, dtype) : data, shape, dtype);
}

/** The header's text and where the data start. */
function headerOf(
  file: Uint8Array,
  { operation, member }: Source,
): { text: string; start: number } {
  if (!magic.every((byte, i) => file[i] === byte)) {
    throw new OptionError({
      operation,
      argument: `${member}bytes`,
      value: file,
      problem: 'is no .npy file',
      derivation: `it starts with ${file.length === 0 ? 'nothing' : `bytes ${[...file.subarray(0, 6)].join(' ')}`}, not \\x93NUMPY`,
      remedy: 'write it with np.save(path, array, allow_pickle=False)',
    });
  }
  const version = file[magic.length]!;
  const lengthBytes = version === 1 ? 2 : 4;
  const before = magic.length + 2 + lengthBytes;
  if (file[magic.length + 1] !== 0 || version < 1 || version > 3) {
    throw new OptionError({
      operation,
      argument: `${member}version`,
      value: `${file[magic.length]}.${file[magic.length + 1]}`,
      problem: 'is unknown',
      remedy: 'versions 1.0, 2.0 and 3.0 can be read',
    });
  }
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) {
    length += (file[magic.length + 2 + i] ?? 0) * 256 ** i;
  }
  if (before + length > file.length) {
    throw new OptionError({
      operation,
      argument: `${member}bytes.length`,
      value: file.length,
      problem: 'ends within its header',
      derivation: `the header is ${length} bytes long`,
      remedy: 'the file is cut short',
    });
  }
  // Names of fields may hold more than ASCII, but arrays with fields are refused.
  const text = new TextDecoder('latin1').decode(file.subarray(before, before + length));
  return { text, start: before + length };
}

const field = (name: string, value: string): RegExp =>
  new RegExp(`(['"])${name}\\1\\s*:\\s*${value}`);
const descrField = field('descr', `(?:'([^']*)'|"([^"]*)")`);
const orderField = field('fortran_order', '(True|False)');
const shapeField = field('shape', '\\(([^()]*)\\)');

/** The three fields of a header, a Python dictionary; no other literal is understood. */
function fieldsOf(
  text: string,
  source: Source,
): { descriptor: string; fortran: boolean; shape: number[] } {
  if (field('descr', '\\[').test(text)) throw refused('a list of fields', source);
  const descr = descrField.exec(text);
  const order = orderField.exec(text);
  const shape = shapeField.exec(text);
  const rest = [descrField, orderField, shapeField].reduce(
    (left, key) => left.replace(key, ''),
    text,
  );
  const sizes = shape === null ? undefined : sizesOf(shape[2]!);
  if (descr === null || order === null || sizes === undefined || !/^\s*\{[\s,]*\}\s*$/.test(rest)) {
    throw new OptionError({
      operation: source.operation,
      argument: `${source.member}header`,
      value: text.trim(),
      problem: 'is no header of an .npy file',
      derivation: "a dictionary of 'descr', 'fortran_order' and 'shape'",
      remedy: 'write the file with np.save',
    });
  }
  return { descriptor: descr[2] ?? descr[3]!, fortran: order[2] === 'True', shape: sizes };
}

/** `3, 4`, `3,`, nothing, or Python 2's `3L, 4L`; undefined for anything else. */
function sizesOf(tuple: string): number[] | undefined {
  const parts = tuple.split(',').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  if (!parts.every((part) => /^\d+L?$/.test(part))) return undefined;
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

function refused(descriptor: string, { operation, member }: Source): DTypeError {
  const [, problem, remedy] = reasons.find(([pattern]) => pattern.test(descriptor)) ?? [
    undefined,
    'is no number or bool type',
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

function rowMajor(data: TypedArray, shape: readonly number[], dtype: DType): TypedArray {
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
