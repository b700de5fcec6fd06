import { expect, test } from 'vitest';
import { Slices } from '../../../../../labextension/src/explorer/shown/slices.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { panels } from '../../../../../src/view/model/panels.js';
import { heatmap } from '../../../../../src/view/views.js';

const value = tensor([[[[1, 10]]], [[[2, 20]]]]);
const [panel] = panels(heatmap(value));

test('a slice that is asked for again is the same object', () => {
  const slices = new Slices();
  const of = (batch: number, channel: number) =>
    slices.get(panel!, { tensor: () => value, positions: { batch, channel }, version: '' });
  const first = of(1, 0);
  expect([...first.values]).toEqual([2]);
  expect(of(1, 0)).toBe(first);
  expect([...of(1, 1).values]).toEqual([20]);
});

test('a slice of a tensor whose values have changed is another object', () => {
  const slices = new Slices();
  const filled = tensor([[[[0, 0]]], [[[0, 0]]]]);
  const at = (version: string) =>
    slices.get(panel!, { tensor: () => filled, positions: { batch: 0, channel: 0 }, version });
  const before = at('1');
  filled.data[0] = 5;
  expect([...at('2').values]).toEqual([5]);
  expect([...before.values]).toEqual([0]);
});
