// The audit of whole arrays in payloads.
import type { ArrayCounts, RowCounts } from '../../../findings/counts/counts.js';
import type { ArrayName, ViewAudit } from '../../model/parts.js';
import { checkCount, checkObject, type Fields, field, payloadError } from './fields.js';

/** A number in JSON, where those that are not finite are strings. */
export type EncodedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** The audit of a view's whole arrays in a payload. */
export interface EncodedAudit {
  rows?: RowCounts;
  value?: EncodedArrayCounts;
  x?: EncodedArrayCounts;
  dout?: EncodedArrayCounts;
  din?: EncodedArrayCounts;
}

export interface EncodedArrayCounts {
  cells: number;
  sum: EncodedNumber;
  nan: number;
  posInf: number;
  negInf: number;
}

const arrayNames: readonly ArrayName[] = ['value', 'x', 'dout', 'din'];

export function encodeAudit(audit: ViewAudit): EncodedAudit {
  const encoded: EncodedAudit = {};
  if (audit.rows) encoded.rows = { ...audit.rows };
  for (const name of arrayNames) {
    const array = audit[name];
    if (array) encoded[name] = { ...array, sum: encodeNumber(array.sum) };
  }
  return encoded;
}

/** @throws PayloadError unless the value is an encoded audit */
export function decodeAudit(value: unknown): ViewAudit {
  const fields = checkObject('audit', value);
  const rows = field(fields, 'rows');
  const audit: { rows?: RowCounts } & { [Name in ArrayName]?: ArrayCounts } = {};
  if (rows !== undefined) audit.rows = decodeRows(checkObject('audit.rows', rows));
  for (const name of arrayNames) {
    const array = field(fields, name);
    if (array !== undefined) audit[name] = decodeArrayCounts(`audit.${name}`, array);
  }
  return audit;
}

function decodeRows(fields: Fields): RowCounts {
  const count = (name: string): number => checkCount(`audit.rows.${name}`, field(fields, name));
  return {
    total: count('total'),
    none: count('none'),
    one: count('one'),
    several: count('several'),
  };
}

function decodeArrayCounts(path: string, value: unknown): ArrayCounts {
  const fields = checkObject(path, value);
  const count = (name: string): number => checkCount(`${path}.${name}`, field(fields, name));
  return {
    cells: count('cells'),
    sum: decodeNumber(`${path}.sum`, field(fields, 'sum')),
    nan: count('nan'),
    posInf: count('posInf'),
    negInf: count('negInf'),
  };
}

function encodeNumber(value: number): EncodedNumber {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function decodeNumber(path: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw payloadError(
    path,
    value,
    'is not a number',
    "give a number, 'NaN', 'Infinity' or '-Infinity'",
  );
}
