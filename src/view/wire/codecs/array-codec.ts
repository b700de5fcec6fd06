// Arrays in payloads, to and from base64.
import { base64Bytes, base64Length, fromBase64, toBase64 } from '../../../core/bytes/base64.js';
import { fromLittleEndian, packBits, toHostOrder, unpackBits } from '../../../core/bytes/bytes.js';
import { type DType, dtypes, type TypedArray } from '../../../core/dtype.js';
import { limits } from '../../../core/limits.js';
import type { Steps } from '../../../core/steps.js';
import { Tensor } from '../../../tensor/tensor.js';
import { checkName, checkObject, checkSizes, checkText, field, payloadError } from './fields.js';
import { packBytes, packingName, unpackBytes } from './packing.js';

/**
 * An array in a payload: base64 of its little-endian bytes, row-major. Bools are packed eight to a
 * byte, the first cell in the lowest bit. With `packing` the bytes are compressed: docs/payload.md.
 */
export interface EncodedArray {
  dtype: DType;
  shape: number[];
  packing?: typeof packingName;
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

/** Encodes an array; packed where that makes it clearly smaller. */
export function encodeArray({ dtype, shape, data }: Tensor): EncodedArray {
  const bytes =
    dtype === 'bool'
      ? packBits(data)
      : toHostOrder(
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          dtypes[dtype].bytes,
          true,
        );
  const packed = packBytes(bytes, widthOf(dtype));
  if (packed === undefined) return { dtype, shape: [...shape], data: toBase64(bytes) };
  return { dtype, shape: [...shape], packing: packingName, data: toBase64(packed) };
}

/** Bytes of a cell as packing sees it: 0 for bits. */
function widthOf(dtype: DType): number {
  return dtype === 'bool' ? 0 : dtypes[dtype].bytes;
}

/**
 * Decodes the array at a path of a payload. A saved view's arrays come as tensors already: they are
 * only checked.
 * @param allowed the dtypes that the array may have
 * @throws PayloadError unless it is an encoded array whose text holds exactly its cells
 */
export function* decodeArray(
  path: string,
  value: unknown,
  allowed: readonly DType[] = names,
): Steps<Tensor> {
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
  const packing = field(fields, 'packing');
  if (packing !== undefined) checkName(`${path}.packing`, packing, [packingName]);
  const bytes =
    packing === undefined
      ? yield* fromBase64(text, byteLength(dtype, cells))
      : yield* unpacked(text, dtype, cells);
  if (bytes === undefined) {
    throw payloadError(
      `${path}.data`,
      text,
      `is not the base64 text of ${cells} cells of ${dtype}${packing === undefined ? '' : ', packed'}`,
      packing === undefined
        ? `give ${encodedLength(dtype, cells)} characters (there are ${text.length}), padded with =`
        : 'give what encode makes',
    );
  }
  yield;
  const data = dtype === 'bool' ? yield* bools(bytes, cells) : toTypedArray(bytes, dtype);
  return new Tensor(data, shape, dtype);
}

/** Bytes of bits that are unpacked between two pauses. */
const bitStep = 2 ** 16;

function* bools(bits: Uint8Array, count: number): Steps<Uint8Array> {
  const cells = new Uint8Array(count);
  for (let at = 0; at < bits.length; at += bitStep) {
    unpackBits(bits.subarray(at, at + bitStep), cells.subarray(8 * at, 8 * (at + bitStep)));
    yield;
  }
  return cells;
}

function* unpacked(text: string, dtype: DType, cells: number): Steps<Uint8Array | undefined> {
  const length = base64Bytes(text);
  const packed = length === undefined ? undefined : yield* fromBase64(text, length);
  return packed && (yield* unpackBytes(packed, cells, widthOf(dtype)));
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
  // They were decoded for this array alone: a copy would double what it takes.
  const { buffer, byteOffset, length } = fromLittleEndian(bytes, width);
  return new array(buffer, byteOffset, length / width);
}
