// Replaces page.ts in the browser bundle.
import { needsNode } from '../../core/node-only.js';
import type { EncodableView } from './payload.js';

/** Always throws: a page can't read or write files. */
export function renderPage(_view: EncodableView): string {
  throw needsNode('toHTML', 'path');
}

/** Always throws, as `renderPage`. */
export function writePage(view: EncodableView, _path: unknown): void {
  renderPage(view);
}
