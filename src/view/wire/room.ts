// The bound on what a payload takes in memory, by the bytes that came.
import { dtypes, isDType } from '../../core/dtype.js';
import { maxCells } from './array-codec.js';
import { type Fields, field, payloadError } from './fields.js';

/**
 * A payload's arrays take at most this many bytes of memory, and as many for each character of their
 * text. What `encode` makes stays within the constant: it sends at most 3 MB of cells, and 2²⁴ bits.
 */
export const roomBytes: number = 2 ** 25;
export const roomFactor = 64;

/** What came of a payload, and what it takes once decoded, in bytes. */
export interface PayloadBytes {
  /** Characters of its arrays' text. */
  readonly came: number;
  /** Of its arrays in memory; a bool takes a byte. */
  readonly taken: number;
  /** Of a pool's din, if it follows from dout and mask: for those who read all of it. */
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
  const [dout, input] = [
    own(own(arrays, 'dout'), 'dtype'),
    own(own(payload, 'geometry'), 'inputShape'),
  ];
  const isDerived = own(payload, 'kind') === 'pool' && own(arrays, 'din') === undefined;
  const cells = isDerived ? cellsOf(input) : 0;
  return { came, taken, derived: isDType(dout) ? cells * dtypes[dout].bytes : 0 };
}

/** The cells of a shape; 0 where it is none, or of too many: decoding says so. */
function cellsOf(shape: unknown): number {
  if (!Array.isArray(shape) || shape.length > 6) return 0;
  const cells = shape.reduce((product: number, size: unknown) => product * Number(size), 1);
  return cells > 0 && cells <= maxCells ? cells : 0;
}

/**
 * Refuses a payload whose arrays would take too much for what came of them, before any is decoded.
 * @throws PayloadError that says what was asked for and what is allowed
 */
export function checkRoom(payload: unknown): void {
  const { came, taken } = payloadBytes(payload);
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
