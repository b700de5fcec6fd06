// Payloads as the TypeScript side encodes them, for Python to give the same bytes. Needs a build:
//
//     npm run build && node test/vectors/shared/payloads.mjs
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { encode, maxPool, maxPoolBackward, explore, tensor } from '../../../dist/index.js';

/** Cell i of a made-up array: multiples of 1/8, so that sums are exact. */
const made = (shape, seed = 0) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (((i + seed) * 7919) % 1009) / 8 - 63),
    shape,
  );
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const base64 = ({ dtype, shape, data }) => ({
  dtype,
  shape,
  data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
});

const bytesOf = { bool: 0, float32: 4, float64: 8 };

/** A payload with its arrays as they are before they are packed, as version 1 has them: packed bytes may differ. */
function unpacked(payload) {
  const arrays = Object.entries(payload.arrays).map(([name, { dtype, shape, packing, data }]) => [
    name,
    { dtype, shape, data: packing === undefined ? data : unpackedBytes(data, dtype, shape) },
  ]);
  return { ...payload, version: 1, arrays: Object.fromEntries(arrays) };
}

/** Which cells are not 0, as bits, then the first bytes of those, the second, and so on. */
function unpackedBytes(data, dtype, shape) {
  const content = inflateRawSync(Buffer.from(data, 'base64'));
  const width = bytesOf[dtype];
  if (width === 0) return content.toString('base64');
  const cells = shape.reduce((a, b) => a * b, 1);
  const values = content.subarray(Math.ceil(cells / 8));
  const count = values.length / width;
  const bytes = Buffer.alloc(cells * width);
  for (let cell = 0, from = 0; cell < cells; cell++) {
    if (((content[cell >> 3] >> (cell & 7)) & 1) === 0) continue;
    for (let byte = 0; byte < width; byte++) bytes[cell * width + byte] = values[from + byte * count];
    from++;
  }
  return bytes.toString('base64');
}

/** A case: x is pooled by the options; what it says of the rest is sent as it is. */
function vector(
  name,
  { shape, options, share, pooledIn, title, layout, din, noX, dtype = 'float32', odd },
) {
  const x = made(shape);
  for (const [cell, value] of odd ?? []) x.data[cell] = value;
  const own = dtype === 'float32' ? x : tensor(Float64Array.from(x.data), shape);
  const { mask } = maxPool(own, options);
  const made32 = made(mask.geometry.outputShape, 3);
  const dout = dtype === 'float32' ? made32 : tensor(Float64Array.from(made32.data), made32.shape);
  const wrong = din && maxPoolBackward(dout, mask);
  if (wrong) wrong.data[din[0]] = din[1];
  const given = { mask, dout, ...(!noX && { x: own }), ...(wrong && { din: wrong }) };
  const view = explore({ ...given, share, pooledIn, title, layout });
  const text = JSON.stringify(unpacked(encode(view)));
  const small = text.length < 20_000;
  return {
    name,
    options,
    ...(share && { share }),
    ...(pooledIn && { pooledIn }),
    ...(title && { title }),
    ...(layout && { layout }),
    ...(small
      ? { x: base64(own), dout: base64(dout), ...(wrong && { din: base64(wrong) }), ...(noX && { noX }) }
      : { made: shape }),
    length: text.length,
    ...(small ? { payload: JSON.parse(text) } : { sha256: sha256(text) }),
  };
}

