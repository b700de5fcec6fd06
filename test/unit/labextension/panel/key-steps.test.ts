import { describe, expect, test } from 'vitest';
import { axesOf } from '../../../../labextension/src/files/source/selection.js';
import { stepByKey } from '../../../../labextension/src/panel/key-steps.js';
import { panelAxes } from '../../../../src/view/model/panels.js';

// Keys in channels-last arrays are tested in ../explorer/cursor.test.ts.

describe('keys in an array of a file', () => {
  const shape = [3, 4, 5, 6];
  const axes = axesOf(shape, { rowAxis: 1, columnAxis: 0, at: [0, 0, 0, 0] });

  test.each([
    ['ArrowDown', false, [1, 3, 2, 2]],
    ['ArrowRight', false, [2, 2, 2, 2]],
    ['Home', false, [0, 0, 2, 2]],
    ['End', false, [2, 3, 2, 2]],
    ['PageDown', false, [1, 2, 2, 3]],
    ['PageDown', true, [1, 2, 3, 2]],
  ])('%s, with Shift %s, move along the axes that are drawn', (key, shiftKey, index) => {
    expect(stepByKey([1, 2, 2, 2], shape, axes, { key, shiftKey })).toEqual(index);
  });
});

test('a matrix leaves Page Up and Page Down to the page', () => {
  expect(stepByKey([0, 0], [2, 2], panelAxes([2, 2]), { key: 'PageDown' })).toBeUndefined();
});

test('Home reaches the one cell of an array of rank 0', () => {
  expect(stepByKey([], [], panelAxes([]), { key: 'Home' })).toEqual([]);
  expect(stepByKey([], [], panelAxes([]), { key: 'ArrowDown' })).toBeUndefined();
});
