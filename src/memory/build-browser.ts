import { inflateSync } from 'fflate';
import type { Build } from './build.js';
import { deflated } from './generated/deflated.js';
import { decoded } from './instantiate.js';

/** What stands in the browser bundle instead of build.ts: the build for threads stays outside. */
export function build(): Build {
  return { bytes: inflateSync(decoded(deflated)), shared: false };
}
