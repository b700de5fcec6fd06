import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { runSteps } from '../../../src/core/steps.js';
import { maxPool } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { decode, readView, writeView } from '../../../src/view/codec.js';
import { decodePair } from '../../../src/view/decode-pair.js';
import { save } from '../../../src/view/host/save.js';
import { subtract } from '../../../src/view/model/difference.js';
import type { Pair } from '../../../src/view/pair.js';
import { render, renderPair } from '../../../src/view/picture/png.js';
import type { View } from '../../../src/view/view.js';
import { explore, heatmap } from '../../../src/view/views.js';
import { PayloadError } from '../../../src/view/wire/codecs/fields.js';
import { bytesOfPair, pairOf } from '../../../src/view/wire/pair.js';
import { encode } from '../../../src/view/wire/payload.js';
import { decodeParts } from '../../../src/view/wire/payload-reader.js';

/** Windows [1, 3] and [2, last] of four cells, whose gradients are 10 and 5. */
function run(last = 0, scale = 1, options = {}): View {
  const x = tensor([[[1], [3], [2], [last]]]);
  const { mask } = maxPool(x, { kernelSize: 2, ...options });
  const cells = Array.from({ length: mask.rows }, (_, row) => [scale * [10, 5, 2][row]!]);
  return explore({ x, mask, dout: tensor([cells]) });
}

function decodedSides(pair: Pair): (number[] | undefined)[][] {
  return pairOf(JSON.parse(JSON.stringify(pair.encode())))!.map((side) => {
    const { x, mask, dout, din } = runSteps(decodeParts(side));
    return [x, mask, dout, din].map((array) => array && [...array.data].map(Number));
  });
}

describe('a pair', () => {
  test('sends what is equal once, and both come back whole', () => {
    const pair = explore(run(), run(0, 2));
    expect(pair.encode().same).toEqual(['x', 'mask']);
    expect(Object.keys(pair.encode().pair[1].arrays)).toEqual(['dout']);
    expect(decodedSides(pair)).toEqual([
      [
        [1, 3, 2, 0],
        [0, 1, 1, 0],
        [10, 5],
        [0, 10, 5, 0],
      ],
      [
        [1, 3, 2, 0],
        [0, 1, 1, 0],
        [20, 10],
        [0, 20, 10, 0],
      ],
    ]);
  });

  test('holds another mask where the largest cell is another', () => {
    expect(decodedSides(explore(run(), run(7)))[1]).toEqual([
      [1, 3, 2, 7],
      [0, 1, 0, 1],
      [10, 5],
      [0, 10, 0, 5],
    ]);
  });

  test('has the title of both, or the one given', () => {
    expect(explore(run(), run()).title).toBe('Max pooling, window 2, stride 2');
    expect(explore(run(), run(), { title: 'Steps 1 and 2' }).title).toBe('Steps 1 and 2');
  });

  test('is of one pooling, and says which field is another', () => {
    expect(() => explore(run(), run(0, 1, { stride: 1 }))).toThrow(
      "explore: b.stride=[1] is not a's [2]; give two runs of one pooling",
    );
    expect(() => explore(run(), heatmap(tensor([1])))).toThrow('has no backward pass');
  });

  test('is cut alike, to what one view may have', () => {
    const cells = 8 * 64 * 64 * 16;
    const x = tensor(
      Float32Array.from({ length: cells }, (_, i) => ((i * 7919) % 1009) / 8),
      [8, 64, 64, 16],
    );
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const payload = explore(
      explore({ x, mask, dout: output }),
      explore({ x, mask, dout: output, din: x }),
    ).encode();
    expect(payload.pair[0].cut).toEqual(payload.pair[1].cut);
    expect(payload.pair[0].cut?.whole).toEqual([8, 64, 64, 16]);
    expect(JSON.stringify(payload).length).toBeLessThan(4_000_000);
  });

  test('shows its difference in the picture', () => {
    const { alt, png } = renderPair(explore(run(), run(7)));
    expect(alt).toContain('din of A (float64 1 × 4 × 1), din of B (float64 1 × 4 × 1), B − A');
    expect(png).not.toEqual(render(run()).png);
  });
});

