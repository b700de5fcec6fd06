// Arrays in payloads, to and from base64.
import { base64Length, fromBase64, toBase64 } from '../../core/base64.js';
import { packBits, toHostOrder, unpackBits } from '../../core/bytes.js';
import { type DType, dtypes, type TypedArray } from '../../core/dtype.js';
import { limits } from '../../core/limits.js';
import { Tensor } from '../../tensor/tensor.js';
import { checkName, checkObject, checkSizes, checkText, field, payloadError } from './fields.js';

/**
 * An array in a payload: base64 of its little-endian bytes, row-major. Bools are packed eight to a
 * byte, the first cell in the lowest bit.
 */
export interface EncodedArray {
  dtype: DType;
  shape: number[];
  data: string;
}

/**
 * The most cells that an array of a payload may have, the pooling's input included. It limits how
 * much memory an untrusted payload can make a reader allocate.
 */
export const maxCells: number = limits.cells;

const names = Object.keys(dtypes) as DType[];

/** The length of an encoded array's base64 text. */
export function encodedLength(dtype: DType, cells: number): number {
  return base64Length(byteLength(dtype, cells));
}

export function encodeArray({ dtype, shape, data }: Tensor): EncodedArray {
  const bytes =
    dtype === 'bool'
      ? packBits(data)
      : toHostOrder(
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          dtypes[dtype].bytes,
          true,
        );
  return { dtype, shape: [...shape], data: toBase64(bytes) };
}

/**
 * Decodes the array at a path of a payload. A saved view's arrays come as tensors already: they are
 * only checked.
 * @param allowed the dtypes that the array may have
 * @throws PayloadError unless it is an encoded array whose text holds exactly its cells
 */
export function decodeArray(
  path: string,
  value: unknown,
  allowed: readonly DType[] = names,
): Tensor {
  if (value instanceof Tensor) {
    checkName(`${path}.dtype`, value.dtype, allowed);
    checkCells(`${path}.shape`, value.shape);
    return value;
  }
  const fields = checkObject(path, value);
  const dtype = checkName(`${path}.dtype`, field(fields, 'dtype'), allowed);
  const shape = checkSizes(`${path}.shape`, field(fields, 'shape'));
  const cells = checkCells(`${path}.shape`, shape);
  const text = checkText(`${path}.data`, field(fields, 'data'));
  const bytes = fromBase64(text, byteLength(dtype, cells));
  if (bytes === undefined) {
    throw payloadError(
      `${path}.data`,
      text,
      `is not the base64 text of ${cells} cells of ${dtype}`,
      `give ${encodedLength(dtype, cells)} characters (there are ${text.length}), padded with =`,
    );
  }
  return new Tensor(
    dtype === 'bool' ? unpackBits(bytes, cells) : toTypedArray(bytes, dtype),
    shape,
    dtype,
  );
}

/**
 * Checks an array at a path of a payload without decoding it.
 * @throws PayloadError unless it has the fields of an encoded array
 */
export function checkArray(path: string, value: unknown, allowed: readonly DType[] = names): void {
  if (value instanceof Tensor) return;
  const fields = checkObject(path, value);
  checkName(`${path}.dtype`, field(fields, 'dtype'), allowed);
  const shape = checkSizes(`${path}.shape`, field(fields, 'shape'));
  if (path === 'arrays.mask' && shape.length !== 2) {
    throw payloadError(`${path}.shape`, shape, 'is not a matrix', 'give [rows, windowSize]');
  }
  const text = checkText(`${path}.data`, field(fields, 'data'));
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return;
  throw payloadError(`${path}.data`, text, 'is not base64 text', 'give what encode makes');
}

/**
 * Counts an array's cells, before anything is allocated.
 * @throws PayloadError if there are too many, also if sizes of 0 counted as 1
 */
export function checkCells(path: string, shape: readonly number[]): number {
  const cells = shape.reduce((product, size) => product * Math.max(1, size), 1);
  if (cells <= maxCells) return shape.includes(0) ? 0 : cells;
  throw payloadError(path, shape, `has more than ${maxCells} cells`, 'send a part of the array');
}

function byteLength(dtype: DType, cells: number): number {
  return dtype === 'bool' ? Math.ceil(cells / 8) : cells * dtypes[dtype].bytes;
}

function toTypedArray(bytes: Uint8Array, dtype: DType): TypedArray {
  const { array, bytes: width } = dtypes[dtype];
  const data = new array(bytes.length / width);
  new Uint8Array(data.buffer).set(toHostOrder(bytes, width, true));
  return data;
}
