import type { Build } from './build.js';
import { plain } from './generated/plain.js';

/** What stands in the browser bundle instead of build.ts: the build for threads stays outside. */
export function build(): Build {
  return { base64: plain, shared: false };
}
