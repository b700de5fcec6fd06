import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { MemoryError } from '../core/errors.js';
import { loadBuild } from './build.js';
import { Control, type Task, type Type } from './codes.js';
import { Heap } from './heap.js';
import { compileModule, instantiate } from './instantiate.js';
import { type TaskRunners, Threads } from './threads.js';

const pageBytes = 2 ** 16;
const pages = 2 ** 16;
/** Kernels read whole vectors, up to 15 bytes beyond an array: the last bytes stay unused. */
const slack = 16;

/** The words that threads share lie before all blocks, with a claim for each of 64 threads. */
const controlWords = Control.claims + 64;

interface Exports extends TaskRunners {
  /** Where the module's own constants end. */
  heapBase(): number;
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
  /** Whether the memory can be shared with threads. */
  readonly shared: boolean;
  readonly #module: object;
  readonly #exports: Exports;
  readonly #memory: WebAssembly.Memory;
  readonly #control: number;
  readonly #heap: Heap;
  #limit: number = 2 ** 30;
  #words: Int32Array;
  #scratch = { address: 0, bytes: 0 };
  #threads: Threads | undefined;

  constructor(bytes: Uint8Array, shared: boolean) {
    const size = { initial: 1, maximum: pages };
    this.shared = shared;
    this.#memory = new WebAssembly.Memory(shared ? { ...size, shared: true } : size);
    this.#module = compileModule(bytes);
    this.#exports = instantiate<Exports>(this.#module, this.#memory);
    this.#control = Math.ceil(this.#exports.heapBase() / 16) * 16;
    this.#heap = new Heap(this.#control + 4 * controlWords);
    this.#words = new Int32Array(this.#memory.buffer);
    this.#heap.extend(this.#words.byteLength - slack);
  }

  /** All of the memory, as 32-bit words; valid until it grows. */
  get words(): Int32Array {
    return this.#words;
  }

  /** How many threads a task may be shared among. */
  get threads(): number {
    return this.#threads?.alive ? this.#threads.size : 1;
  }

  /**
   * Does the parts of a task, which can be done apart and in any order; one on so many resident
   * bytes may be worth several threads.
   */
  run(task: Task, type: Type, job: number, parts: number, residentBytes: number): void {
    if (this.#threads !== undefined) {
      this.#threads.run({ task, type, job, parts }, residentBytes);
    } else {
      this.#exports.run(task, type, job, 0, 0, parts);
    }
  }

  /** Starts or ends threads, and says how many there are now. */
  async setThreads(count: number): Promise<number> {
    if (this.threads === count) return count;
    const threads = this.#threads;
    this.#threads = undefined;
    await threads?.end();
    if (count > 1) {
      const control = this.#control;
      const words = new Int32Array(this.#memory.buffer, control, controlWords);
      const { run, work } = this.#exports;
      const helpers = { run, work, module: this.#module, memory: this.#memory, control, words };
      this.#threads = await Threads.start(helpers, count);
    }
    return this.threads;
  }

  /** Whether an array lies in this memory, and was made since it last grew. */
  holds(array: TypedArray): boolean {
    return array.buffer === this.#words.buffer;
  }

  /** A view of the memory, valid until it grows: for the moment of a call, never to be kept. */
  view(dtype: DType, address: number, length: number): TypedArray {
    return new dtypes[dtype].array(this.#words.buffer, address, length);
  }

  /**
   * The address of a new block; what it holds is left as it was.
   * @throws MemoryError past the limit, or where the system gives no more
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
   * What the scratch memory begins with, as whoever writes there notes it; undefined once that memory
   * was given up.
   */
  writtenJob: unknown;

  /** Room for the job and the operands of one call, kept for the next, with what it holds. */
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
    // An eighth more than asked for, so that many small blocks don't grow it one by one.
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

let started: Engine | null | undefined;

/** The engine, started at the first call; undefined where WebAssembly or its SIMD is missing. */
export function engine(): Engine | undefined {
  started ??= start();
  return started ?? undefined;
}

function start(): Engine | null {
  if (typeof WebAssembly === 'undefined') return null;
  const { bytes, shared } = loadBuild();
  try {
    return new Engine(bytes, shared);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return null;
    throw error;
  }
}
