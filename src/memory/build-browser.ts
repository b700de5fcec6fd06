// The WASM build for browsers: without threads, and deflated.
import { inflateSync } from 'fflate';
import type { Build } from './build.js';
import { deflated } from './generated/deflated.js';
import { decodeBase64 } from './instantiate.js';

/**
 * The plain build. The bundler puts this file in place of build.ts, so the shared build stays out.
 */
export function loadBuild(): Build {
  return { bytes: inflateSync(decodeBase64(deflated)), shared: false };
}
