// zarrita's codecs, each held to the size that a chunk may unpack to.
import { registry } from 'zarrita';

type Loader = NonNullable<ReturnType<typeof registry.get>>;
type Codec = Awaited<ReturnType<Loader>>;

/** How many bytes a packed chunk says that it unpacks to; NaN where it doesn't say. */
const declaredSizes: Readonly<Record<string, (bytes: Uint8Array) => number>> = {
  // https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst
  blosc: (bytes) => {
    const view = viewOf(bytes);
    return bytes.length >= 16 && view.getUint32(12, true) === bytes.length
      ? view.getUint32(4, true)
      : Number.NaN;
  },
  // numcodecs writes the size before the block.
  lz4: (bytes) => (bytes.length >= 4 ? viewOf(bytes).getUint32(0, true) : Number.NaN),
  zstd: zstdSize,
};

/** The formats of the browser's own streams that unpack. */
const streams: Readonly<Record<string, CompressionFormat>> = { gzip: 'gzip', zlib: 'deflate' };

let isGuarded = false;

/** Puts guards around the codecs of zarrita's registry, once. */
export function guardCodecs(): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const [name, size] of Object.entries(declaredSizes)) {
    const load = registry.get(name)!;
    registry.set(name, async () => guarded(name, await load(), size));
  }
  for (const [name, format] of Object.entries(streams)) {
    registry.set(name, async () => streamed(name, format));
  }
}

/** A codec that refuses what declares more than its chunk may take. */
function guarded(name: string, codec: Codec, size: (bytes: Uint8Array) => number): Codec {
  const fromConfig = (configuration: never, meta: ChunkMeta): unknown => {
    const own = codec.fromConfig(configuration, meta as never);
    return {
      kind: 'bytes_to_bytes',
      encode: notWritten,
      decode: (bytes: Uint8Array) => {
        const declared = size(bytes);
        const most = mostOf(meta);
        if (declared <= most) return (own.decode as (bytes: Uint8Array) => Uint8Array)(bytes);
        const why = Number.isNaN(declared) ? 'does not say its size' : `says ${declared} bytes`;
        throw new Error(`${name} ${why}, where ${most} are the most`);
      },
    };
  };
  return { fromConfig } as unknown as Codec;
}

/** A codec of the browser's own, which stops where there is more than its chunk may take. */
function streamed(name: string, format: CompressionFormat): Codec {
  const fromConfig = (_: never, meta: ChunkMeta): unknown => ({
    kind: 'bytes_to_bytes',
    encode: notWritten,
    decode: async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
      const most = mostOf(meta);
      const parts: Uint8Array[] = [];
      let length = 0;
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
      const reader = stream.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length > most) {
          await reader.cancel();
          throw new Error(`${name} unpacks to more than ${most} bytes`);
        }
        parts.push(value);
      }
      const whole = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
  });
  return { fromConfig } as unknown as Codec;
}

interface ChunkMeta {
  readonly shape: readonly number[];
  readonly dataType: string;
}

/** What a chunk may unpack to: its elements, and a little for what another codec adds. */
function mostOf({ shape, dataType }: ChunkMeta): number {
  const width = Number(/\d+$/.exec(dataType)?.[0] ?? 64) / 8;
  const size = shape.reduce((product, n) => product * n, width);
  return size + size / 64 + 1024;
}

function notWritten(): never {
  throw new Error('chunks are read here, not written');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The content size of a frame: https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1 */
function zstdSize(bytes: Uint8Array): number {
  if (bytes.length < 6 || viewOf(bytes).getUint32(0, true) !== 0xfd2fb528) return Number.NaN;
  const descriptor = bytes[4]!;
  const isSingle = (descriptor >> 5) & 1;
  const size = [isSingle, 2, 4, 8][descriptor >> 6]!;
  const start = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  if (size === 0 || bytes.length < start + size) return Number.NaN;
  let value = 0;
  for (let i = 0; i < size; i++) value += bytes[start + i]! * 256 ** i;
  return size === 2 ? value + 256 : value;
}
