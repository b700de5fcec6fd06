import { describe, expect, test } from 'vitest';
import {
  blockOf,
  inputPart,
  outputPart,
} from '../../../../../labextension/src/explorer/model/zoom.js';
import { zoomWith } from '../../../../../labextension/src/plot/zoom.js';
import { windows } from '../../../../../src/window/windows.js';

// 12 × 8 cells in windows of 3 × 2 with stride 2: window i holds the rows 2i to 2i + 2, window j the columns 2j and 2j + 1.
const geometry = windows([1, 12, 8, 1], { kernelSize: [3, 2], stride: 2 });
const whole = {
  input: { x: [-0.5, 7.5], y: [11.5, -0.5] },
  dout: { x: [-0.5, 3.5], y: [4.5, -0.5] },
};

describe('the part of dout', () => {
  test('is the windows that touch the part of the input', () => {
    // Rows 4 to 6 are in the windows 1, 2 and 3; columns 3 to 4 in 1 and 2.
    expect(outputPart(geometry, { x: [2.5, 4.5], y: [6.5, 3.5] })).toEqual({
      x: [0.5, 2.5],
      y: [3.5, 0.5],
    });
    // Of cells that are cut through something is on screen.
    expect(outputPart(geometry, { x: [2.9, 3.6], y: [6.1, 3.9] })).toEqual({
      x: [0.5, 2.5],
      y: [3.5, 0.5],
    });
  });

  test('is all of it for the whole input, and for cells in no window', () => {
    expect(outputPart(geometry, whole.input as never)).toEqual(whole.dout);
    expect(outputPart(geometry, { x: [-0.5, 7.5], y: [11.5, 10.5] }).y).toEqual(whole.dout.y);
  });
});

describe('the part of the input', () => {
  test('is the cells of the windows on screen', () => {
    expect(inputPart(geometry, { x: [0.5, 2.5], y: [3.5, 1.5] })).toEqual({
      x: [1.5, 5.5],
      y: [8.5, 3.5],
    });
  });

  test('is all of it for the whole dout, also where windows leave cells out', () => {
    expect(inputPart(geometry, whole.dout as never)).toEqual(whole.input);
  });

  test('leaves the one row of a strip, and follows the last two axes of a volume', () => {
    const strip = windows([1, 12, 1], { kernelSize: 3 });
    expect(inputPart(strip, { x: [0.5, 1.5], y: [0.5, -0.5] })).toEqual({
      x: [2.5, 5.5],
      y: [0.5, -0.5],
    });
    const volume = windows([1, 4, 12, 8, 1], { kernelSize: [2, 3, 2], stride: [2, 2, 2] });
    expect(inputPart(volume, { x: [0.5, 2.5], y: [3.5, 1.5] })).toEqual({
      x: [1.5, 5.5],
      y: [8.5, 3.5],
    });
  });
});

describe('a zoom', () => {
  const zoom = { x: [1.5, 4.5], y: [6.5, 3.5] } as const;

  test('stays where it shows the cells', () => {
    expect(zoomWith(zoom, { rows: [4, 6], columns: [2, 4] })).toBeUndefined();
  });

  test('moves just far enough, at the same size', () => {
    expect(zoomWith(zoom, { rows: [2, 3], columns: [3, 3] })).toEqual({
      x: [1.5, 4.5],
      y: [4.5, 1.5],
    });
    expect(zoomWith(zoom, { rows: [5, 5], columns: [6, 7] })).toEqual({
      x: [4.5, 7.5],
      y: [6.5, 3.5],
    });
  });

  test('grows to cells that it has no room for', () => {
    expect(zoomWith(zoom, { rows: [0, 7], columns: [2, 2] })).toEqual({
      x: [1.5, 4.5],
      y: [7.5, -0.5],
    });
  });

  test('takes the drawn axes of a place', () => {
    expect(blockOf([[3], [1, 2], [5, 7]])).toEqual({ rows: [1, 2], columns: [5, 7] });
    expect(blockOf([[5, 7]])).toEqual({ rows: [0, 0], columns: [5, 7] });
    expect(blockOf([[], [1]])).toBeUndefined();
  });
});
