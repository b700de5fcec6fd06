import { audit, maskFrom, maxPool, tensor, windows } from 'poolscope';
import { describe, expect, test } from 'vitest';

const geometry = windows([1, 2, 4, 1], { kernelSize: 2 });

describe('audit', () => {
  test('counts the rows that hold no maximum, one, or several', () => {
    const mask = maskFrom(
      [
        [0, 0, 0, 0],
        [1, 1, 0, 1],
      ],
      geometry,
    );
    const dout = tensor([[[[10], [5]]]]);
    expect(audit(mask, dout).rows).toEqual({ total: 2, none: 1, one: 0, several: 1 });
  });

  test('sums dout and din, which are equal where every row has one maximum', () => {
    const { mask } = maxPool(
      tensor([
        [
          [[1], [2], [5], [4]],
          [[3], [0], [5], [6]],
        ],
      ]),
      {
        kernelSize: 2,
      },
    );
    const dout = tensor([[[[10], [-4]]]]);
    const din = tensor([
      [
        [[0], [0], [0], [0]],
        [[10], [0], [0], [-4]],
      ],
    ]);
    const found = audit(mask, dout, din);
    expect(found.rows).toEqual({ total: 2, none: 0, one: 2, several: 0 });
    expect(found.dout.sum).toBe(6);
    expect(found.din?.sum).toBe(6);
  });

  test('leaves din out where none is given', () => {
    const mask = maskFrom(new Uint8Array(8), geometry);
    expect(Object.keys(audit(mask, tensor([[[[1], [2]]]])))).toEqual(['rows', 'dout']);
  });

  test('counts NaN and infinities, and lets them into the sum as they are', () => {
    const mask = maskFrom(new Uint8Array(8), geometry);
    const dout = tensor([[[[Number.POSITIVE_INFINITY], [1]]]]);
    const din = tensor([1, Number.NaN, -1 / 0, 1 / 0, Number.NaN, 0, 2, -1 / 0], [1, 2, 4, 1]);
    const found = audit(mask, dout, din);
    expect(found.dout).toEqual({
      cells: 2,
      sum: Number.POSITIVE_INFINITY,
      nan: 0,
      posInf: 1,
      negInf: 0,
    });
    expect(found.din).toEqual({ cells: 8, sum: Number.NaN, nan: 2, posInf: 1, negInf: 2 });
  });
});
