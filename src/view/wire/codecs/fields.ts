// Checks of the fields of an untrusted payload.
import { PoolscopeError } from '../../../core/errors.js';
import { isWithin, limits } from '../../../core/limits.js';

/** A payload that can't be read: unknown, broken or too large. Decoding throws no other errors. */
export class PayloadError extends PoolscopeError {}

/** A JSON object of unknown content. Read it by `field`, which sees own keys only. */
export type Fields = Readonly<Record<string, unknown>>;

/** Makes an error that names a payload's field by its path. */
export function payloadError(
  path: string,
  value: unknown,
  problem: string,
  remedy: string,
): PayloadError {
  return new PayloadError({ operation: 'payload', argument: path, value, problem, remedy });
}

/** A field's value; undefined if the object has no such own key. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** @throws PayloadError unless the value is an object */
export function checkObject(path: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw payloadError(path, value, 'is not an object', 'give what encode makes');
}

/** @throws PayloadError unless the value is a string, of at most `longest` characters */
export function checkText(
  path: string,
  value: unknown,
  longest: number = Number.POSITIVE_INFINITY,
): string {
  if (typeof value !== 'string')
    throw payloadError(path, value, 'is not a string', 'give a string');
  if (isWithin(value, longest)) return value;
  throw payloadError(path, value, 'is too long', `give at most ${longest} characters`);
}

/** @throws PayloadError unless the value is one of the names */
export function checkName<Name extends string>(
  path: string,
  value: unknown,
  names: readonly Name[],
): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw payloadError(path, value, 'is unknown', `give ${names.join(', ')}`);
}

/** @throws PayloadError unless the value is a safe integer of 0 or more */
export function checkCount(path: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw payloadError(path, value, 'is not a count', 'give an integer of 0 or more');
}

/** @throws PayloadError unless the value is an array of at most 6 counts */
export function checkSizes(path: string, value: unknown): number[] {
  if (!Array.isArray(value) || value.length > limits.axes) {
    throw payloadError(
      path,
      value,
      'is not a list of sizes',
      `give an array of at most ${limits.axes} integers`,
    );
  }
  return Array.from(value, (size: unknown, axis) => checkCount(`${path}[${axis}]`, size));
}
