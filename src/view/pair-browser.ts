// Pairs show themselves in notebooks, so browsers get none of it.
import { OptionError } from '../core/errors.js';

export type { PairOptions } from './pair.js';

/** Stands in for a class that nothing makes here. */
export class Pair {
  constructor(a: unknown) {
    throw new OptionError({
      operation: 'explore',
      argument: 'a',
      value: a,
      problem: 'needs Node',
      remedy: 'call it in Node',
    });
  }
}
