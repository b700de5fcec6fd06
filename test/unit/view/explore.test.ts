import { encode, explore, maxPool, poolView, tensor } from 'poolscope';
import { expect, test } from 'vitest';

const x = tensor([[[1], [3], [2], [0]]]);
const { output, mask } = maxPool(x, { kernelSize: 2 });

test('explore sends what poolView sends', () => {
  const parts = { x, mask, dout: output };
  expect(encode(explore(parts))).toEqual(encode(poolView(parts)));
});

test('explore names itself in its errors', () => {
  expect(() => explore({ mask, dout: x })).toThrow(/^explore: dout/);
});
