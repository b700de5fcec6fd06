// Replaces page.ts in the browser bundle.
import { OptionError } from '../../core/errors.js';
import type { EncodableView } from './payload.js';

/** Always throws: a page can't read or write files. */
export function renderPage(_view: EncodableView): string {
  throw new OptionError({
    operation: 'toHTML',
    argument: 'path',
    value: undefined,
    problem: "can't be followed in a page, which reads and writes no files",
    remedy: 'call it in Node',
  });
}

/** Always throws, as `renderPage`. */
export function writePage(view: EncodableView, _path: unknown): void {
  renderPage(view);
}
