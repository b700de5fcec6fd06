import { describe, expect, test } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import type { PoolOptions } from '../../../src/window/options.js';
import { windows } from '../../../src/window/windows.js';

describe('windows, asked again', () => {
  const shape = [1, 4, 4, 1];

  test('gives the geometry it gave, for the same sizes and options', () => {
    const geometry = windows(shape, { kernelSize: 2, ties: 'last' });
    expect(windows([...shape], { kernelSize: 2, ties: 'last' })).toBe(geometry);
  });

  test('gives another one where anything differs', () => {
    windows(shape, { kernelSize: 2 });
    expect(windows([1, 4, 6, 1], { kernelSize: 2 }).outputShape).toEqual([1, 2, 3, 1]);
    windows(shape, { kernelSize: 2 });
    expect(windows(shape, { kernelSize: 2, stride: 1 }).outputShape).toEqual([1, 3, 3, 1]);
    expect(windows(shape, { kernelSize: 2 }).outputShape).toEqual([1, 2, 2, 1]);
    expect(windows([1, 4, 1], { kernelSize: 2 }).outputShape).toEqual([1, 2, 1]);
  });

  test('sees options that were changed in place', () => {
    const options = { kernelSize: [2, 2], stride: 1 };
    expect(windows(shape, options).outputShape).toEqual([1, 3, 3, 1]);
    options.kernelSize[0] = 3;
    expect(windows(shape, options).outputShape).toEqual([1, 2, 3, 1]);
    options.stride = 2;
    expect(windows(shape, options).outputShape).toEqual([1, 1, 2, 1]);
  });

  test('still refuses what is wrong', () => {
    windows(shape, { kernelSize: 2 });
    const wrong = { kernelSize: 2, kernel: undefined } as PoolOptions;
    expect(() => windows(shape, wrong)).toThrow(OptionError);
    expect(() => windows(shape, null as unknown as PoolOptions)).toThrow(OptionError);
    expect(() => windows(shape, {} as PoolOptions)).toThrow(OptionError);
    expect(() => windows(null as unknown as number[], { kernelSize: 2 })).toThrow(
      'inputShape=null',
    );
  });
});
