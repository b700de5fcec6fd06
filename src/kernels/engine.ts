import { type DType, dtypes, type TypedArray } from '../dtype.js';
import { MemoryError } from '../errors.js';
import type { Task, Type } from './assembly/codes.js';
import { plain } from './generated/plain.js';
import { shared } from './generated/shared.js';
import { Heap } from './heap.js';
import { decoded, instantiate } from './instantiate.js';

const pageBytes = 2 ** 16;
const pages = 2 ** 16;
/** Kernels read whole vectors, up to 15 bytes beyond an array: the last bytes stay unused. */
const slack = 16;

interface Exports {
  run(task: Task, type: Type, job: number, thread: number, begin: number, end: number): void;
}

/** What WASM memory holds, in bytes; `arrays` counts tensors and masks. */
export interface MemoryUse {
  arrays: number;
  bytes: number;
  scratch: number;
  reserved: number;
  limit: number;
}

/** The WASM module, its memory, and who holds which part of it. */
export class Engine {
  readonly run: Exports['run'];
  readonly #memory: WebAssembly.Memory;
  readonly #heap: Heap = new Heap(slack);
  /** What was asked for, by address. */
  readonly #sizes: Map<number, number> = new Map();
  #limit: number = 2 ** 30;
  #scratch = { address: 0, bytes: 0 };

  constructor(bytes: Uint8Array, sharedMemory: boolean) {
    const size = { initial: 1, maximum: pages };
    this.#memory = new WebAssembly.Memory(sharedMemory ? { ...size, shared: true } : size);
    this.run = instantiate<Exports>(bytes, this.#memory).run;
    this.#heap.extend(this.#memory.buffer.byteLength - slack);
  }

  /** Whether an array lies in this memory, and was made since it last grew. */
  holds(array: TypedArray): boolean {
    return array.buffer === this.#memory.buffer;
  }

  /** A view of the memory, valid until it grows: for the moment of a call, never to be kept. */
  view(dtype: DType, address: number, length: number): TypedArray {
    return new dtypes[dtype].array(this.#memory.buffer, address, length);
  }

  /**
   * The address of a new block; what it holds is left as it was.
   * @throws MemoryError past the limit, or where the system gives no more
   */
  allocate(operation: string, bytes: number): number {
    const isPast = (): boolean => this.#heap.held + Heap.sizeOf(bytes) > this.#limit;
    if (isPast()) this.#freeScratch();
    if (isPast()) {
      throw this.#refusal(operation, bytes, `exceed the memory limit of ${this.#limit}`);
    }
    let address = this.#heap.allocate(bytes);
    if (address === undefined) {
      this.#grow(operation, bytes);
      address = this.#heap.allocate(bytes);
    }
    if (address === undefined) throw this.#refusal(operation, bytes, 'find no room in memory');
    this.#sizes.set(address, bytes);
    return address;
  }

  free(address: number): void {
    this.#heap.free(address);
    this.#sizes.delete(address);
  }

  /** Room for the operands of one call, kept for the next: its contents last until then. */
  scratch(operation: string, bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      this.#freeScratch();
      this.#scratch = { address: this.allocate(operation, bytes), bytes };
    }
    return this.#scratch.address;
  }

  use(): MemoryUse {
    const scratch = this.#scratch.bytes;
    const sizes = [...this.#sizes.values()];
    return {
      arrays: sizes.length - Number(scratch > 0),
      bytes: sizes.reduce((total, bytes) => total + bytes, 0) - scratch,
      scratch,
      reserved: this.#memory.buffer.byteLength,
      limit: this.#limit,
    };
  }

  setLimit(bytes: number): void {
    this.#limit = bytes;
  }

  #freeScratch(): void {
    if (this.#scratch.bytes > 0) this.free(this.#scratch.address);
    this.#scratch = { address: 0, bytes: 0 };
  }

  #grow(operation: string, bytes: number): void {
    const needed = Math.ceil(this.#heap.missing(bytes) / pageBytes);
    const current = this.#memory.buffer.byteLength / pageBytes;
    // An eighth more than asked for, so that many small blocks don't grow it one by one.
    const wanted = Math.min(pages - current, Math.max(needed, current >> 3));
    try {
      this.#memory.grow(Math.max(needed, wanted));
    } catch {
      throw this.#refusal(operation, bytes, 'were refused by the system');
    }
    this.#heap.extend(this.#memory.buffer.byteLength - slack);
  }

  #refusal(operation: string, bytes: number, problem: string): MemoryError {
    return new MemoryError({
      operation,
      argument: 'bytes',
      value: bytes,
      problem,
      derivation: `${this.#heap.held} of WASM memory are held`,
      remedy: 'dispose of tensors, work inside tidy, or raise the limit with setMemoryLimit',
    });
  }
}

let started: Engine | null | undefined;

/** The engine, started at the first call; undefined where WebAssembly or its SIMD is missing. */
export function engine(): Engine | undefined {
  started ??= start();
  return started ?? undefined;
}

function start(): Engine | null {
  if (typeof WebAssembly === 'undefined') return null;
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  const bytes = decoded(inNode ? shared : plain);
  if (!WebAssembly.validate(bytes as BufferSource)) return null;
  return new Engine(bytes, inNode);
}
