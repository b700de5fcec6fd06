// Which WASM build this platform runs: one that threads can share in Node, else the plain one.
import { plain } from './generated/plain.js';
import { memoryKindAt, shared } from './generated/shared.js';
import { decodeBase64 } from './instantiate.js';

/** A build of the kernels, on a memory of its own and, in Node, on one that threads share. */
export interface Build {
  readonly bytes: Uint8Array;
  readonly shared?: Uint8Array;
}

/** What a module says of the memory that it imports: it has a maximum, and is not shared. */
const ownMemory = 1;

/** The build for this platform: the calling thread may block, and so share memory, in Node only. */
export function loadBuild(): Build {
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return inNode ? sharedBuild() : { bytes: decodeBase64(plain) };
}

/** The same code for either kind of memory. */
export function sharedBuild(): Required<Build> {
  const bytes = decodeBase64(shared);
  const own = bytes.slice();
  own[memoryKindAt] = ownMemory;
  return { bytes: own, shared: bytes };
}
