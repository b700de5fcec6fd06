import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { PoolscopeError } from '../../../../src/core/errors.js';
import { maxPool, maxPoolBackward } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import type { Tensor } from '../../../../src/tensor/tensor.js';
import { decode } from '../../../../src/view/codec.js';
import { View } from '../../../../src/view/view.js';
import { explore, heatmap, maskView } from '../../../../src/view/views.js';
import { PayloadError } from '../../../../src/view/wire/codecs/fields.js';
import { encode } from '../../../../src/view/wire/payload.js';
import { maskFrom } from '../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../src/window/windows.js';

const x = tensor([
  [
    [[1], [2], [5], [4]],
    [[3], [0], [5], [6]],
  ],
]);
const { mask } = maxPool(x, { kernelSize: 2 });
const dout = tensor([[[[10], [-4]]]]);
const pool = explore({ x, mask, dout });

/** What a stranger could send: a good payload with some fields changed. */
function changed(view: View, changes: Record<string, unknown>): unknown {
  return { ...encode(view), ...changes };
}

describe('encode', () => {
  test('writes arrays as base64 of little-endian bytes', () => {
    // float32 1 is 0x3f800000, −2 is 0xc0000000: bytes 00 00 80 3f 00 00 00 c0.
    const { arrays } = encode(heatmap(tensor(Float32Array.of(1, -2))));
    expect(arrays.value).toEqual({ dtype: 'float32', shape: [2], data: 'AACAPwAAAMA=' });
  });

  test('packs bools eight a byte, the first in the lowest bit', () => {
    // 1 0 1 1 0 0 0 0 | 1 is 0x0d 0x01.
    const bools = [true, false, true, true, false, false, false, false, true];
    expect(encode(heatmap(tensor(bools))).arrays.value).toEqual({
      dtype: 'bool',
      shape: [9],
      data: 'DQE=',
    });
  });

  test('reads a typed array that is part of a larger buffer', () => {
    const part = new Float32Array(Float32Array.of(9, 1, -2, 9).buffer, 4, 2);
    expect(encode(heatmap(tensor(part))).arrays.value?.data).toBe('AACAPwAAAMA=');
  });

  test('leaves out a din that follows from dout and mask, given or not', () => {
    const din = maxPoolBackward(dout, mask);
    expect(Object.keys(encode(pool).arrays)).toEqual(['x', 'mask', 'dout']);
    expect(Object.keys(encode(explore({ mask, dout, din })).arrays)).toEqual(['mask', 'dout']);
  });

  test.each([
    ['one cell', (din: Tensor) => din.data.set([1e-300], 3)],
    ['the sign of a zero', (din: Tensor) => din.data.set([-0], 0)],
  ])('sends a din that differs in %s', (_, spoil) => {
    const din = maxPoolBackward(dout, mask);
    spoil(din);
    const { arrays } = encode(explore({ mask, dout, din }));
    expect(arrays.din).toBeDefined();
    expect(decode(encode(explore({ mask, dout, din }))).din?.data).toEqual(din.data);
  });

  test('sends a din of another dtype than dout', () => {
    const din = tensor(Float32Array.from(maxPoolBackward(dout, mask).data), x.shape);
    expect(encode(explore({ mask, dout, din })).arrays.din?.dtype).toBe('float32');
  });

  test('takes one NaN for another, whose bits depend on the machine', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8_0000_0000_0001n]).buffer);
    const doutNaN = tensor([[[[Number.NaN], [-4]]]]);
    const din = maxPoolBackward(doutNaN, mask);
    din.data.set(odd, din.data.indexOf(10) + 4 + 1);
    expect(encode(explore({ mask, dout: doutNaN, din })).arrays.din).toBeUndefined();
  });

  test('shares dout as the view says', () => {
    const tied = maskFrom(new Uint8Array(8).fill(1), mask.geometry);
    const split = explore({ mask: tied, dout, share: 'split' });
    expect(encode(split).share).toBe('split');
    expect(decode(encode(split)).din?.at(0, 0, 0, 0)).toBe(2.5);
  });
});

