import { plain } from './generated/plain.js';
import { shared } from './generated/shared.js';
import { decodeBase64 } from './instantiate.js';

/** A build of the kernels, and whether its memory can be shared with threads. */
export interface Build {
  readonly bytes: Uint8Array;
  readonly shared: boolean;
}

/** The build that this platform runs: the shared one in Node, where calls may wait for threads. */
export function loadBuild(): Build {
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return { bytes: decodeBase64(inNode ? shared : plain), shared: inNode };
}
