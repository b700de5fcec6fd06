import { describe, expect, test } from 'vitest';
import type { AxisLayout, Layout } from '../../../src/core/layout.js';
import { findings } from '../../../src/findings/findings.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { toChannelsFirst } from '../../../src/tensor/layout.js';
import { random } from '../../../src/tensor/random.js';
import { decode, readView, writeView } from '../../../src/view/codec.js';
import { render } from '../../../src/view/picture/png.js';
import { View } from '../../../src/view/view.js';
import { explore } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';
import { maskFromArgmax } from '../../../src/window/mask/indices.js';
import { windows } from '../../../src/window/windows.js';

const x = random(0).randn(2, 8, 12, 3);
const { output, mask } = maxPool(x, { kernelSize: 2 });
const dout = random(1).randn(...output.shape);

/** A din that is off by 100 in one cell, given by the user's channels-first index. */
function wrongAt(b: number, c: number, h: number, w: number): typeof x {
  const din = maxPoolBackward(dout, mask);
  din.data[((b * 8 + h) * 12 + w) * 3 + c]! += 100;
  return din;
}

describe('explore and findings with a layout', () => {
  test.each([
    [0, 1, 0, 5],
    [1, 2, 7, 11],
  ])('name cell %i, %i, %i, %i of channels-first arrays so', (b, c, h, w) => {
    const index = [b, c, h, w];
    const din = wrongAt(b, c, h, w);
    const [found] = findings({ x, mask, dout, din, layout: 'NCHW' });
    expect(found!.text).toContain(`at din(${index.join(', ')}): `);
    // It is that cell of the user's array.
    const [given, right] = [din, maxPoolBackward(dout, mask)].map(toChannelsFirst);
    expect(given!.at(...index)).not.toBe(right!.at(...index));
  });

  test('name the cell that a mask should mark so', () => {
    const own = tensor(Float64Array.of(1, 0, 2, 9), [1, 1, 2, 2]);
    const other = maxPool(tensor(Float64Array.of(1, 5, 2, 0), [1, 1, 2, 2]), {
      kernelSize: [1, 2],
    });
    const parts = { x: own, mask: other.mask, dout: tensor([1, 1], [1, 1, 1, 2]) };
    const [found] = findings({ ...parts, layout: 'NCHW' });
    expect(found!.text).toMatch(/x\(0, 1, 0, 0\) = 0, where x\(0, 1, 0, 1\) = 9 is the largest$/);
  });

  test.each<[AxisLayout | Layout | undefined, AxisLayout | undefined]>([
    ['NCHW', 'NCHW'],
    ['channels-first', 'NCHW'],
    ['NHWC', undefined],
    ['channels-last', undefined],
    [undefined, undefined],
  ])('take %s', (layout, own) => {
    const view = explore({ x, mask, dout, layout });
    expect(view.layout).toBe(own);
    expect(encode(view).layout).toBe(own);
    // The arrays are channels-last, whatever it is.
    expect(encode(view).arrays.x!.shape).toEqual([2, 8, 12, 3]);
  });

  test.each([
    ['WHCN', 'layout="WHCN" is unknown'],
    ['NCL', 'layout="NCL" names 1 spatial axes where there are 2'],
    ['CHW', 'layout="CHW" leaves out a batch of 2'],
  ])('refuse %s', (layout, message) => {
    expect(() => explore({ mask, dout, layout: layout as AxisLayout })).toThrow(message);
  });

  test('tell shapes and cuts in the user’s axes, also in the picture', () => {
    const view = explore({ x, mask, dout, layout: 'NCHW' });
    expect(String(view)).toContain('x float64 [2, 3, 8, 12], mask bool [144, 4]');
    expect(render(view).alt).toContain('dout (float64 2 × 3 × 4 × 6)');
    const cut = { whole: [9, 8, 12, 3], origin: [1, 0, 0, 0], shape: [2, 8, 12, 3] };
    const part = new View({ kind: 'partial', title: 'part', x, cut, layout: 'NCHW' });
    expect(String(part)).toBe(
      'part: x float64 [2, 3, 8, 12] (cut to [2, 3, 8, 12] of [9, 3, 8, 12], from [1, 0, 0, 0])',
    );
  });
});

describe('a layout in payloads and files', () => {
  const view = explore({ x, mask, dout, din: wrongAt(0, 1, 0, 5), layout: 'NCHW' });

  test('comes back', () => {
    expect(decode(JSON.stringify(encode(view))).layout).toBe('NCHW');
    expect(readView(writeView(view))[0]!.layout).toBe('NCHW');
  });

  test('is channels-last where an older payload names none', () => {
    const { layout: _, ...older } = encode(view);
    expect(decode(older).layout).toBeUndefined();
  });

  test.each([
    ['WHCN', 'layout="WHCN" is unknown'],
    [['NCHW'], 'layout='],
    ['HW', 'leaves out a batch of 2'],
    ['NCDHW', 'names 3 spatial axes'],
  ])('is refused where it is %j', (layout, message) => {
    expect(() => decode({ ...encode(view), layout })).toThrow(message);
  });
});

describe('errors', () => {
  const nchw = toChannelsFirst(dout);

  test('suggest fromChannelsFirst where that is all that is wrong', () => {
    const message = 'pass fromChannelsFirst(dout), which fits';
    expect(() => explore({ mask, dout: nchw })).toThrow(message);
    expect(() => explore({ x, mask, dout: nchw, layout: 'NCHW' })).toThrow(message);
    expect(() => maxPoolBackward(nchw, mask)).toThrow(message);
    expect(() => explore({ x: toChannelsFirst(x), mask, dout })).toThrow('fromChannelsFirst(x)');
  });

  test('don’t where it would not fit', () => {
    const other = tensor(new Float64Array(2 * 4 * 3 * 6), [2, 4, 3, 6]);
    expect(() => maxPoolBackward(other, mask)).toThrow('pass the dout that belongs');
  });

  test('blame a mask of another geometry, not dout', () => {
    const { mask: other } = maxPool(x, { kernelSize: 4 });
    expect(() => explore({ x, mask: other, dout })).toThrow(
      'explore: mask.geometry.outputShape=[2, 2, 3, 3] is not that of dout, [2, 4, 6, 3] (the mask has windows of [4, 4], stride [4, 4]); give the mask of the same pooling',
    );
    const { mask: elsewhere } = maxPool(random(2).randn(2, 4, 4, 3), { kernelSize: 2 });
    expect(() => findings({ x, mask: elsewhere, dout, din: wrongAt(0, 0, 0, 0) })).toThrow(
      'findings: mask.geometry.outputShape',
    );
  });

  test('blame the one array that does not fit', () => {
    const din = tensor(new Float64Array(2 * 8 * 12), [2, 8, 12, 1]);
    expect(() => explore({ x, mask, dout, din })).toThrow('explore: din.shape=[2, 8, 12, 1]');
  });

  test('of indices name the output cell in their layout, or suggest that', () => {
    const geometry = windows([1, 2, 4, 2], { kernelSize: 2 });
    const indices = [[[[0, 0]], [[0, 2]]]];
    const layout = 'channels-first';
    expect(() => maskFromArgmax(indices, 'pytorch', geometry, { layout })).toThrow(
      'row 2 is output cell [0, 0, 0, 1]',
    );
    expect(() => maskFromArgmax(indices, 'pytorch', geometry)).toThrow(
      "pass { layout: 'channels-first' }, which fits",
    );
  });
});
