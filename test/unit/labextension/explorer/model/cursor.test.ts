import { describe, expect, test } from 'vitest';
import {
  type Cursor,
  cursorText,
  firstCell,
  inputCursor,
  moveByKey,
  rowCursor,
} from '../../../../../labextension/src/explorer/model/cursor.js';
import type { Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import type { Key } from '../../../../../labextension/src/panel/key-steps.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { subjectOf } from '../subjects.js';

/** A pooling of zeros in windows of two cells along each axis. */
function pooled(...shape: number[]): Subject {
  const x = tensor(new Float32Array(shape.reduce((all, size) => all * size, 1)), shape);
  const { output, mask } = maxPool(x, { kernelSize: 2 });
  return subjectOf({ x, mask, dout: output });
}

const image = pooled(2, 4, 6, 3);

/** The cell that a key leads to in an image of [2, 4, 6, 3], pooled to [2, 2, 3, 3]. */
function reached(
  key: string,
  index: number[],
  more: Partial<Key> = {},
): readonly number[] | undefined {
  return moveByKey(image, { panel: 'x', index }, { key, ...more })?.index;
}

describe('a key moves the cursor', () => {
  test.each([
    ['ArrowLeft', [1, 2, 2, 1]],
    ['ArrowRight', [1, 2, 4, 1]],
    ['ArrowUp', [1, 1, 3, 1]],
    ['ArrowDown', [1, 3, 3, 1]],
    ['Home', [1, 0, 0, 1]],
    ['End', [1, 3, 5, 1]],
    ['PageDown', [1, 2, 3, 2]],
    ['PageUp', [1, 2, 3, 0]],
  ])('%s from x:1,2,3,1 to %j', (key, index) => {
    expect(reached(key, [1, 2, 3, 1])).toEqual(index);
  });

  test('along the batch with Shift and Page Up or Page Down', () => {
    expect(reached('PageUp', [1, 2, 3, 1], { shiftKey: true })).toEqual([0, 2, 3, 1]);
    expect(reached('PageDown', [0, 2, 3, 1], { shiftKey: true })).toEqual([1, 2, 3, 1]);
  });

  test('not past the end of an axis', () => {
    for (const key of ['ArrowLeft', 'ArrowUp', 'PageUp', 'Home']) {
      expect(reached(key, [0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
    }
    for (const key of ['ArrowRight', 'ArrowDown', 'PageDown', 'End']) {
      expect(reached(key, [1, 3, 5, 2])).toEqual([1, 3, 5, 2]);
    }
  });

  test('on the grid of its own panel', () => {
    const index = [0, 1, 1, 0];
    expect(moveByKey(image, { panel: 'dout', index }, { key: 'End' })?.index).toEqual([0, 1, 2, 0]);
    expect(moveByKey(image, { panel: 'mask', index }, { key: 'End' })?.index).toEqual([0, 3, 5, 0]);
  });

  test('only left and right in a strip', () => {
    const cursor: Cursor = { panel: 'x', index: [0, 2, 0] };
    const strip = pooled(1, 6, 1);
    expect(moveByKey(strip, cursor, { key: 'ArrowRight' })?.index).toEqual([0, 3, 0]);
    expect(moveByKey(strip, cursor, { key: 'ArrowUp' })).toBeUndefined();
    expect(moveByKey(strip, cursor, { key: 'ArrowDown' })).toBeUndefined();
    expect(moveByKey(strip, cursor, { key: 'End' })?.index).toEqual([0, 5, 0]);
  });

  test('within a depth of 3-d data, and to another one with Alt and Page Up or Page Down', () => {
    const cursor: Cursor = { panel: 'x', index: [0, 1, 2, 2, 0] };
    const volume = pooled(1, 4, 4, 4, 2);
    const to = (key: Key): readonly number[] | undefined => moveByKey(volume, cursor, key)?.index;
    expect(to({ key: 'ArrowUp' })).toEqual([0, 1, 1, 2, 0]);
    expect(to({ key: 'ArrowLeft' })).toEqual([0, 1, 2, 1, 0]);
    expect(to({ key: 'PageDown', altKey: true })).toEqual([0, 2, 2, 2, 0]);
    expect(to({ key: 'PageUp', altKey: true })).toEqual([0, 0, 2, 2, 0]);
    expect(to({ key: 'End' })).toEqual([0, 3, 3, 3, 0]);
  });

  test('unless the page or the browser uses the key', () => {
    expect(reached('a', [0, 0, 0, 0])).toBeUndefined();
    expect(reached('Tab', [0, 0, 0, 0])).toBeUndefined();
    expect(reached('ArrowLeft', [0, 0, 1, 0], { altKey: true })).toBeUndefined();
    expect(reached('ArrowLeft', [0, 0, 1, 0], { ctrlKey: true })).toBeUndefined();
    expect(reached('Home', [0, 0, 1, 0], { metaKey: true })).toBeUndefined();
    expect(reached('PageDown', [0, 0, 1, 0], { altKey: true })).toBeUndefined();
  });

  test('not in an empty batch', () => {
    const empty = pooled(0, 4, 4, 1);
    expect(moveByKey(empty, { panel: 'x', index: [0, 0, 0, 0] }, { key: 'End' })).toBeUndefined();
    expect(firstCell(empty, 'x')).toBeUndefined();
  });
});

describe('a cursor', () => {
  test('is written as its panel and index, and as nothing where there is none', () => {
    expect(cursorText({ panel: 'dout', index: [0, 3, 5, 2] })).toBe('dout:0,3,5,2');
    expect(cursorText(undefined)).toBe('');
  });

  test('starts at the first cell of a batch and channel', () => {
    expect(firstCell(image, 'din', 1, 2)).toEqual({ panel: 'din', index: [1, 0, 0, 2] });
    expect(firstCell(image, 'dout', 9, 9)?.index).toEqual([1, 0, 0, 2]);
  });

  test('is found for a matrix row and for an input cell', () => {
    // Row ((1·2 + 0)·3 + 2)·3 + 1 = 25; cell ((1·4 + 3)·6 + 0)·3 + 2 = 128.
    expect(rowCursor(image, 25)).toEqual({ panel: 'dout', index: [1, 0, 2, 1] });
    expect(inputCursor(image, 'x', 128)).toEqual({ panel: 'x', index: [1, 3, 0, 2] });
  });
});
