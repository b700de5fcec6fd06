import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { tensor } from '../../src/tensor/from-data.js';
import { fromChannelsFirst } from '../../src/tensor/layout.js';
import { random } from '../../src/tensor/random.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { PoolOptions } from '../../src/window/options.js';
import { type Vector, vectorFile } from './vectors.js';

/** A backend node test of ONNX. */
export interface OnnxNode extends Vector {
  operator: string;
  options: PoolOptions;
  /** A large random input is a piece of NumPy's stream, in ONNX's own layout, channels first. */
  x: Tensor | { randn: number; shape: number[] };
  output: Tensor;
}

const { header, vectors } = vectorFile<OnnxNode>('onnx-nodes');
const { length, sha256 } = header.stream as { length: number; sha256: string };
const stream = Float32Array.from(random(0).randn(length).data);

/** Fails unless `random(0)` is the stream that ONNX's inputs are pieces of, bit for bit. */
export function expectStream(): void {
  const digest = createHash('sha256').update(new Uint8Array(stream.buffer)).digest('hex');
  expect(digest).toBe(sha256);
}

/** ONNX's node tests of an operator. */
export function onnxNodes<N extends OnnxNode>(operator: string): N[] {
  return vectors.filter((vector): vector is N => vector.operator === operator);
}

/** The names of all node tests, and the operators they are of. */
export function onnxOperators(): string[] {
  return [...new Set(vectors.map((vector) => vector.operator))].sort();
}

/** The input of a node test in ONNX's layout where it is random, else in the library's. */
export function rawInput({ x }: OnnxNode): Tensor {
  if (!('randn' in x)) return x;
  const size = x.shape.reduce((product, axis) => product * axis, 1);
  return tensor(stream.slice(x.randn, x.randn + size), x.shape);
}

/** The input of a node test, channels last. */
export function inputOf(node: OnnxNode): Tensor {
  return 'randn' in node.x ? fromChannelsFirst(rawInput(node)) : node.x;
}