describe('decode', () => {
  test('takes an object, or its JSON text as display.raw sends it', () => {
    const payload = encode(pool);
    for (const view of [decode(payload), decode(JSON.stringify(payload))]) {
      expect(view).toBeInstanceOf(View);
      expect(view.title).toBe('Max pooling, window 2 × 2, stride 2');
      expect(view.mask?.data).toEqual(mask.data);
      expect(view.mask?.geometry.kernelSize).toEqual([2, 2]);
      expect(view.din?.toArray()).toEqual(maxPoolBackward(dout, mask).toArray());
    }
  });

  test.each([
    ['no payload', 7, 'is not an object'],
    ['null', null, 'is not an object'],
    ['an array', [], 'is not an object'],
    ['broken JSON', '{"version": 1', "can't be read"],
    ['another version', changed(pool, { version: 3 }), 'version=3 is not version 1 or 2'],
    [
      'packed arrays in a version that has none',
      { ...encode(heatmap(tensor(new Float32Array(999)))), version: 1 },
      'version=1 has no packed arrays',
    ],
    ['no version', changed(pool, { version: undefined }), 'version=undefined is not version 1'],
    ['an unknown kind', changed(pool, { kind: 'volume' }), 'kind="volume" is unknown'],
    ["a prototype's name as kind", changed(pool, { kind: 'constructor' }), 'is unknown'],
    ['a title that is not a string', changed(pool, { title: 1 }), 'title=1 is not a string'],
    ['a title without end', changed(pool, { title: 'a'.repeat(201) }), 'is too long'],
    ['no arrays', changed(pool, { arrays: undefined }), 'arrays=undefined'],
    ['a heatmap without value', { ...encode(pool), kind: 'heatmap', role: 'gradient' }, 'value'],
    ['a pool without geometry', changed(pool, { geometry: undefined }), 'geometry=undefined'],
    ['an unknown share', changed(pool, { share: 'half' }), 'share="half" is unknown'],
    [
      'a cut of something else',
      changed(pool, { cut: { whole: [9], origin: [0], shape: [1] } }),
      'cut',
    ],
    [
      'an audit that is none',
      changed(pool, { audit: { dout: { cells: -1 } } }),
      'audit.dout.cells',
    ],
  ])('refuses %s', (_, payload, message) => {
    expect(() => decode(payload)).toThrow(PayloadError);
    expect(() => decode(payload)).toThrow(message);
  });

  const value = { dtype: 'float32', shape: [2], data: 'AACAPwAAAMA=' };
  test.each([
    ['an unknown dtype', { dtype: 'float16' }, 'dtype="float16" is unknown'],
    ['a key of every object as dtype', { dtype: 'toString' }, 'is unknown'],
    ['a shape that is none', { shape: 2 }, 'is not a list of sizes'],
    ['seven axes', { shape: [1, 1, 1, 1, 1, 1, 2] }, 'is not a list of sizes'],
    ['a negative size', { shape: [-2] }, 'shape[0]=-2 is not a count'],
    ['a size of NaN', { shape: [Number.NaN] }, 'is not a count'],
    ['half a cell', { shape: [1.5] }, 'is not a count'],
    ['a size as text', { shape: ['2'] }, 'is not a count'],
    ['a hole', { shape: new Array(1) }, 'is not a count'],
    ['more cells than text', { shape: [3] }, 'is not the base64 text of 3 cells'],
    ['fewer cells than text', { shape: [1] }, 'is not the base64 text of 1 cells'],
    ['a huge size', { shape: [2 ** 53 - 1] }, 'has more than 16777216 cells'],
    ['a huge product', { shape: [2 ** 20, 2 ** 20] }, 'has more than 16777216 cells'],
    ['a huge product hidden by a 0', { shape: [0, 2 ** 40], data: '' }, 'has more than'],
    ['no data', { data: undefined }, 'is not a string'],
    ['data that is no base64', { data: 'AACAPwAAAMA!' }, 'is not the base64 text'],
  ])('refuses an array with %s', (_, change, message) => {
    const payload = changed(heatmap(x), { arrays: { value: { ...value, ...change } } });
    expect(() => decode(payload)).toThrow(PayloadError);
    expect(() => decode(payload)).toThrow(message);
  });

  test.each([
    ['an input too large to hold', { inputShape: [1, 2 ** 20, 2 ** 20, 1] }, 'has more than'],
    ['a kernel too large', { kernelSize: [2 ** 20, 2 ** 20] }, 'has more than'],
    ['a kernel larger than its input', { kernelSize: [5, 2] }, 'exceeds padded height 2'],
    ['a mask of other rows', { inputShape: [2, 2, 4, 1] }, '[4, 4]'],
    ['no stride', { stride: undefined }, 'geometry.stride'],
    ['padding of one side', { padding: [[0], [0]] }, 'is not a pair'],
    ['padding as a name', { padding: 'same' }, 'is not a padding'],
    ['an unknown tie rule', { ties: '__proto__' }, 'is unknown'],
    ['a flag as text', { ceilMode: 'no' }, 'is not a boolean'],
  ])('refuses a geometry with %s', (_, change, message) => {
    const payload = changed(pool, { geometry: { ...encode(pool).geometry, ...change } });
    expect(() => decode(payload)).toThrow(PayloadError);
    expect(() => decode(payload)).toThrow(message);
  });

  test('refuses arrays that do not fit the mask, or are no floats where gradients are due', () => {
    const { arrays } = encode(pool);
    const other = encode(heatmap(tensor(Float64Array.of(1, 2)))).arrays.value;
    const whole = encode(heatmap(tensor(Int32Array.of(1, 2), [1, 1, 2, 1]))).arrays.value;
    for (const wrong of [{ x: other }, { dout: other }, { din: other }, { dout: whole }]) {
      expect(() => decode(changed(pool, { arrays: { ...arrays, ...wrong } }))).toThrow(
        PayloadError,
      );
    }
  });

  test('reads own fields only, never those of a prototype', () => {
    const payload: unknown = Object.create(encode(pool) as object);
    expect(() => decode(payload)).toThrow('version=undefined');
  });

  test('throws one class of error, one of the library', () => {
    expect(
      new PayloadError({ operation: '', argument: '', value: 0, problem: '', remedy: '' }),
    ).toBeInstanceOf(PoolscopeError);
    const trap = new Proxy(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new RangeError('trap');
        },
      },
    );
    expect(() => decode(trap)).toThrow(PayloadError);
  });
});

