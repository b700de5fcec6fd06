import { type NpyElements, type NpyHeader, npyElements } from 'poolscope/internal';
import { numberText } from '../../panel/export.js';
import { valueText } from '../../ui/readout.js';
import { longestSide, type Selection } from './selection.js';

/** What of a complex number is drawn. */
export type Part = 'magnitude' | 'real' | 'imaginary';

/** Where a selection's cells lie. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** From its first byte in the file to the end of its last. */
  readonly start: number;
  readonly end: number;
  /** How many elements there are from a row, a column to the next. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** A selection's cells. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** Row after row, as near as float64 comes to them. */
  readonly values: Float64Array;
  /** A cell's value in full: 64-bit integers and complex numbers too. */
  text(row: number, column: number): string;
  /** The same, as NumPy and other programs read it. */
  plain(row: number, column: number): string;
}

/** How many elements there are from one index along each axis to the next. */
export function stepsOf({ shape, fortran }: Pick<NpyHeader, 'shape' | 'fortran'>): number[] {
  return shape.map((_, axis) =>
    (fortran ? shape.slice(0, axis) : shape.slice(axis + 1)).reduce((size, n) => size * n, 1),
  );
}

/** Where the cells of a selection within the shape lie in the file. */
export function extentOf(header: NpyHeader, { rowAxis, columnAxis, at }: Selection): Extent {
  const { shape, width, start } = header;
  const steps = stepsOf(header);
  const side = (axis: number): number =>
    Math.min(longestSide, (shape[axis] ?? 1) - (at[axis] ?? 0));
  const isEmpty = shape.includes(0);
  const [rows, columns] = isEmpty ? [0, 0] : [side(rowAxis), side(columnAxis)];
  const [rowStep, columnStep] = [steps[rowAxis] ?? 0, steps[columnAxis] ?? 0];
  const first = at.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
  const last = first + (rows - 1) * rowStep + (columns - 1) * columnStep;
  return {
    rows,
    columns,
    start: isEmpty ? start : start + first * width,
    end: isEmpty ? start : start + (last + 1) * width,
    rowStep,
    columnStep,
  };
}

/**
 * The cells of an extent, from the bytes from its start to its end.
 * @param part of complex numbers
 */
export function planeOf(header: NpyHeader, extent: Extent, bytes: Uint8Array, part: Part): Plane {
  const { rows, columns } = extent;
  const { type, width } = header;
  const own = new Uint8Array(rows * columns * width);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * extent.rowStep + column * extent.columnStep) * width;
      for (let i = 0; i < width; i++) own[to++] = bytes[from + i]!;
    }
  }
  const elements = npyElements(header, own);
  const isComplex = type.startsWith('c');
  const values = isComplex ? partsOf(elements, part) : Float64Array.from(elements, Number);
  const written = (row: number, column: number, { number, integer, complex }: Writing): string => {
    const i = row * columns + column;
    if (isComplex)
      return complex(number(Number(elements[2 * i])), number(Number(elements[2 * i + 1])));
    const element = elements[i]!;
    return typeof element === 'bigint' ? integer(`${element}`) : number(element);
  };
  const dtype = dtypeOf(header);
  const aloud: Writing = {
    number: (value) => valueText(value, dtype),
    integer: (digits) => digits.replace('-', '−'),
    complex: (re, im) => (im.startsWith('−') ? `${re} − ${im.slice(1)}j` : `${re} + ${im}j`),
  };
  return {
    rows,
    columns,
    values,
    text: (row, column) => written(row, column, aloud),
    plain: (row, column) => written(row, column, plain),
  };
}

/** How a cell is written: its numbers, integers that float64 can't hold, and a number of two parts. */
interface Writing {
  number(value: number): string;
  integer(digits: string): string;
  complex(re: string, im: string): string;
}

/** As Python reads it. */
const plain: Writing = {
  number: numberText,
  integer: (digits) => digits,
  complex: (re, im) => `${re}${im.startsWith('-') ? '' : '+'}${im}j`,
};

/** The least and the greatest finite value of bytes of a file; 0 and 0 where there is none. */
export function finiteRange(header: NpyHeader, bytes: Uint8Array, part: Part): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const chunk = header.width * 2 ** 16;
  for (let from = 0; from < bytes.length; from += chunk) {
    const elements = npyElements(header, bytes.subarray(from, from + chunk));
    const values = header.type.startsWith('c') ? partsOf(elements, part) : elements;
    for (let i = 0; i < values.length; i++) {
      const value = Number(values[i]);
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

function partsOf(elements: NpyElements, part: Part): Float64Array {
  return Float64Array.from({ length: elements.length / 2 }, (_, i) => {
    const [real, imaginary] = [Number(elements[2 * i]), Number(elements[2 * i + 1])];
    if (part === 'magnitude') return Math.hypot(real, imaginary);
    return part === 'real' ? real : imaginary;
  });
}

/** The library's dtype whose digits tell an element from its neighbours. */
function dtypeOf({ type }: NpyHeader): 'bool' | 'float32' | 'float64' {
  if (type === 'b1') return 'bool';
  return type === 'f2' || type === 'f4' || type === 'c8' ? 'float32' : 'float64';
}
