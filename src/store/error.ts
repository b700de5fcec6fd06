import { OptionError } from '../core/errors.js';

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
  const short = where.length > 60 ? `…${where.slice(-59)}` : where;
  return new OptionError({
    operation: 'openStore',
    argument: `${short}: ${argument}`,
    value,
    problem,
    remedy: 'the store is damaged, or of another layout',
  });
}
