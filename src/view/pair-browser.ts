// Pairs show themselves in notebooks, so browsers get none of it.
import { needsNode } from '../core/node-only.js';

export type { PairOptions } from './pair.js';

/** Stands in for a class that nothing makes here. */
export class Pair {
  constructor(a: unknown) {
    throw needsNode('explore', 'a', a);
  }
}
