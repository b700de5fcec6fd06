import { readFileSync } from 'node:fs';
import { type PoolOptions, type Tensor, type TypedArray, tensor } from 'poolscope';

/** Arrays that vector files hold: little-endian, as base64. */
const arrays: Readonly<Record<string, { new (buffer: ArrayBuffer): TypedArray }>> = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int32: Int32Array,
};

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

/** The vectors of a file of `test/vectors`. */
export function vectors<V extends Vector>(name: string): V[] {
  const file: { vectors: Record<string, unknown>[] } = JSON.parse(
    readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'),
  );
  return file.vectors.map(
    (vector) =>
      Object.fromEntries(Object.entries(vector).map(([key, value]) => [key, decoded(value)])) as V &
        Record<string, unknown>,
  );
}

interface EncodedArray {
  dtype: string;
  shape: number[];
  data: string;
}

function isEncoded(value: unknown): value is EncodedArray {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'data' in value;
}

function decoded(value: unknown): unknown {
  if (!isEncoded(value)) return value;
  const bytes = Uint8Array.from(Buffer.from(value.data, 'base64'));
  return tensor(new arrays[value.dtype]!(bytes.buffer), value.shape);
}
