import { describe, expect } from 'vitest';
import { fileElements } from '../../src/formats/tensors/small-floats.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { agreeing, testEach, type Vector } from './vectors.js';

// Floats of 8 and 16 bits that files hold have the values that PyTorch gives their patterns of bits.

interface SmallFloats extends Vector {
  patterns: Tensor;
  values: Tensor;
}

describe('PyTorch’s value of each pattern of', () => {
  testEach(agreeing<SmallFloats>('small-floats'), ({ name, patterns, values }) => {
    const elements = fileElements(
      { type: name, littleEndian: true },
      Uint8Array.from(patterns.data as Uint8Array),
    );
    expect(elements.length).toBe(values.size);
    for (const [i, value] of values.data.entries()) expect([i, elements[i]]).toEqual([i, value]);
  });
});
