import { describe, expect, test } from 'vitest';
import { DTypeError, OptionError, ShapeError } from '../../../src/core/errors.js';
import { tensor } from '../../../src/tensor/from-data.js';

describe('tensor', () => {
  test('keeps a typed array, so that writing to it counts', () => {
    const data = new Float32Array([1, 2, 3, 4]);
    const x = tensor(data, [2, 2]);
    data[3] = 9;
    expect(x.data).toBe(data);
    expect(x.at(1, 1)).toBe(9);
    expect(x.dtype).toBe('float32');
  });

  test('holds elements that have an array’s methods, whatever their type', () => {
    for (const dtype of ['float32', 'int8'] as const) {
      const { data } = tensor([1, 2, 3], [3], { dtype });
      expect(data.reduce((sum, value) => sum + value)).toBe(6);
      expect(data.reduceRight((text, value) => text + value, '')).toBe('321');
    }
  });

  test('takes nested numbers as float64, as NumPy does', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([x.dtype, x.shape, x.rank, x.size]).toEqual(['float64', [2, 3], 2, 6]);
    expect(x.at(1, 2)).toBe(6);
  });

  test('takes nested booleans as bool and gives them back', () => {
    const x = tensor([[true], [false]]);
    expect(x.dtype).toBe('bool');
    expect(x.toArray()).toEqual([[true], [false]]);
  });

  test('takes a bare number as rank 0', () => {
    expect(tensor(5).shape).toEqual([]);
    expect(tensor(5).toArray()).toBe(5);
  });

  test('takes a flat array with a shape', () => {
    expect(tensor([1, 2, 3, 4], [2, 2]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('keeps an empty batch', () => {
    const x = tensor(new Float32Array(0), [0, 4, 4, 2]);
    expect(x.toArray()).toEqual([]);
    expect(x.shape).toEqual([0, 4, 4, 2]);
  });

  test('rounds to the dtype asked for', () => {
    expect(tensor([0.1], [1], { dtype: 'float32' }).at(0)).toBe(Math.fround(0.1));
  });

  test('holds rank 6, and no more', () => {
    expect(tensor([[[[[[1]]]]]]).rank).toBe(6);
    expect(() => tensor([[[[[[[1]]]]]]])).toThrow(ShapeError);
  });

  test.each([
    [[[1, 2], [3]], 'tensor: data=[3] is ragged at axis 1'],
    [[[1], 2], 'tensor: data=2 is ragged at axis 1'],
    [
      [1, [2]],
      'tensor: data=[2] is nested deeper than its neighbours; give numbers or booleans, every row of the same length',
    ],
  ])('refuses ragged arrays: %j', (nested, message) => {
    expect(() => tensor(nested as number[])).toThrow(message);
  });

  test('refuses elements that are no numbers', () => {
    expect(() => tensor(['1'] as unknown as number[])).toThrow(DTypeError);
    expect(() => tensor(undefined as unknown as number[])).toThrow(DTypeError);
    expect(() => tensor(null as unknown as number[])).toThrow(DTypeError);
  });

  test('refuses arrays that no dtype uses', () => {
    const data = new Float64Array(2).buffer;
    expect(() => tensor(new DataView(data) as unknown as Float32Array, [2])).toThrow(DTypeError);
    expect(() => tensor(new BigInt64Array(2) as unknown as Float32Array, [2])).toThrow(
      'tensor: data=BigInt64Array is an array type that no dtype uses',
    );
  });

  test('refuses a shape that does not hold the elements', () => {
    expect(() => tensor(new Float32Array(7), [2, 2, 2])).toThrow(
      'tensor: shape=[2, 2, 2] does not hold the 7 elements given (2·2·2 = 8); give a shape whose product is the number of elements',
    );
  });

  test.each([[[-1]], [[1.5]], [[Number.NaN]], [['2']], [[2 ** 60]]])(
    'refuses the shape %j',
    (shape) => {
      expect(() => tensor(new Float32Array(1), shape as number[])).toThrow(ShapeError);
    },
  );

  test('refuses values that an integer dtype cannot hold', () => {
    expect(() => tensor([300], [1], { dtype: 'uint8' })).toThrow(OptionError);
    expect(() => tensor([1.5], [1], { dtype: 'int32' })).toThrow(OptionError);
    expect(() => tensor([2], [1], { dtype: 'bool' })).toThrow(OptionError);
  });

  test('refuses an unknown dtype, a prototype key too', () => {
    const options = { dtype: 'constructor' as 'bool' };
    expect(() => tensor([1], [1], options)).toThrow('tensor: dtype="constructor" is not a dtype');
  });

  test('at refuses an index outside the tensor', () => {
    const x = tensor([[1, 2]]);
    expect(() => x.at(0)).toThrow('at: index=[0] has 1 numbers for 2 axes (shape [1, 2])');
    expect(() => x.at(0, 2)).toThrow('at: index[1]=2 is out of range (there are 2)');
    expect(() => x.at(0, -1)).toThrow(ShapeError);
    expect(() => x.at(0, 0.5)).toThrow(ShapeError);
  });
});
