import { afterEach, describe, expect, test, vi } from 'vitest';
import { DTypeError } from '../../../src/core/errors.js';
import * as ps from '../../../src/index.js';

const make = (): ps.Tensor => ps.tensor([1, 2]).to('wasm');

afterEach(() => expect(ps.memory().arrays).toBe(0));

/** A result that holds a tensor, and how to take that out again. */
const holders: Record<string, [(x: ps.Tensor) => unknown, (held: never) => ps.Tensor]> = {
  array: [(x) => [x], ([x]: ps.Tensor[]) => x!],
  object: [(x) => ({ x }), ({ x }: { x: ps.Tensor }) => x],
  'null-prototype object': [
    (x) => Object.assign(Object.create(null), { x }),
    ({ x }: { x: ps.Tensor }) => x,
  ],
  'map’s value': [(x) => new Map([['x', x]]), (map: Map<string, ps.Tensor>) => map.get('x')!],
  'map’s key': [(x) => new Map([[x, 1]]), (map: Map<ps.Tensor, number>) => [...map.keys()][0]!],
  set: [(x) => new Set([x]), (set: Set<ps.Tensor>) => [...set][0]!],
  'map in a set in an array': [
    (x) => [new Set([new Map([[1, { x }]])])],
    ([set]: Set<Map<number, { x: ps.Tensor }>>[]) => [...set!][0]!.get(1)!.x,
  ],
};

describe('tidy', () => {
  test.each(Object.entries(holders))('keeps what is returned in a %s', (_, [hold, take]) => {
    const held = ps.tidy(() => {
      make();
      return hold(make());
    });
    const x = take(held as never);
    expect(x.toArray()).toEqual([1, 2]);
    expect(ps.memory().arrays).toBe(1);
    x.dispose();
  });

  test('keeps what lies 50,000 levels deep, and goes round in circles once', () => {
    const deep = ps.tidy(() => {
      let value: unknown = make();
      for (let level = 0; level < 50_000; level++) {
        value = level % 3 === 0 ? [value] : level % 3 === 1 ? { value } : new Map([[0, value]]);
      }
      return value;
    });
    let value = deep;
    while (!(value instanceof ps.Tensor)) {
      value = value instanceof Map ? value.get(0) : Object.values(value as object)[0];
    }
    expect(value.toArray()).toEqual([1, 2]);
    value.dispose();
    const circle: unknown[] = [];
    circle.push(circle, new Set([circle]));
    const [x] = ps.tidy((): [ps.Tensor, unknown] => [make(), circle]);
    x.dispose();
  });
});

test('a tensor and a mask of another copy of the package are told as that', async () => {
  // Modules that are loaded anew are what a second copy in node_modules is.
  vi.resetModules();
  const other = (await import('../../../src/index.js')) as typeof ps;
  const x = other.tensor([[[1], [3]]]);
  const { mask } = other.maxPool(x, { kernelSize: 2 });
  expect(() => ps.maxPool(x, { kernelSize: 2 })).toThrow(
    'maxPool: x=Tensor is a tensor of another copy of poolscope; load one copy',
  );
  expect(() => ps.maxPoolBackward(ps.tensor([[[1]]]), mask)).toThrow(
    'mask=Mask is a mask of another copy of poolscope',
  );
  expect(() => ps.maxPool({ data: [], shape: [] } as never, { kernelSize: 2 })).toThrow(
    'is not a tensor',
  );
  expect(() => ps.relu(new (class Tensor {})() as never)).toThrow(DTypeError);
  expect(() => ps.relu(new (class Tensor {})() as never)).toThrow('is not a tensor');
}, 60_000);
