// What the browser bundle says of what only Node can do.
import { OptionError } from './errors.js';

/** The error of a function that a page can't have. */
export function needsNode(
  operation: string,
  argument: string,
  value?: unknown,
  remedy = 'call it in Node',
): OptionError {
  return new OptionError({ operation, argument, value, problem: 'needs Node, not a page', remedy });
}
