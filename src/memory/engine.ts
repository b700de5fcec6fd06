// The WASM engine: the module, its memory and threads, and who holds which part of memory.
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { MemoryError } from '../core/errors.js';
import { type Build, loadBuild } from './build.js';
import { Control, type Task, type Type } from './codes.js';
import { alignUp, Heap } from './heap.js';
import { compileModule, instantiate } from './instantiate.js';
import { type TaskRunners, Threads } from './threads.js';

const pageBytes = 2 ** 16;
const pages = 2 ** 16;
/** Kernels read whole vectors, up to 15 bytes beyond an array: the last bytes stay unused. */
const slack = 16;

/** The control block lies before all heap blocks; it has a claim for each of 64 threads. */
const controlWords = Control.claims + 64;

interface Exports extends TaskRunners {
  /** Where the module's own constants end. */
  heapBase(): number;
}

/** How WASM memory is used, in bytes; `arrays` is the number of tensors and masks. */
export interface MemoryUse {
  arrays: number;
  bytes: number;
  scratch: number;
  reserved: number;
  limit: number;
}

/** The WASM module, its memory, and the allocator of that memory. */
export class Engine {
  readonly #build: Build;
  #module: object;
  #exports: Exports;
  #memory: WebAssembly.Memory;
  readonly #control: number;
  readonly #heap: Heap;
  #limit: number = 2 ** 30;
  #words: Int32Array;
  #scratch = { address: 0, bytes: 0 };
  #threads: Threads | undefined;

  constructor(build: Build) {
    this.#build = build;
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: pages });
    this.#module = compileModule(build.bytes);
    this.#exports = instantiate<Exports>(this.#module, this.#memory);
    this.#control = alignUp(this.#exports.heapBase());
    this.#heap = new Heap(this.#control + 4 * controlWords);
    this.#words = new Int32Array(this.#memory.buffer);
    this.#heap.extend(this.#words.byteLength - slack);
  }

  /** Whether threads can share the memory. */
  get shared(): boolean {
    return this.#build.shared !== undefined;
  }

  /** The whole memory as 32-bit words; valid until the memory grows. */
  get words(): Int32Array {
    return this.#words;
  }

  /** How many threads may share a task, the calling one included. */
  get threads(): number {
    return this.#threads?.alive ? this.#threads.size : 1;
  }

  /**
   * Runs all parts of a task. Parts are independent and may run in any order, so with enough
   * resident bytes several threads share them.
   * @param least the fewest parts that are worth a thread's turn
   */
  run(
    task: Task,
    type: Type,
    job: number,
    parts: number,
    least: number,
    residentBytes: number,
  ): void {
    if (this.#threads !== undefined) {
      this.#threads.run({ task, type, job, parts, least }, residentBytes);
    } else {
      this.#exports.run(task, type, job, 0, 0, parts);
    }
  }

  /** Starts or stops threads; resolves to their number afterwards. */
  async setThreads(count: number): Promise<number> {
    if (this.threads === count) return count;
    const threads = this.#threads;
    this.#threads = undefined;
    await threads?.end();
    if (count > 1) {
      this.#share();
      const control = this.#control;
      const words = new Int32Array(this.#memory.buffer, control, controlWords);
      const { run, work } = this.#exports;
      const helpers = { run, work, module: this.#module, memory: this.#memory, control, words };
      this.#threads = await Threads.start(helpers, count);
    }
    return this.threads;
  }

  /**
   * Moves to a memory that threads can share, address for address, and stays there. It begins on one
   * of its own: engines copy into shared memory, and out of it, word by word.
   */
  #share(): void {
    const held = this.#words;
    const bytes = this.#build.shared;
    if (bytes === undefined || this.#memory.buffer instanceof SharedArrayBuffer) return;
    const initial = held.byteLength / pageBytes;
    try {
      this.#memory = new WebAssembly.Memory({ initial, maximum: pages, shared: true });
    } catch {
      throw this.#allocationError('setThreads', held.byteLength, 'were refused by the system');
    }
    this.#module = compileModule(bytes);
    this.#exports = instantiate<Exports>(this.#module, this.#memory);
    this.#words = new Int32Array(this.#memory.buffer);
    this.#words.set(held);
  }

  /** Whether an array is a view of this memory that is still valid. */
  holds(array: TypedArray): boolean {
    return array.buffer === this.#words.buffer;
  }

  /** A view of the memory, valid until it grows: use it within one call, never keep it. */
  view(dtype: DType, address: number, length: number): TypedArray {
    return new dtypes[dtype].array(this.#words.buffer, address, length);
  }

  /**
   * Allocates a block, uninitialized.
   * @returns its address
   * @throws MemoryError past the limit, or when the system gives no more memory
   */
  allocate(operation: string, bytes: number): number {
    const exceedsLimit = (): boolean => this.#heap.held + Heap.sizeOf(bytes) > this.#limit;
    if (exceedsLimit()) this.#freeScratch();
    if (exceedsLimit()) {
      throw this.#allocationError(operation, bytes, `exceed the memory limit of ${this.#limit}`);
    }
    let address = this.#heap.allocate(bytes);
    if (address === undefined) {
      this.#grow(operation, bytes);
      address = this.#heap.allocate(bytes);
    }
    if (address === undefined)
      throw this.#allocationError(operation, bytes, 'find no room in memory');
    return address;
  }

  free(address: number): void {
    this.#heap.free(address);
  }

  /**
   * The job at the start of the scratch memory, set by its writer, so that the same job need not be
   * written again; undefined once that memory was freed.
   */
  writtenJob: unknown;

  /**
   * The address of scratch memory for one call's job and operands; it is kept for the next call.
   */
  scratch(operation: string, bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      this.#freeScratch();
      this.#scratch = { address: this.allocate(operation, bytes), bytes };
    }
    return this.#scratch.address;
  }

  use(): MemoryUse {
    const scratch = this.#scratch.bytes;
    const { blocks, bytes } = this.#heap.use;
    return {
      arrays: blocks - Number(scratch > 0),
      bytes: bytes - scratch,
      scratch,
      reserved: this.#words.byteLength,
      limit: this.#limit,
    };
  }

  setLimit(bytes: number): void {
    this.#limit = bytes;
  }

  #freeScratch(): void {
    if (this.#scratch.bytes > 0) this.free(this.#scratch.address);
    this.writtenJob = undefined;
    this.#scratch = { address: 0, bytes: 0 };
  }

  #grow(operation: string, bytes: number): void {
    const needed = Math.ceil(this.#heap.bytesMissing(bytes) / pageBytes);
    const current = this.#words.byteLength / pageBytes;
    // Grow by at least an eighth, so that many small blocks don't each grow the memory.
    const wanted = Math.min(pages - current, Math.max(needed, current >> 3));
    try {
      this.#memory.grow(Math.max(needed, wanted));
    } catch {
      throw this.#allocationError(operation, bytes, 'were refused by the system');
    }
    this.#words = new Int32Array(this.#memory.buffer);
    this.#heap.extend(this.#words.byteLength - slack);
  }

  #allocationError(operation: string, bytes: number, problem: string): MemoryError {
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

let startedEngine: Engine | null | undefined;

/** The engine, started at the first call; undefined if WebAssembly or its SIMD is missing. */
export function engine(): Engine | undefined {
  startedEngine ??= startEngine();
  return startedEngine ?? undefined;
}

function startEngine(): Engine | null {
  if (typeof WebAssembly === 'undefined') return null;
  try {
    return new Engine(loadBuild());
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return null;
    throw error;
  }
}
