// Arrays as TypeScript packs them, and as Python does: each side unpacks both. Needs a build:
//
//     npm run build && node test/vectors/shared/packing.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode, heatmap, tensor } from '../../../dist/index.js';

/** Cell i of an array as after a ReLU: about half are 0, the others made-up numbers. */
const rectified = (i) => Math.max(0, ((i * 7919) % 1009) / 8 - 63);
const cases = [
  ['float32 after a ReLU', 'float32', [2, 8, 8, 9], rectified],
  ['float64 after a ReLU', 'float64', [5, 7, 13], rectified],
  ['dead', 'float32', [4, 500], () => 0],
  ['minus zeros, which are cells with a bit', 'float32', [1001], (i) => (i % 3 === 0 ? -0 : 0)],
  ['NaN and infinities', 'float64', [500], (i) => [NaN, Infinity, -Infinity, 0][i % 4]],
  ['int32', 'int32', [33, 33], (i) => (i % 5) - 2],
  ['uint8', 'uint8', [40, 41], (i) => (i % 16 === 0 ? 255 : 0)],
  ['int8', 'int8', [1500], (i) => -(i % 3)],
  ['bools, of which the last byte has some', 'bool', [9, 1111], (i) => i % 100 === 0],
];
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array };
const made = cases.map(([name, dtype, shape, value]) => {
  const cells = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  const x = dtype === 'bool' ? tensor(cells, shape) : tensor(arrays[dtype].from(cells), shape);
  const raw = Buffer.from(x.data.buffer, x.data.byteOffset, x.data.byteLength).toString('base64');
  return { name, dtype, shape, raw, typescript: encode(heatmap(x)).arrays.value };
});
const script = `
import base64, json, sys
import numpy as np
from poolscope.view.payload import encode_array
def one(v):
    flat = np.frombuffer(base64.b64decode(v["raw"]), np.dtype(v["dtype"]).newbyteorder("<"))
    return {**v, "python": encode_array(flat.reshape(v["shape"]))}
print(json.dumps([one(v) for v in json.load(sys.stdin)]))
`;
const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));
const cwd = fileURLToPath(new URL('../../../labextension', import.meta.url));
const vectors = JSON.parse(execFileSync(python, ['-c', script], { input: JSON.stringify(made), cwd, encoding: 'utf8' }));
const header = {
  source: 'both languages',
  by: 'test/vectors/shared/packing.mjs',
  notes: ['raw: base64 of the little-endian cells, a bool in a byte', 'typescript, python: the array as each encodes it'],
};
const lines = vectors.map((one) => JSON.stringify(one)).join(',\n');
writeFileSync(new URL('packing.json', import.meta.url), `{"header": ${JSON.stringify(header)},\n"vectors": [\n${lines}\n]}\n`);
console.log(`packing.json: ${vectors.length} vectors`);
