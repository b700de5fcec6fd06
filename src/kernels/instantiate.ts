/**
 * Compiles and starts a WASM module from its base64 text, synchronously: an async start would
 * keep the package from being loaded by `require`, as notebooks do.
 */
export function instantiate<Exports extends object>(base64: string): Exports {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: {
      abort(): never {
        throw new Error('a compute kernel stopped: out of memory');
      },
    },
  });
  return instance.exports as Exports;
}
