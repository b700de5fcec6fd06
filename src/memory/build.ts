import { plain } from './generated/plain.js';
import { shared } from './generated/shared.js';
import { decoded } from './instantiate.js';

/** A build of the kernels, and whether its memory can be shared with threads. */
export interface Build {
  readonly bytes: Uint8Array;
  readonly shared: boolean;
}

/** The build that this platform runs: the shared one in Node, where calls may wait for threads. */
export function build(): Build {
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return { bytes: decoded(inNode ? shared : plain), shared: inNode };
}
