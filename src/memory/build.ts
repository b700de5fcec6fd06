// Which WASM build this platform runs: with shared memory in Node, else the plain one.
import { plain } from './generated/plain.js';
import { shared } from './generated/shared.js';
import { decodeBase64 } from './instantiate.js';

/** A build of the kernels; `shared` says whether threads can share its memory. */
export interface Build {
  readonly bytes: Uint8Array;
  readonly shared: boolean;
}

/** The build for this platform: the shared one in Node, where the calling thread may block. */
export function loadBuild(): Build {
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return { bytes: decodeBase64(inNode ? shared : plain), shared: inNode };
}
