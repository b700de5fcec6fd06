import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import { decode } from '../../../src/view/codec.js';
import { save } from '../../../src/view/host/save.js';
import { View } from '../../../src/view/view.js';
import { explore } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';
import { windows } from '../../../src/window/windows.js';

describe('a chosen part of a pooling', () => {
  const x = random(1).randn(4, 6, 5, 3);
  const { output, mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
  const dout = random(2).randn(...output.shape);
  const din = maxPoolBackward(dout, mask);

  test.each([
    [2, [1, 3], [2, 3], [1, 3]],
    [[1, 4], undefined, [1, 4], [0, 3]],
    [undefined, 2, [0, 4], [2, 3]],
  ] as const)(
    'holds batch %s, channels %s, wherever they are',
    (batch, channels, entries, lanes) => {
      const view = decode(
        encode(
          explore({
            x,
            mask,
            dout,
            ...(batch !== undefined && { batch: batch as number }),
            ...(channels !== undefined && { channels: channels as number }),
          }),
        ),
      );
      expect(view.cut).toEqual({
        whole: [4, 6, 5, 3],
        origin: [entries[0], 0, 0, lanes[0]],
        shape: [entries[1] - entries[0], 6, 5, lanes[1] - lanes[0]],
      });
      const [b, c] = [entries[1] - entries[0] - 1, lanes[1] - lanes[0] - 1];
      for (const [i, j] of [
        [0, 0],
        [3, 2],
        [5, 4],
      ] as const) {
        const from = [entries[0] + b, i, j, lanes[0] + c] as const;
        expect(view.x!.at(b, i, j, c)).toBe(x.at(...from));
        // The mask is right where din, which follows from it, is.
        expect(view.din!.at(b, i, j, c)).toBe(din.at(...from));
      }
      expect(view.audit!.rows!.total).toBe(mask.rows);
    },
  );

  test('is refused where it is not there', () => {
    for (const [batch, said] of [
      [4, '4'],
      [-1, '-1'],
      [[2, 2], '[2, 2]'],
      [[0, 5], '[0, 5]'],
      [0.5, '0.5'],
    ] as const) {
      expect(() => explore({ x, mask, dout, batch: batch as number })).toThrow(
        `explore: batch=${said} is not within 0 to 3; give one entry, or [first, end]`,
      );
    }
  });

  test('of an average too', () => {
    const geometry = windows(x.shape, { kernelSize: 2 });
    const gradient = random(3).randn(...geometry.outputShape);
    const parts = { pooling: { op: 'average' }, geometry, x, dout: gradient } as const;
    const view = decode(encode(explore({ ...parts, batch: 3, channels: 1 })));
    expect(view.din!.at(0, 1, 1, 0)).toBe(gradient.at(3, 0, 0, 1) / 4);
  });
});

describe('save', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolscope-'));
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  afterEach(() => warn.mockClear());

  test('warns where the page would not open what it writes, and says what to do', () => {
    const large = tensor(new Uint8Array(2 ** 24 + 2), [1, 2 ** 23 + 1, 1, 2]);
    save(new View({ kind: 'heatmap', title: 'large', value: large }), join(folder, 'a.npz'));
    expect(warn.mock.calls).toEqual([
      [
        'save: value [1, 8388609, 1, 2] has 16,777,218 cells, more than 16,777,216: readView reads the file, a double click does not open it; save a part of it, as explore shows with batch or channels',
      ],
    ]);
    rmSync(folder, { recursive: true });
  });

  test('says nothing of what it opens', () => {
    const at = mkdtempSync(join(tmpdir(), 'poolscope-'));
    save(new View({ kind: 'heatmap', title: 'small', value: tensor([1]) }), join(at, 'b.npz'));
    rmSync(at, { recursive: true });
    expect(warn).not.toHaveBeenCalled();
  });
});
