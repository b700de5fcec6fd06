import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellText, nonFiniteMarks, valueText } from '../../../../labextension/src/ui/readout.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { panels } from '../../../../src/view/model/panels.js';
import { heatmap } from '../../../../src/view/views.js';

describe('cellText', () => {
  test('names the panel, the index in its array and the value', () => {
    const [panel] = panels(heatmap(tensor([[1, -2.5]])));
    expect(cellText(panel!, [0, 1], -2.5)).toBe('value[0, 1] = −2.5');
  });
});

describe('valueText', () => {
  test.each([
    ['float32', Math.fround(0.1), '0.1'],
    ['float64', 0.1 + 0.2, '0.30000000000000004'],
    ['float32', Math.fround(16777216), '16777216'],
    ['float32', Math.fround(1e-45), '1e−45'], // the least float32 above 0
    ['float32', -0, '−0'],
    ['int8', -128, '−128'],
    ['bool', 1, 'true'],
    ['bool', 0, 'false'],
    ['float32', Number.NaN, 'NaN'],
    ['float64', Number.POSITIVE_INFINITY, '+∞'],
    ['float64', Number.NEGATIVE_INFINITY, '−∞'],
  ] as const)('writes %s %d as %s', (dtype, value, text) => {
    expect(valueText(value, dtype)).toBe(text);
  });

  test('writes each float32 so that it can be read back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = Number(valueText(value, 'float32').replaceAll('−', '-'));
        expect(Math.fround(read)).toBe(value);
      }),
    );
  });
});

describe('nonFiniteMarks', () => {
  test('lists the marks that are needed, each once', () => {
    expect(nonFiniteMarks([1, Number.NEGATIVE_INFINITY, Number.NaN, Number.NaN])).toEqual([
      'NaN',
      '−∞',
    ]);
    expect(nonFiniteMarks(new Uint8Array([0, 255]))).toEqual([]);
  });
});
