// The metadata of Zarr: `zarr.json` of version 3, `.zarray` and `.zgroup` of version 2.
// https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html
import { limits } from '../../core/limits.js';
import { sizeOf } from '../../core/shape.js';
import { fileLimits } from '../file-limits.js';
import { type ElementLayout, elementTypes } from '../npy-elements.js';
import { checkCodecs, codecOf, type ZarrCodec } from './codecs.js';
import { type Json, objectOf, textOf, zarrError } from './error.js';

/** An array of Zarr: what its metadata says, checked. */
export interface ZarrArray extends ElementLayout {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Bytes per element. */
  readonly width: number;
  readonly fortran: false;
  /** The shape of a chunk; of a sharded array that of a shard. */
  readonly chunk: readonly number[];
  readonly codecs: readonly ZarrCodec[];
  /** What stands before and between the numbers of a chunk's name. */
  readonly keys: { readonly first: string; readonly separator: '/' | '.' };
  /** What the cells hold whose chunk is missing, as the file has it; a bigint where it needs one. */
  readonly fill: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A group of Zarr. */
export interface ZarrGroup {
  readonly kind: 'group';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Reads a `zarr.json`.
 * @param bytes of the whole file
 * @param where what it belongs to, for errors: `run.zarr/0/x`
 * @throws OptionError, one line, for what is no metadata of version 3, or beyond the limits
 * @example
 * const text = '{"zarr_format": 3, "node_type": "group", "attributes": {"by": "me"}}';
 * readZarr(new TextEncoder().encode(text), 'run.zarr').attributes.by // 'me'
 */
export function readZarr(bytes: Uint8Array, where: string): ZarrArray | ZarrGroup {
  const meta = parse(bytes, where);
  if (meta.zarr_format !== 3) {
    throw zarrError(where, 'zarr_format', meta.zarr_format, 'is not 3');
  }
  const attributes = objectOf(meta.attributes);
  if (meta.node_type === 'group') return { kind: 'group', attributes };
  if (meta.node_type !== 'array') {
    throw zarrError(where, 'node_type', meta.node_type, 'is neither an array nor a group');
  }
  const grid = objectOf(meta.chunk_grid);
  if (grid.name !== 'regular') {
    throw zarrError(where, 'chunk_grid', grid.name, 'is not a regular grid');
  }
  const transformers = meta.storage_transformers ?? [];
  if (!Array.isArray(transformers) || transformers.length > 0) {
    throw zarrError(where, 'storage_transformers', transformers, 'are not read');
  }
  const named = codecOf(meta.chunk_key_encoding);
  const shape = meta.shape;
  const chunk = objectOf(grid.configuration).chunk_shape;
  const type = typeNamed(meta.data_type, where);
  return arrayOf(where, { shape, chunk, type, codecs: meta.codecs }, (codecs) => ({
    keys: keysOf(where, named.name, named.configuration.separator),
    fill: meta.fill_value,
    littleEndian: endianOf(codecs) !== 'big',
    attributes,
  }));
}

/**
 * Reads a `.zarray`, or a `.zgroup`, of version 2, as if it were of version 3.
 * @throws OptionError as `readZarr` does
 */
export function readZarr2(bytes: Uint8Array, where: string): ZarrArray | ZarrGroup {
  const meta = parse(bytes, where);
  if (meta.zarr_format !== 2) {
    throw zarrError(where, 'zarr_format', meta.zarr_format, 'is not 2');
  }
  if (!('shape' in meta)) return { kind: 'group', attributes: {} };
  const [, order, type = ''] = /^([<>|])([a-z]\d+)$/.exec(textOf(meta.dtype)) ?? [];
  if (!Object.hasOwn(elementTypes, type)) {
    throw zarrError(where, 'dtype', meta.dtype, 'is not a number or bool type');
  }
  const endian = order === '>' ? 'big' : 'little';
  // Taken for none, what changes the cells would be passed over.
  const filters = meta.filters ?? [];
  if (!Array.isArray(filters)) {
    throw zarrError(where, 'filters', filters, 'is neither a list nor null');
  }
  if (meta.order !== 'C' && meta.order !== 'F') {
    throw zarrError(where, 'order', meta.order, 'is neither C nor F');
  }
  const packed = meta.compressor === null ? [] : [objectOf(meta.compressor)];
  const codecs = [
    ...(meta.order === 'F' ? [{ name: 'transpose', configuration: { order: 'F' } }] : []),
    ...filters
      .map(objectOf)
      .map(({ id, ...configuration }) => ({ name: textOf(id), configuration })),
    { name: 'bytes', configuration: { endian } },
    ...packed.map(({ id, ...configuration }) => ({ name: textOf(id), configuration })),
  ];
  const { shape, chunks: chunk } = meta;
  return arrayOf(where, { shape, chunk, type, codecs }, () => ({
    keys: keysOf(where, 'v2', meta.dimension_separator),
    fill: meta.fill_value,
    littleEndian: endian === 'little',
    attributes: {},
  }));
}

/** The sizes of the inner chunks of a sharded array; else of its chunks. */
export function innerChunk({ chunk, codecs }: ZarrArray): readonly number[] {
  const sharding = codecs.find(({ name }) => name === 'sharding_indexed');
  return (sharding?.configuration.chunk_shape as number[] | undefined) ?? chunk;
}

/** The byte order of an array's elements; of a sharded array, of those in its inner chunks. */
function endianOf(codecs: readonly ZarrCodec[]): unknown {
  const [first, ...rest] = codecs;
  if (first === undefined) return undefined;
  if (first.name === 'bytes') return first.configuration.endian;
  const inner = first.configuration.codecs;
  const isShard = first.name === 'sharding_indexed' && Array.isArray(inner);
  return endianOf(isShard ? inner.map(codecOf) : rest);
}

/** The name of a chunk's file below the array's folder. */
export function chunkKey({ keys: { first, separator } }: ZarrArray, at: readonly number[]): string {
  const parts = first === '' ? at : [first, ...at];
  return parts.length === 0 ? '0' : parts.join(separator);
}

function arrayOf(
  where: string,
  given: { shape: unknown; chunk: unknown; type: string; codecs: unknown },
  rest: (
    codecs: readonly ZarrCodec[],
  ) => Pick<ZarrArray, 'keys' | 'fill' | 'littleEndian' | 'attributes'>,
): ZarrArray {
  const { type } = given;
  const shape = sizesOf(where, 'shape', given.shape);
  const chunk = sizesOf(where, 'chunk_shape', given.chunk);
  if (chunk.length !== shape.length || chunk.includes(0)) {
    throw zarrError(where, 'chunk_shape', chunk, `does not fit the shape [${shape.join(', ')}]`);
  }
  const width = Number(type.slice(1));
  if (!Number.isSafeInteger(sizeOf(shape) * width)) {
    throw zarrError(where, 'shape', shape, 'holds more cells than can be counted');
  }
  const codecs = checkCodecs(where, given.codecs, chunk);
  const array: ZarrArray = {
    kind: 'array',
    shape,
    chunk,
    codecs,
    type,
    width,
    dtype: elementTypes[type]!.name,
    fortran: false,
    ...rest(codecs),
  };
  const bytes = sizeOf(innerChunk(array)) * width;
  if (bytes <= fileLimits.chunk) return array;
  const problem = `makes chunks of ${bytes} bytes, more than the ${fileLimits.chunk} that are read`;
  throw zarrError(where, 'chunk_shape', innerChunk(array), problem);
}

function parse(bytes: Uint8Array, where: string): Json {
  if (bytes.length > fileLimits.zarrMetadata) {
    const problem = `is more than the ${fileLimits.zarrMetadata} bytes that are read`;
    throw zarrError(where, 'metadata.length', bytes.length, problem);
  }
  let [text, meta]: [string, unknown] = ['', undefined];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    meta = JSON.parse(text.replace(bareNumbers, (token, quoted) => quoted ?? `"${token}"`));
  } catch {
    meta = text;
  }
  if (typeof meta === 'object' && meta !== null && !Array.isArray(meta)) {
    const { fill_value: fill, ...rest } = meta as Json;
    return { ...rest, fill_value: exactInteger(text, fill) };
  }
  throw zarrError(where, 'metadata', meta, 'is not a JSON object');
}

/** Texts, and what Python writes of floats that JSON has no number for: zarr does so in attributes. */
const bareNumbers = /("(?:[^"\\]|\\[\s\S]?)*(?:"|$))|-?\b(?:NaN|Infinity)\b/g;

/** A fill value of 64 bits in all its digits, of which JSON's numbers hold 53. */
function exactInteger(text: string, fill: unknown): unknown {
  if (!Number.isInteger(fill) || Number.isSafeInteger(fill)) return fill;
  const written = [...text.matchAll(/"fill_value"\s*:\s*(-?\d+)\s*[,}]/g)].map(
    ([, digits]) => digits!,
  );
  const digits = written.find((one) => Number(one) === fill);
  return digits === undefined ? fill : BigInt(digits);
}

function typeNamed(given: unknown, where: string): string {
  const [type] = Object.entries(elementTypes).find(([, { name }]) => name === given) ?? [];
  if (type === undefined)
    throw zarrError(where, 'data_type', given, 'is not a number or bool type');
  return type;
}

function sizesOf(where: string, what: string, given: unknown): number[] {
  const isSize = (size: unknown): boolean =>
    Number.isSafeInteger(size) && (size as number) >= 0 && (size as number) <= fileLimits.extent;
  if (Array.isArray(given) && given.length <= limits.axes && given.every(isSize)) return given;
  const problem = `is not at most ${limits.axes} sizes of at most ${fileLimits.extent}`;
  throw zarrError(where, what, given, problem);
}

function keysOf(where: string, name: unknown, separator: unknown): ZarrArray['keys'] {
  if (name !== 'default' && name !== 'v2') {
    throw zarrError(where, 'chunk_key_encoding', name, 'is neither default nor v2');
  }
  const between = separator ?? (name === 'default' ? '/' : '.');
  if (between !== '/' && between !== '.') {
    throw zarrError(where, 'separator', separator, 'is neither / nor .');
  }
  return { first: name === 'default' ? 'c' : '', separator: between };
}