describe('a pooling of which less is known', () => {
  const forward = new View({ kind: 'partial', title: 'no backward seen', x, mask });
  const average = new View({ kind: 'partial', title: 'average', x, dout, din: x });

  test('travels as it is: nothing is left out or rebuilt', () => {
    const din = maxPoolBackward(dout, mask);
    const whole = new View({ kind: 'partial', title: 'all', mask, dout, din });
    expect(Object.keys(encode(whole).arrays)).toEqual(['mask', 'dout', 'din']);
    expect(decode(encode(forward)).mask?.data).toEqual(mask.data);
    expect(decode(encode(forward)).din).toBeUndefined();
    expect(decode(encode(average)).mask).toBeUndefined();
    expect(decode(encode(average)).din?.toArray()).toEqual(x.toArray());
  });

  test.each([
    ['nothing to show', { arrays: {} }, 'hold nothing to show'],
    ['a mask without geometry', { geometry: undefined }, 'geometry=undefined'],
    [
      'arrays that do not fit its mask',
      { arrays: { ...encode(forward).arrays, ...wrongX() } },
      'x',
    ],
    ['a gradient of integers', { arrays: { dout: integers() } }, 'arrays.dout.dtype'],
    ['a cut of something else', { cut: { whole: [9], origin: [0], shape: [1] } }, 'cut'],
  ])('is refused with %s', (_, change, message) => {
    expect(() => decode(changed(forward, change))).toThrow(PayloadError);
    expect(() => decode(changed(forward, change))).toThrow(message);
  });

  function wrongX() {
    return { x: encode(heatmap(tensor([1, 2]))).arrays.value };
  }

  function integers() {
    return encode(heatmap(tensor(Int32Array.of(1)))).arrays.value;
  }
});

describe('the published schema', () => {
  const schema: object = JSON.parse(
    readFileSync(new URL('../../../../schema/payload.v1.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  const padded = windows([1, 3, 3, 2], { kernelSize: 2, padding: 1, ties: 'all' });
  const audit = { rows: { total: 2, none: 0, one: 2, several: 0 }, dout: infinite() };
  const cut = { whole: [8, 2, 4, 1], origin: [0, 0, 0, 0], shape: [1, 2, 4, 1] };

  function infinite() {
    return { cells: 1, sum: -1 / 0, nan: 0, posInf: 0, negInf: 1 };
  }

  test.each([
    ['a heatmap', heatmap(x)],
    ['a scalar', heatmap(tensor(3))],
    ['a packed heatmap', heatmap(tensor(new Float32Array(999)))],
    ['a mask', maskView(maskFrom(new Uint8Array(padded.rows * 4), padded))],
    ['a pool', pool],
    ['a pool with a din of its own', explore({ mask, dout, din: x })],
    ['a forward pass alone', new View({ kind: 'partial', title: 'forward', x, mask })],
    ['an average pool', new View({ kind: 'partial', title: 'average', x, dout, din: x })],
    ['a cut pool with its audit', new View({ ...pool, cut, audit })],
  ])('holds for %s', (_, view) => {
    expect(
      validate(JSON.parse(JSON.stringify(encode(view)))),
      JSON.stringify(validate.errors),
    ).toBe(true);
  });

  test.each([
    ['another version', { version: 3 }],
    [
      'packed arrays in version 1',
      {
        arrays: {
          ...encode(pool).arrays,
          x: { ...encode(pool).arrays.x, packing: 'sparse-deflate' },
        },
      },
    ],
    [
      'another packing',
      {
        version: 2,
        arrays: { ...encode(pool).arrays, x: { ...encode(pool).arrays.x, packing: 'zip' } },
      },
    ],
    ['an unknown kind', { kind: 'volume' }],
    ['a pool without geometry', { geometry: undefined }],
    ['a pool without share', { share: undefined }],
    ['a pool without dout', { arrays: { mask: encode(pool).arrays.mask } }],
    ['a partial view of nothing', { kind: 'partial', arrays: {} }],
    ['a partial view without geometry', { kind: 'partial', geometry: undefined }],
  ])('refuses %s', (_, change) => {
    expect(validate(JSON.parse(JSON.stringify(changed(pool, change))))).toBe(false);
  });

  test('lets an audit keep sums that JSON has no number for', () => {
    const payload = JSON.parse(JSON.stringify(encode(new View({ ...pool, cut, audit }))));
    expect(payload.audit.dout.sum).toBe('-Infinity');
    expect(decode(payload).audit).toEqual(audit);
    expect(decode(payload).cut).toEqual(cut);
  });
});
