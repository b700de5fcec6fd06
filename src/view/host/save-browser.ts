// Replaces save.ts in the browser bundle.
import { needsNode } from '../../core/node-only.js';
import type { Pair } from '../pair.js';
import type { View } from '../view.js';

/** Always throws: a page can't write files. */
export function save(_view: View | Pair, path: string): void {
  throw needsNode('save', 'path', path, 'take the bytes from writeView(view)');
}
