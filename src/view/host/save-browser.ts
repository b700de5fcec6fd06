// Replaces save.ts in the browser bundle.
import { OptionError } from '../../core/errors.js';
import type { View } from '../view.js';

/** Always throws: a page can't write files. */
export function save(_view: View, path: string): void {
  throw new OptionError({
    operation: 'save',
    argument: 'path',
    value: path,
    problem: "can't be written to from a page",
    remedy: 'take the bytes from writeView(view)',
  });
}
