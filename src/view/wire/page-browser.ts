import { OptionError } from '../../core/errors.js';
import type { EncodableView } from './payload.js';

/** What stands in the browser bundle instead of page.ts: a page reads and writes no files. */
export function renderPage(_view: EncodableView): string {
  throw new OptionError({
    operation: 'toHTML',
    argument: 'path',
    value: undefined,
    problem: "can't be followed in a page, which reads and writes no files",
    remedy: 'call it in Node',
  });
}
