import { setBackend } from 'poolscope';
import { beforeAll, describe } from 'vitest';

/** A way to compute: what has to be called before the library runs on it. */
interface Backend {
  name: string;
  use: () => void | Promise<void>;
}

/** Every suite of this folder runs on each of these. */
const backends: readonly Backend[] = [
  { name: 'reference', use: () => setBackend('reference') },
  { name: 'wasm', use: () => setBackend('wasm') },
];

/** Defines the same tests once for each backend. */
export function onEveryBackend(define: () => void): void {
  for (const { name, use } of backends) {
    describe(`on the backend ${name},`, () => {
      beforeAll(use);
      define();
    });
  }
}
