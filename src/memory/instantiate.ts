// Decoding, compiling and starting WASM modules, all synchronous.
/** Decodes a WASM module's base64 text, which the build made and which is therefore valid. */
export function decodeBase64(base64: string): Uint8Array {
  // Node's atob takes 4 ms for these modules, Buffer almost nothing.
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(base64, 'base64'));
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Compiles a module. Typed as an object: users' declarations may lack the WebAssembly types. */
export function compileModule(bytes: Uint8Array): object {
  return new WebAssembly.Module(bytes as BufferSource);
}

/**
 * Instantiates a module, synchronously: notebooks load the package with `require`, which can't wait
 * for an async start.
 * @param memory the memory that it imports
 */
export function instantiate<Exports extends object>(module: object, memory: object): Exports {
  const instance = new WebAssembly.Instance(module as WebAssembly.Module, {
    env: {
      'Math.pow': Math.pow, // the plain build imports it
      memory: memory as WebAssembly.Memory,
      abort(): never {
        throw new Error('a compute kernel stopped: out of memory');
      },
    },
  });
  return instance.exports as Exports;
}
