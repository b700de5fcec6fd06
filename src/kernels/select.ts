import { checkChoice } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { engine } from '../memory/engine.js';
import type { Kernels } from './contract.js';
import { reference } from './reference.js';
import { wasm } from './wasm.js';

/** The name of a backend: SIMD in WebAssembly, or plain TypeScript, the meaning that both share. */
export type Backend = 'wasm' | 'reference';

let chosen: Backend | undefined;

/** The backend that computes. */
export function kernels(): Kernels {
  return backend() === 'wasm' ? wasm : reference;
}

/**
 * The backend that computes: `wasm` where WebAssembly has SIMD, else `reference`.
 * @example
 * ['wasm', 'reference'].includes(backend()) // true
 */
export function backend(): Backend {
  chosen ??= engine() === undefined ? 'reference' : 'wasm';
  return chosen;
}

/**
 * Chooses the backend, to compare the two: they give the same bits.
 * @throws OptionError for an unknown name, or for `wasm` where WebAssembly or its SIMD is missing
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
