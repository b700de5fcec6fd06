// The WASM build for browsers: without threads, and deflated.
import { Inflater } from '../core/bytes/inflate.js';
import type { Build } from './build.js';
import { deflated, size } from './generated/deflated.js';
import { decodeBase64 } from './instantiate.js';

/**
 * The plain build. The bundler puts this file in place of build.ts, so the shared build stays out.
 */
export function loadBuild(): Build {
  const bytes = new Uint8Array(size);
  new Inflater(bytes).push(decodeBase64(deflated));
  return { bytes };
}
