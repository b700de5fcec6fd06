// The title that a view is given.
import { OptionError } from '../../core/errors.js';
import { isWithin } from '../../core/limits.js';
import { maxTitleLength } from './parts.js';

/** The title that was given, or the fallback. @throws OptionError for what is no title */
export function resolveTitle(operation: string, title: unknown, fallback: string): string {
  if (title === undefined) return fallback;
  if (typeof title === 'string' && title !== '' && isWithin(title, maxTitleLength)) return title;
  throw new OptionError({
    operation,
    argument: 'title',
    value: title,
    problem: 'is not a title',
    remedy: `give a text of 1 to ${maxTitleLength} characters`,
  });
}
