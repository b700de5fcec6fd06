import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import type { TypedArray } from '../../src/core/dtype.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { PoolOptions } from '../../src/window/options.js';

/** What every vector has; its arrays are tensors in the library's layout. */
export interface Vector {
  name: string;
  /** Why the other implementation's numbers are not ours, where they are not. */
  difference?: string;
}

export interface PoolVector extends Vector {
  options: PoolOptions;
  x: Tensor;
  output: Tensor;
}

export interface BackwardVector extends PoolVector {
  dout: Tensor;
  din: Tensor;
}

export interface VectorFile<V extends Vector> {
  header: Record<string, unknown>;
  vectors: V[];
}

/** A file of `test/vectors`, its arrays decoded. */
export function vectorFile<V extends Vector>(name: string): VectorFile<V> {
  const text = readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text, (_, value) => (isEncoded(value) ? decoded(value) : value));
}

/** The vectors of a file that agree with the library's rules. */
export function agreeing<V extends Vector>(name: string): V[] {
  return vectorFile<V>(name).vectors.filter((vector) => vector.difference === undefined);
}

/** The vectors of a file that say why they differ from the library's rules. */
export function differing<V extends Vector>(name: string): V[] {
  return vectorFile<V>(name).vectors.filter((vector) => vector.difference !== undefined);
}

/** One test a vector, named after it. */
export function testEach<V extends Vector>(
  vectors: readonly V[],
  check: (vector: V) => void,
): void {
  if (vectors.length === 0) throw new Error('there are no vectors to test');
  for (const vector of vectors) {
    const { name, difference } = vector;
    test(difference === undefined ? name : `${name}: ${difference}`, () => check(vector));
  }
}

/** Arrays that vector files hold: little-endian, as base64. */
const arrays: Readonly<Record<string, { new (buffer: ArrayBuffer): TypedArray }>> = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
};

interface EncodedArray {
  dtype: string;
  shape: number[];
  data: string;
}

function isEncoded(value: unknown): value is EncodedArray {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'data' in value;
}

function decoded({ dtype, shape, data }: EncodedArray): Tensor {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return tensor(new arrays[dtype]!(bytes.buffer), shape);
}
