import { OptionError } from '../../core/errors.js';

/** The error for a member whose facts can't all be true. */
export function memberError(
  operation: string,
  { name: value }: { readonly name: string },
  problem: string,
  remedy = 'the archive is broken',
): OptionError {
  return new OptionError({ operation, argument: 'bytes', value, problem, remedy });
}

/** The error for a member that reaches into what follows it. */
export function overlapError(operation: string, member: { readonly name: string }): OptionError {
  return memberError(operation, member, 'overlaps what follows it');
}

/** The error for an archive that can't be read. */
export function archiveError(operation: string, value: unknown, reason: string): OptionError {
  return new OptionError({
    operation,
    argument: 'bytes',
    value,
    problem: 'is not a zip archive that can be read',
    derivation: reason,
    remedy: 'write it with np.savez',
  });
}
