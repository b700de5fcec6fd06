// The bound on what a payload takes in memory, by the bytes that came.
import { dtypes, isDType } from '../../core/dtype.js';
import { limits } from '../../core/limits.js';
import { weightedCellBytes } from '../../findings/kinds/weighted.js';
import { maxCells } from './codecs/array-codec.js';
import { type Fields, field, payloadError } from './codecs/fields.js';

/**
 * A payload's arrays take at most this many bytes of memory, and as many for each character of their
 * text. What `encode` makes stays within the constant: it sends at most 3 MB of cells, and 2²⁴ bits.
 */
export const roomBytes: number = limits.room;
export const roomFactor: number = limits.growth;

/** What came of a payload, and what it takes once decoded, in bytes. */
export interface PayloadBytes {
  /** Characters of its arrays' text. */
  readonly came: number;
  /** Of its arrays in memory; a bool takes a byte. */
  readonly taken: number;
  /**
   * Of what findings compute from the arrays and keep: a pool's din, if it follows from dout and
   * mask; of a pooling that weighs its cells, what each cell of din should be.
   */
  readonly derived: number;
}

const arrayNames = ['value', 'x', 'mask', 'dout', 'din'];

/**
 * How many bytes a payload's arrays have, as they came and decoded, by their shapes alone: nothing is
 * decoded, and what is wrong with it counts as 0.
 */
export function payloadBytes(payload: unknown): PayloadBytes {
  const arrays = own(payload, 'arrays');
  let [came, taken] = [0, 0];
  for (const name of arrayNames) {
    const array = own(arrays, name);
    const [dtype, shape, text] = [own(array, 'dtype'), own(array, 'shape'), own(array, 'data')];
    came += textLength(text);
    const bytes = isDType(dtype) ? cellsOf(shape) * dtypes[dtype].bytes : 0;
    // Without packing the text itself is the bound: six bits a character, each at most a byte.
    taken += own(array, 'packing') === undefined ? Math.min(bytes, 6 * textLength(text)) : bytes;
  }
  return { came, taken, derived: derivedBytes(payload, arrays) };
}

function derivedBytes(payload: unknown, arrays: unknown): number {
  const cells = cellsOf(own(own(payload, 'geometry'), 'inputShape'));
  const [dout, din] = [own(arrays, 'dout'), own(arrays, 'din')];
  if (own(payload, 'kind') === 'partial') {
    const isWeighed = own(payload, 'pooling') !== undefined && Boolean(dout && din);
    return isWeighed ? cells * weightedCellBytes : 0;
  }
  const dtype = own(dout, 'dtype');
  const isDerived = own(payload, 'kind') === 'pool' && din === undefined;
  return isDerived && isDType(dtype) ? cells * dtypes[dtype].bytes : 0;
}

/** The cells of a shape; 0 where it is none, or of too many: decoding says so. */
function cellsOf(shape: unknown): number {
  if (!Array.isArray(shape) || shape.length > 6) return 0;
  const cells = shape.reduce((product: number, size: unknown) => product * Number(size), 1);
  return cells > 0 && cells <= maxCells ? cells : 0;
}

/**
 * Refuses a payload whose arrays would take too much for what came of them, before any is decoded.
 * @param bytes what came and what is taken; by default what its arrays say
 * @throws PayloadError that says what was asked for and what is allowed
 */
export function checkRoom(
  payload: unknown,
  bytes: Pick<PayloadBytes, 'came' | 'taken'> = payloadBytes(payload),
): void {
  const { came, taken } = bytes;
  const allowed = roomBytes + roomFactor * came;
  if (taken <= allowed) return;
  throw payloadError(
    'arrays',
    taken,
    `bytes in memory are more than the ${allowed} allowed for ${came} characters`,
    `pack less: at most ${roomFactor} bytes for each, and ${roomBytes}`,
  );
}

function textLength(text: unknown): number {
  return typeof text === 'string' ? text.length : 0;
}

function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? field(value as Fields, name) : undefined;
}