const vectors = [
  vector('one window', { shape: [1, 2, 2, 1], options: { kernelSize: 2 } }),
  vector('1-d, without x', { shape: [2, 9, 3], options: { kernelSize: 3, stride: 2 }, noX: true }),
  vector('1-d, with what is not finite', {
    shape: [1, 24, 1],
    options: { kernelSize: 3, stride: 2, padding: 1 },
    odd: [[5, Number.NaN], [11, Infinity], [17, -Infinity], [18, -Infinity]],
  }),
  vector('1-d, winners close to each other', { shape: [1, 90, 1], options: { kernelSize: 3, stride: 1 } }),
  vector('1-d, more positions than pixels', { shape: [1, 4000, 1], options: { kernelSize: 4 } }),
  vector('2-d, overlapping, uneven padding', {
    shape: [2, 7, 6, 3],
    options: { kernelSize: [3, 2], stride: [2, 1], padding: [[1, 0], [0, 1]] },
    title: 'pool “1” × 2',
  }),
  vector('3-d, dilated, ceil mode', {
    shape: [1, 5, 6, 7, 2],
    options: { kernelSize: 2, stride: 2, dilation: 2, ceilMode: true },
  }),
  vector('same padding, float64', { shape: [1, 5, 5, 2], options: { kernelSize: 3, stride: 2, padding: 'same' }, dtype: 'float64' }),
  vector('all ties, shared', {
    shape: [1, 4, 4, 1],
    options: { kernelSize: 2, ties: 'all' },
    share: 'split',
    odd: [[0, 60], [1, 60], [4, 60], [5, 60]],
  }),
  vector('the last of ties', { shape: [1, 4, 4, 1], options: { kernelSize: 2, ties: 'last' }, odd: [[0, 60], [5, 60]] }),
  vector('NaN and infinities', {
    shape: [1, 4, 4, 1],
    options: { kernelSize: 2 },
    odd: [[0, Number.NaN], [5, Number.NaN], [2, -Infinity], [3, -Infinity], [6, -Infinity], [7, -Infinity], [10, Infinity]],
  }),
  vector('cells of one digit, with ties', {
    shape: [1, 12, 12, 1],
    options: { kernelSize: 3, ties: 'all' },
    odd: Array.from({ length: 144 }, (_, cell) => [cell, (cell * cell) % 10]),
  }),
  vector('cells too small for numbers', {
    shape: [1, 13, 13, 1],
    options: { kernelSize: 3, stride: 1 },
    odd: [[30, Number.NaN], [100, Infinity]],
  }),
  vector('small cells', { shape: [1, 28, 28, 1], options: { kernelSize: 2 }, odd: [[30, Number.NaN], [100, Infinity]] }),
  vector('the smallest cells with a dot', { shape: [1, 46, 46, 1], options: { kernelSize: 5, stride: 5 } }),
  vector('cells smaller than that', { shape: [1, 47, 47, 1], options: { kernelSize: 5, stride: 5 } }),
  vector('a row of narrow cells', { shape: [1, 1, 16, 1], options: { kernelSize: [1, 2] }, odd: Array.from({ length: 16 }, (_, cell) => [cell, (cell * 7) % 10]) }),
  vector('NaN ignored', {
    shape: [1, 4, 4, 1],
    options: { kernelSize: 2, nan: 'ignore' },
    odd: [[0, Number.NaN], [1, Number.NaN], [4, Number.NaN], [5, Number.NaN], [10, Number.NaN]],
  }),
  vector('a wrong din', { shape: [1, 4, 4, 1], options: { kernelSize: 2 }, din: [3, 0.125] }),
  vector('a din with the other zero', { shape: [1, 4, 4, 1], options: { kernelSize: 2 }, din: [0, -0] }),
  vector('in half precision', { shape: [1, 4, 4, 1], options: { kernelSize: 2 }, pooledIn: 'float16' }),
  vector('an empty batch', { shape: [0, 4, 4, 1], options: { kernelSize: 2 } }),
  vector('cut to fewer batches', { shape: [9, 64, 64, 16], options: { kernelSize: 2 } }),
  vector('cut to fewer channels', { shape: [1, 256, 256, 16], options: { kernelSize: 2 } }),
  vector('cut to a spatial window, which leaves din its edge', {
    shape: [1, 1600, 900, 1],
    options: { kernelSize: 3, stride: 2, padding: 1 },
  }),
  vector('channels first', { shape: [2, 4, 6, 3], options: { kernelSize: 2 }, layout: 'NCHW', din: [30, 0.125] }),
  vector('channels first, 1-d', { shape: [2, 9, 3], options: { kernelSize: 3, stride: 2 }, layout: 'NCHW' }),
  vector('channels first, 3-d', { shape: [1, 4, 5, 6, 2], options: { kernelSize: 2 }, layout: 'NCDHW' }),
  vector('channels last, said', { shape: [2, 4, 6, 3], options: { kernelSize: 2 }, layout: 'NHWC' }),
  vector('without a batch', { shape: [1, 4, 6, 3], options: { kernelSize: 2 }, layout: 'CHW' }),
  vector('a plane', { shape: [1, 4, 6, 1], options: { kernelSize: 2 }, layout: 'HW' }),
  vector('channels first, cut', { shape: [9, 64, 64, 16], options: { kernelSize: 2 }, layout: 'NCHW' }),
];
const header = {
  source: 'the TypeScript library',
  by: 'test/vectors/shared/payloads.mjs',
  notes: ['x is pooled by the options', 'cell i of `made` arrays is float32 ((i·7919) mod 1009)/8 − 63; of dout, i + 3 in place of i', 'arrays are channels-last, whatever the layout'],
};
const lines = vectors.map((one) => JSON.stringify(one)).join(',\n');
writeFileSync(
  new URL('payloads.json', import.meta.url),
  `{"header": ${JSON.stringify(header)},\n"vectors": [\n${lines}\n]}\n`,
);
console.log(`payloads.json: ${vectors.length} vectors`);
