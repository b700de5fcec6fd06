import type { Kernels } from './kernels.js';
import { reference } from './reference.js';

/** The backend that computes. */
export function kernels(): Kernels {
  return reference;
}
