// The codecs of Zarr that are read, checked before any is loaded.
import { sizeOf } from '../../core/shape.js';
import { fileLimits } from '../file-limits.js';
import { type Json, objectOf, textOf, zarrError } from './error.js';

/** A codec of an array, as its metadata names it. */
export interface ZarrCodec {
  readonly name: string;
  readonly configuration: Json;
}

/** Codecs that pack bytes. */
const packingCodecs: readonly string[] = ['gzip', 'zlib', 'blosc', 'zstd', 'lz4'];

/**
 * Checks the codecs of an array: at most a transposition, one that makes bytes, and packing ones.
 * @param chunk the shape of the chunks that they encode
 * @returns them with their usual names
 * @throws OptionError, one line, that names a codec that is not read
 */
export function checkCodecs(
  where: string,
  given: unknown,
  chunk: readonly number[],
  isInner = false,
): ZarrCodec[] {
  if (!Array.isArray(given) || given.length > fileLimits.codecs) {
    throw zarrError(where, 'codecs', given, `is not a list of at most ${fileLimits.codecs}`);
  }
  const codecs = given.map(codecOf);
  // In the order in which they encode.
  let stage = 0;
  for (const codec of codecs) {
    const [kind, check] = known(codec.name, isInner);
    if (kind < stage || (kind === 1 && stage === 1)) {
      throw zarrError(where, 'codecs', codec.name, 'is not read, or not in this place');
    }
    stage = kind;
    check(where, codec.configuration, chunk);
  }
  if (codecs.some(({ name }) => name === 'bytes' || name === 'sharding_indexed')) return codecs;
  throw zarrError(where, 'codecs', codecs.map(({ name }) => name).slice(0, 9), 'make no bytes');
}

/** A codec as JSON has it, with its usual name; one without a configuration may be its name alone. */
export function codecOf(given: unknown): ZarrCodec {
  const { name, configuration } = objectOf(typeof given === 'string' ? { name: given } : given);
  return { name: textOf(name).replace(/^numcodecs\./, ''), configuration: objectOf(configuration) };
}

type Check = (where: string, configuration: Json, chunk: readonly number[]) => void;

/** At which stage of encoding a codec stands: 0 before there are bytes, 1 makes them, 2 packs them. */
function known(name: string, isInner: boolean): [stage: number, check: Check] {
  if (name === 'transpose') return [0, checkTranspose];
  if (name === 'bytes') return [1, checkBytes];
  if (name === 'sharding_indexed' && !isInner) return [1, checkSharding];
  if (name === 'crc32c' || packingCodecs.includes(name)) return [2, () => {}];
  return [-1, () => {}];
}

const checkBytes: Check = (where, { endian }) => {
  if (endian === undefined || endian === 'little' || endian === 'big') return;
  throw zarrError(where, 'endian', endian, 'is neither little nor big');
};

const checkTranspose: Check = (where, { order }, chunk) => {
  if (order === 'C' || order === 'F') return;
  const axes = Array.isArray(order) ? [...order].sort((a, b) => a - b) : [];
  if (axes.length === chunk.length && axes.every((axis, i) => axis === i)) return;
  throw zarrError(where, 'transpose.order', order, `is no order of ${chunk.length} axes`);
};

const checkSharding: Check = (where, configuration, chunk) => {
  const { chunk_shape: inner, index_codecs: index, index_location: place, codecs } = configuration;
  const fits =
    Array.isArray(inner) &&
    inner.length === chunk.length &&
    inner.every(
      (size, axis) => Number.isSafeInteger(size) && size > 0 && chunk[axis]! % size === 0,
    );
  if (!fits) throw zarrError(where, 'sharding.chunk_shape', inner, `does not divide [${chunk}]`);
  const count = sizeOf(chunk) / sizeOf(inner);
  if (count > fileLimits.innerChunks) {
    throw zarrError(where, 'sharding.chunk_shape', inner, `makes ${count} chunks of a shard`);
  }
  if (place !== undefined && place !== 'end') {
    throw zarrError(where, 'sharding.index_location', place, 'is not the end');
  }
  const named = checkCodecs(where, index, [...inner, 2], true).map(({ name }) => name);
  if (named.some((name) => name !== 'bytes' && name !== 'crc32c')) {
    throw zarrError(where, 'sharding.index_codecs', named, 'are not bytes and crc32c');
  }
  checkCodecs(where, codecs, inner, true);
};
