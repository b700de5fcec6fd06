// What every reader of Zarr's metadata does: takes JSON for what it is, and says what is wrong in one line.
import { type ErrorDetails, OptionError } from '../../core/errors.js';

/** An object of JSON, of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>;

/** An object of JSON; an empty one in place of anything else. */
export function objectOf(given: unknown): Json {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Json)
    : {};
}

/** A text of JSON; an empty one in place of anything else, such as a list of one text. */
export function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}

/**
 * An error on metadata, in one line.
 * @param where the file, of which the end is told
 */
export function zarrError(
  where: string,
  argument: string,
  value: unknown,
  problem: string,
): OptionError {
  const remedy = 'write it with Zarr, as numbers in regular chunks';
  return errorIn(where, { operation: 'readZarr', argument, value, problem, remedy });
}

/** An error on a part of a folder, of whose path the end is told. */
export function errorIn(where: string, parts: ErrorDetails): OptionError {
  const short = where.length > 60 ? `…${where.slice(-59)}` : where;
  return new OptionError({ ...parts, argument: `${short}: ${parts.argument}` });
}
