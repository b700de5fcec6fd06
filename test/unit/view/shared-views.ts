// The views of test/vectors/shared, which Python's tests make too.
import { readFileSync } from 'node:fs';
import type { AxisLayout } from '../../../src/core/layout.js';
import { maxPool } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import type { View } from '../../../src/view/view.js';
import { explore } from '../../../src/view/views.js';
import type { PoolOptions } from '../../../src/window/options.js';

/** A view that both sides make: a case of payloads.json. */
export interface Vector {
  name: string;
  options: PoolOptions;
  share?: 'full' | 'split';
  pooledIn?: 'float16' | 'bfloat16';
  title?: string;
  layout?: AxisLayout;
  noX?: true;
  x?: EncodedArray;
  dout?: EncodedArray;
  din?: EncodedArray;
  made?: number[];
  length: number;
  payload?: unknown;
  sha256?: string;
}

interface EncodedArray {
  dtype: 'float32' | 'float64';
  shape: number[];
  data: string;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
}

function decoded({ dtype, shape, data }: EncodedArray): Tensor {
  const { buffer } = Uint8Array.from(Buffer.from(data, 'base64'));
  return tensor(dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer), shape);
}

/** Cell i as the vectors' header says. */
function made(shape: readonly number[], seed: number): Tensor {
  const cells = shape.reduce((product, size) => product * size, 1);
  const value = (i: number): number => (((i + seed) * 7919) % 1009) / 8 - 63;
  return tensor(
    Float32Array.from({ length: cells }, (_, i) => value(i)),
    shape,
  );
}

export const { vectors } = read('test/vectors/shared/payloads.json') as { vectors: Vector[] };

/** The view of a vector. */
export function shown(vector: Vector): View {
  const x = vector.x ? decoded(vector.x) : made(vector.made!, 0);
  const { mask } = maxPool(x, vector.options);
  const { outputShape } = mask.geometry;
  return explore({
    mask,
    dout: vector.dout ? decoded(vector.dout) : made(outputShape, 3),
    ...(!vector.noX && { x }),
    ...(vector.din && { din: decoded(vector.din) }),
    ...(vector.share && { share: vector.share }),
    ...(vector.pooledIn && { pooledIn: vector.pooledIn }),
    ...(vector.title && { title: vector.title }),
    ...(vector.layout && { layout: vector.layout }),
  });
}
