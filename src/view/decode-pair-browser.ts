// Replaces decode-pair.ts in the browser bundle, which has no pairs.
import { needsNode } from '../core/node-only.js';
import type { Pair } from './pair.js';

/** Always throws: a page has no pairs. */
export function decodePair(payload: unknown): Pair {
  throw needsNode('decodePair', 'payload', payload);
}
