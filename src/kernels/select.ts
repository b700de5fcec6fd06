// Which backend computes: `backend` and `setBackend`.
import { checkChoice } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { engine } from '../memory/engine.js';
import type { Kernels } from './contract.js';
import { reference } from './reference.js';
import { wasm } from './wasm.js';

/** The name of a backend: `wasm` is SIMD in WebAssembly, `reference` plain TypeScript. */
export type Backend = 'wasm' | 'reference';

let chosen: Backend | undefined;

/** The kernels of the chosen backend. */
export function kernels(): Kernels {
  return backend() === 'wasm' ? wasm : reference;
}

/**
 * The name of the backend that computes: by default `wasm` if WebAssembly has SIMD, else
 * `reference`.
 * @example
 * ['wasm', 'reference'].includes(backend()) // true
 */
export function backend(): Backend {
  chosen ??= engine() === undefined ? 'reference' : 'wasm';
  return chosen;
}

/**
 * Chooses the backend, e.g. to compare the two: they give the same bits.
 * @throws OptionError for an unknown name, or for `wasm` if WebAssembly or its SIMD is missing
 * @example
 * setBackend('reference');
 * backend() // 'reference'
 * setBackend('wasm');
 */
export function setBackend(name: Backend): void {
  const backend = checkChoice('setBackend', 'name', name, ['wasm', 'reference']);
  if (backend === 'wasm' && engine() === undefined) {
    throw new OptionError({
      operation: 'setBackend',
      argument: 'name',
      value: name,
      problem: 'needs WebAssembly with SIMD, which is missing here',
      remedy: "use 'reference'",
    });
  }
  chosen = backend;
}
