// Tensors and masks in WASM memory: their lifetime, `tidy`, and the memory limit.
import { checkFunction } from '../core/arguments.js';
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { MemoryError, OptionError } from '../core/errors.js';
import { type Engine, engine, type MemoryUse } from './engine.js';

/** Where elements live: in an ArrayBuffer of their own, or in WASM memory. */
export type Device = 'host' | 'wasm';

/** Elements in WASM memory. Users never get a view of them: it would outlive the elements. */
export class Resident {
  readonly dtype: DType;
  readonly length: number;
  readonly #engine: Engine;
  #address: number | undefined;
  #view: TypedArray | undefined;
  #snapshot: TypedArray | undefined;

  /** @throws MemoryError past the limit, or when the system gives no more memory */
  constructor(operation: string, dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.#engine = requireEngine(operation);
    this.#address = this.#engine.allocate(operation, length * dtypes[dtype].bytes);
    scopes.at(-1)?.add(this);
  }

  get disposed(): boolean {
    return this.#address === undefined;
  }

  /** The elements in place. Use the view within one call: when memory grows, views become stale. */
  view(operation: string, argument: string): TypedArray {
    if (this.#address === undefined) throw disposedError(operation, argument);
    if (this.#view === undefined || !this.#engine.holds(this.#view)) {
      this.#view = this.#engine.view(this.dtype, this.#address, this.length);
    }
    return this.#view;
  }

  /** A copy, made when first asked for and kept until the elements change. */
  snapshot(): TypedArray {
    if (this.#snapshot !== undefined) return this.#snapshot;
    const snapshot = new dtypes[this.dtype].array(this.length);
    snapshot.set(this.view('data', 'this'));
    this.#snapshot = snapshot;
    return snapshot;
  }

  /** Drops the snapshot, after the elements were written to. */
  changed(): void {
    this.#snapshot = undefined;
  }

  /** Frees the memory; a second call does nothing. */
  dispose(): void {
    if (this.#address === undefined) return;
    this.#engine.free(this.#address);
    this.#address = undefined;
    this.#view = undefined;
    this.#snapshot = undefined;
    for (const scope of scopes) scope.delete(this);
  }
}

const scopes: Set<Resident>[] = [];

/** The resident elements of a tensor or a mask; undefined for one on the host, or anything else. */
export let residentOf: (owner: object) => Resident | undefined;

/** The base class of tensors and masks: it says where their elements live. */
export class Placed {
  static {
    residentOf = (owner) => (#resident in owner ? owner.#resident : undefined);
  }

  readonly #resident: Resident | undefined;

  constructor(resident: Resident | undefined) {
    this.#resident = resident;
  }

  /** Where the elements live. */
  get device(): Device {
    return this.#resident === undefined ? 'host' : 'wasm';
  }

  /**
   * Frees the WASM memory of a resident tensor or mask; using it afterwards is an error. On the
   * host this does nothing: the tensor or mask stays usable.
   */
  dispose(): void {
    this.#resident?.dispose();
  }
}

/** The key of what gives the elements of tensors and masks on the host; not in the published types. */
const held = Symbol('elements on the host');

/** Registers what gives a class's elements as they are held on the host. */
export function holdElements<Owner extends Placed>(
  type: { readonly prototype: Owner },
  elements: (owner: Owner) => TypedArray,
): void {
  Object.defineProperty(type.prototype, held, {
    value(this: Owner): TypedArray {
      return elements(this);
    },
  });
}

/** The elements of a tensor or a mask as they are held on the host; undefined for a resident one. */
export function heldBy(owner: Placed): TypedArray | undefined {
  if (residentOf(owner) !== undefined) return undefined;
  return (owner as unknown as Record<symbol, () => TypedArray>)[held]?.();
}

/**
 * Checks that the elements on the host are still all there: a buffer may shrink, grow or be
 * detached between two calls.
 * @throws MemoryError unless there are `length` of them
 */
export function checkHeld(
  operation: string,
  argument: string,
  owner: Placed,
  length: number,
): void {
  const elements = heldBy(owner);
  if (elements === undefined) return;
  // Not `length`: in Node 20 compiled code may give the one from before the buffer was detached.
  const now =
    elements.buffer.byteLength === 0 ? 0 : elements.byteLength / elements.BYTES_PER_ELEMENT;
  if (now === length) return;
  throw new MemoryError({
    operation,
    argument,
    value: owner,
    problem: `holds ${now} elements of ${length}`,
    derivation: 'its buffer was resized or detached',
    remedy: 'keep the buffer as it is while the tensor is in use, or copy it before',
  });
}

/** @throws MemoryError for a tensor or a mask that was disposed of */
export function checkAlive(operation: string, argument: string, owner: object): void {
  if (residentOf(owner)?.disposed) throw disposedError(operation, argument, owner);
}

/** Copies elements into WASM memory. */
export function copyToWasm(operation: string, dtype: DType, elements: TypedArray): Resident {
  const resident = new Resident(operation, dtype, elements.length);
  resident.view(operation, 'this').set(elements);
  return resident;
}

/**
 * Calls a function, then disposes of every resident tensor and mask that was made in it, except
 * those that it returns, also inside arrays, plain objects, maps and sets: these belong to the tidy
 * around it, if there is one. If the function throws, all are disposed of.
 * @returns what the function returns
 * @throws OptionError if that is a promise: its work would continue after the tensors are freed;
 *   DTypeError for what is not a function
 * @example
 * const x = tensor([[[1], [3], [2], [5]]]).to('wasm');
 * const din = tidy(() => {
 *   const { output, mask } = maxPool(x, { kernelSize: 2 });
 *   return maxPoolBackward(output, mask);
 * });
 * din.toArray()   // [[[0], [3], [0], [5]]]
 * memory().arrays // 2
 * x.dispose();
 * din.dispose();
 */
export function tidy<Result>(work: () => Result): Result {
  checkFunction('tidy', 'work', work, 'give one');
  const scope = new Set<Resident>();
  scopes.push(scope);
  const kept = new Set<Resident>();
  try {
    const result = work();
    if (isPromise(result)) {
      throw new OptionError({
        operation: 'tidy',
        argument: 'work',
        value: work,
        problem: 'returns a promise',
        derivation: 'it would go on after its tensors are gone',
        remedy: 'await first, and tidy the synchronous part',
      });
    }
    if (scope.size > 0) collectResidents(result, kept);
    return result;
  } finally {
    scopes.pop();
    for (const resident of scope) {
      if (kept.has(resident)) scopes.at(-1)?.add(resident);
      else resident.dispose();
    }
  }
}

/**
 * How much WASM memory is in use.
 * @returns `arrays` and their `bytes`, the `scratch` bytes kept for calls on host tensors, the
 *   bytes `reserved` from the system (they never shrink), and the `limit` on bytes and scratch
 *   together
 * @example
 * const x = tensor(new Float32Array(1000), [1, 1000, 1]).to('wasm');
 * memory().arrays // 1
 * memory().bytes  // 4000
 * x.dispose();
 * memory().bytes  // 0
 */
export function memory(): MemoryUse {
  return engine()?.use() ?? { arrays: 0, bytes: 0, scratch: 0, reserved: 0, limit: 0 };
}

/**
 * Limits what resident tensors, masks and scratch memory may hold, by default 1 GiB: an allocation
 * past it is a MemoryError that names its size.
 * @param bytes 0 to 4 GiB less 64 KiB
 * @throws OptionError for anything else
 * @example
 * setMemoryLimit(2 ** 30);
 * memory().limit // 1073741824
 */
export function setMemoryLimit(bytes: number): void {
  const most = 2 ** 32 - 2 ** 16;
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > most) {
    throw new OptionError({
      operation: 'setMemoryLimit',
      argument: 'bytes',
      value: bytes,
      problem: 'is not a limit',
      remedy: `give an integer from 0 to ${most}`,
    });
  }
  engine()?.setLimit(bytes);
}

function requireEngine(operation: string): Engine {
  const found = engine();
  if (found !== undefined) return found;
  throw new OptionError({
    operation,
    argument: 'device',
    value: 'wasm',
    problem: 'needs WebAssembly with SIMD, which is missing here',
    remedy: "stay on the device 'host'",
  });
}

function disposedError(
  operation: string,
  argument: string,
  value: unknown = 'disposed',
): MemoryError {
  return new MemoryError({
    operation,
    argument,
    value,
    problem: 'was disposed of',
    derivation: 'by dispose(), or at the end of a tidy that did not return it',
    remedy: 'use it before, or return it from tidy',
  });
}

function isPromise(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/**
 * Collects the residents that a result holds, also inside arrays, plain objects, maps and sets,
 * however deep.
 */
function collectResidents(result: unknown, found: Set<Resident>): void {
  const seen = new Set<object>();
  const left: unknown[] = [result];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const resident = residentOf(value);
    if (resident !== undefined) found.add(resident);
    else for (const part of partsOf(value)) left.push(part);
  }
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : [];
}
