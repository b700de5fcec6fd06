// How a display reaches a notebook of Deno's kernel.
import type { Write } from './tslab.js';

interface Kernel {
  /** Sends a message of Jupyter's protocol to the front end. */
  broadcast(type: string, content: object): unknown;
}

/** Deno's kernel asks a cell's last value for what to show by a method of this name. */
export const jupyterDisplay: symbol = Symbol.for('Jupyter.display');

/** Finds what sends a whole bundle from Deno's kernel; undefined anywhere else. */
export function findDenoWriter(): Write | undefined {
  const kernel = findKernel();
  // Through JSON, which leaves out what is undefined: Deno would send null.
  return kernel && ((content) => void kernel.broadcast('display_data', plain(content)));
}

function findKernel(): Kernel | undefined {
  try {
    return (globalThis as { Deno?: { jupyter?: Kernel } }).Deno?.jupyter;
  } catch {
    return undefined; // Deno outside a notebook: to ask is an error
  }
}

const plain = (content: object): object => JSON.parse(JSON.stringify(content));
