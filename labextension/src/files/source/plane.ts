// The cells of a selection: where they are in the file, and what their bytes say.
import { fileElements, type NpyElements } from 'poolscope/internal';
import { numberText } from '../../panel/export.js';
import { valueText } from '../../ui/readout.js';
import type { ArrayHeader } from './array-header.js';
import { longestOf, type Selection } from './selection.js';

/** Which part of complex numbers is drawn. */
export type Part = 'magnitude' | 'real' | 'imaginary';

/** Where the cells of a selection are in the file. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** The first byte of the first cell, and the end of the last cell. */
  readonly start: number;
  readonly end: number;
  /** How many elements apart two rows, and two columns, are. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** The cells of a selection. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** Row by row, rounded to float64. */
  readonly values: Float64Array;
  /** What is to be known of them beside their values, in one line. */
  readonly note?: string;
  /** A cell's value in full, also for 64-bit integers and complex numbers. */
  text(row: number, column: number): string;
  /** The same in a form that NumPy and other programs read. */
  plainText(row: number, column: number): string;
}

/** The header of an array whose elements are one run of bytes: the byte at which they start. */
export type FlatHeader = ArrayHeader & { readonly start: number };

/** How many elements apart two neighbours along each axis are. */
function stepsOf({ shape, fortran }: Pick<ArrayHeader, 'shape' | 'fortran'>): number[] {
  return shape.map((_, axis) =>
    (fortran ? shape.slice(0, axis) : shape.slice(axis + 1)).reduce((size, n) => size * n, 1),
  );
}

/** Finds where the cells of a selection are in the file. */
export function extentOf(header: FlatHeader, selection: Selection): Extent {
  const { rowAxis, columnAxis, at } = selection;
  const { shape, width, start } = header;
  const steps = stepsOf(header);
  const side = (axis: number): number =>
    Math.min(longestOf(selection), (shape[axis] ?? 1) - (at[axis] ?? 0));
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

/** A block of a plane: its first row and column, and how many of each. */
export interface Block {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Bytes that hold a block: how many elements apart its rows and columns are, from the first cell on. */
export interface BlockBytes {
  readonly bytes: Uint8Array;
  readonly rowStep: number;
  readonly columnStep: number;
}

/**
 * Copies a block to its place among the cells of a plane, which lie row by row.
 * @param width bytes per element
 * @param planeColumns how many columns the plane has
 */
export function copyBlock(
  { bytes, rowStep, columnStep }: BlockBytes,
  { row, column, rows, columns }: Block,
  width: number,
  cells: Uint8Array,
  planeColumns: number,
): void {
  for (let i = 0; i < rows; i++) {
    let to = ((row + i) * planeColumns + column) * width;
    for (let j = 0; j < columns; j++) {
      const from = (i * rowStep + j * columnStep) * width;
      for (let byte = 0; byte < width; byte++) cells[to++] = bytes[from + byte]!;
    }
  }
}

/** How many elements there are from a block's first cell to its last. */
export function spanOf(
  { rowStep, columnStep }: Pick<BlockBytes, 'rowStep' | 'columnStep'>,
  { rows, columns }: Pick<Block, 'rows' | 'columns'>,
): number {
  if (rows === 0 || columns === 0) return 0;
  return (rows - 1) * rowStep + (columns - 1) * columnStep + 1;
}

/**
 * A plane of cells that lie row by row.
 * @param cells their bytes, as the header describes them
 * @param part which part of complex numbers
 */
export function planeOf(
  header: ArrayHeader,
  rows: number,
  columns: number,
  cells: Uint8Array,
  part: Part,
): Plane {
  const elements = fileElements(header, cells);
  const isComplex = header.type.startsWith('c');
  const values = isComplex ? partsOf(elements, part) : Float64Array.from(elements, Number);
  const writeCell = (
    row: number,
    column: number,
    { number, integer, complex }: NumberFormat,
  ): string => {
    const i = row * columns + column;
    if (isComplex)
      return complex(number(Number(elements[2 * i])), number(Number(elements[2 * i + 1])));
    const element = elements[i]!;
    return typeof element === 'bigint' ? integer(`${element}`) : number(element);
  };
  const dtype = dtypeOf(header);
  const readableFormat: NumberFormat = {
    number: (value) => valueText(value, dtype),
    integer: (digits) => digits.replace('-', '−'),
    complex: (re, im) => (im.startsWith('−') ? `${re} − ${im.slice(1)}j` : `${re} + ${im}j`),
  };
  return {
    rows,
    columns,
    values,
    text: (row, column) => writeCell(row, column, readableFormat),
    plainText: (row, column) => writeCell(row, column, pythonFormat),
  };
}

/** How numbers are written: floats, integers that float64 can't hold, and complex numbers. */
interface NumberFormat {
  number(value: number): string;
  integer(digits: string): string;
  complex(re: string, im: string): string;
}

/** The form that Python reads. */
const pythonFormat: NumberFormat = {
  number: numberText,
  integer: (digits) => digits,
  complex: (re, im) => `${re}${im.startsWith('-') ? '' : '+'}${im}j`,
};

/** The least and the greatest finite value of an array's bytes; 0 and 0 where there is none. */
export function finiteRange(header: ArrayHeader, bytes: Uint8Array, part: Part): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const chunk = header.width * 2 ** 16;
  for (let from = 0; from < bytes.length; from += chunk) {
    const elements = fileElements(header, bytes.subarray(from, from + chunk));
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

/** The library's dtype with as many digits as the file's elements need. */
function dtypeOf({ type }: ArrayHeader): 'bool' | 'float32' | 'float64' {
  if (type === 'b1') return 'bool';
  return /^([iu]|f8|c16)/.test(type) ? 'float64' : 'float32';
}
