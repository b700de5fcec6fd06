import type { OptionError } from '../core/errors.js';
import { errorIn } from '../formats/zarr/error.js';

/**
 * What is wrong with a store, in one line.
 * @param where the part of it, of which the end is told
 */
export function storeError(
  where: string,
  argument: string,
  value: unknown,
  problem: string,
): OptionError {
  const remedy = 'the store is damaged, or of another layout';
  return errorIn(where, { operation: 'openStore', argument, value, problem, remedy });
}