describe('a pair that is read again', () => {
  const pairs: readonly (readonly [string, Pair])[] = [
    ['with one x', explore(run(), run(0, 2), { title: 'Steps 1 and 2' })],
    ['with another mask', explore(run(), run(7))],
    ['of equal runs', explore(run(), run())],
  ];

  test.each(pairs)('from its payload is what it was: %s', (_what, pair) => {
    const payload = pair.encode();
    for (const given of [payload, JSON.stringify(payload)]) {
      const read = decodePair(given);
      expect(read.title).toBe(pair.title);
      expect(read.encode()).toEqual(payload);
    }
  });

  test.each(pairs)('from its file is two views, which make it anew: %s', (_what, pair) => {
    const [a, b, ...more] = readView(writeView(pair));
    expect(more).toEqual([]);
    expect(explore(a!, b!, { title: pair.title }).encode()).toEqual(pair.encode());
  });

  test('draws the picture that it drew', () => {
    const pair = explore(run(), run(7));
    expect(renderPair(decodePair(pair.encode())).png).toEqual(renderPair(pair).png);
  });

  test('has its whole arrays in its file, though it is cut for a notebook', () => {
    const cells = 4 * 64 * 64 * 16;
    const x = tensor(
      Float64Array.from({ length: cells }, (_, i) => i % 1009),
      [4, 64, 64, 16],
    );
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const pair = explore(explore({ x, mask, dout: output }), explore({ x, mask, dout: output }));
    expect(pair.a.x!.size).toBeLessThan(cells);
    expect(readView(writeView(pair)).map((view) => view.x!.size)).toEqual([cells, cells]);
  });

  // Python's `explore(run(), run(after)).save(…)`, where the last cell of x is 7 afterwards, wrote it.
  test('is the file that Python writes, member for member', () => {
    const python = unzipSync(
      readFileSync(new URL('../../vectors/shared/saved-pair.npz', import.meta.url)),
    );
    const own = unzipSync(writeView(explore(run(), run(7))));
    expect(Object.keys(own)).toEqual(Object.keys(python));
    for (const [name, bytes] of Object.entries(python)) expect(own[name], name).toEqual(bytes);
  });

  test('goes to a file, as a view does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolscope-pair-'));
    try {
      save(explore(run(), run(7)), join(folder, 'pair.npz'));
      expect(readFileSync(join(folder, 'pair.npz'))).toEqual(
        Buffer.from(writeView(explore(run(), run(7)))),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each<[string, unknown, string]>([
    ['a view', encode(run()), 'payload: kind="pool" is not pair; read a view with decode'],
    ['no JSON', '{', 'payload: payload="{" can\'t be read'],
    ['nothing', null, 'payload: payload=null is not an object'],
    ['a title that is none', { ...explore(run(), run()).encode(), title: 1 }, 'title=1'],
    [
      'two poolings',
      {
        ...explore(run(), run()).encode(),
        same: [],
        pair: [encode(run()), encode(run(0, 1, { stride: 1 }))],
      },
      "b.stride=[1] is not a's [2]",
    ],
  ])('refuses %s', (_what, payload, message) => {
    expect(() => decodePair(payload)).toThrow(PayloadError);
    expect(() => decodePair(payload)).toThrow(message);
  });

  test('is no view', () => {
    expect(() => decode(explore(run(), run()).encode())).toThrow(
      'payload: kind="pair" is of two views; read it with decodePair',
    );
  });
});

describe('a payload of a pair', () => {
  const payload = (): Record<string, unknown> =>
    JSON.parse(JSON.stringify(explore(run(), run(7)).encode()));

  test('is refused where it is none, in words', () => {
    expect(pairOf({ kind: 'pool' })).toBeUndefined();
    expect(() => pairOf({ ...payload(), pair: [1] })).toThrow(
      'payload: pair=[1] is not two payloads',
    );
    expect(() => pairOf({ ...payload(), same: ['y'] })).toThrow('payload: same=["y"]');
    expect(() => pairOf({ ...payload(), pair: [payload(), payload()] })).toThrow(
      'payload: pair[0].kind="pair"',
    );
  });

  test('takes the room of both sides, and of their difference', () => {
    // x, dout and din of 4 + 2 + 4 float64 and a mask of 4 cells, in both; din follows and is not sent.
    const { taken, derived } = bytesOfPair(pairOf(payload())!);
    expect(taken).toBe(2 * ((4 + 2) * 8 + 4));
    expect(derived).toBe(2 * 4 * 8 + 4 * taken);
  });

  test('may not grow beyond what came of both together', () => {
    const huge = payload();
    const [a] = huge.pair as { arrays: Record<string, object> }[];
    a!.arrays.x = {
      dtype: 'float64',
      shape: [1, 2 ** 23, 1],
      packing: 'sparse-deflate',
      data: 'AA==',
    };
    expect(() => pairOf(huge)).toThrow('bytes in memory are more than');
  });
});

describe('a difference', () => {
  test('is 0 where both are equal or NaN, and has no bound where one alone is finite', () => {
    const found = subtract(tensor([1, NaN, 2, 0]), tensor([1, NaN, NaN, -3]));
    expect([...found.delta.data]).toEqual([0, 0, NaN, -3]);
    expect([found.count, found.largest, found.at]).toEqual([2, Infinity, 2]);
  });
});
