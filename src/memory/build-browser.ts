import { inflateSync } from 'fflate';
import type { Build } from './build.js';
import { deflated } from './generated/deflated.js';
import { decodeBase64 } from './instantiate.js';

/** What stands in the browser bundle instead of build.ts: the build for threads stays outside. */
export function loadBuild(): Build {
  return { bytes: inflateSync(decodeBase64(deflated)), shared: false };
}
