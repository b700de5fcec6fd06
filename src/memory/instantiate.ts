/** The bytes of a WASM module from its base64 text. */
export function decodeBase64(base64: string): Uint8Array {
  // Node's atob goes letter by letter: 4 ms of a start.
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(base64, 'base64'));
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** A compiled module; its type is left open, since the published types know no WebAssembly. */
export function compileModule(bytes: Uint8Array): object {
  return new WebAssembly.Module(bytes as BufferSource);
}

/**
 * Starts a module, synchronously: an async start would keep the package from being loaded by
 * `require`, as notebooks do.
 * @param memory what a module that imports its memory is given
 */
export function instantiate<Exports extends object>(module: object, memory?: object): Exports {
  const instance = new WebAssembly.Instance(module as WebAssembly.Module, {
    env: {
      'Math.pow': Math.pow, // for the plain build, which has none of its own
      ...(memory === undefined ? {} : { memory: memory as WebAssembly.Memory }),
      abort(): never {
        throw new Error('a compute kernel stopped: out of memory');
      },
    },
  });
  return instance.exports as Exports;
}
