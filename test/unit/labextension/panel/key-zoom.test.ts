import { heatmap, tensor } from 'poolscope';
import { panels, slice } from 'poolscope/internal';
import { describe, expect, test } from 'vitest';
import { zoomByKey } from '../../../../labextension/src/panel/key-zoom.js';

const [plane] = panels(heatmap(tensor(new Float64Array(800), [20, 40])));
const shown = slice(plane!, {});
const grid = { left: 0, top: 0, width: 80, height: 40, x: [-0.5, 39.5], y: [19.5, -0.5] } as const;

describe('keys that zoom', () => {
  test('+ shows half as much about the cursor, in both directions', () => {
    const zoom = zoomByKey({ key: '+' }, grid, shown, { row: 0, column: 39 })!;
    // Row 0 stays at the top and column 39 at the right.
    expect(zoom.x[1] - zoom.x[0]).toBe(20);
    expect(zoom.y[0] - zoom.y[1]).toBe(10);
    expect(zoom.x[1]).toBeGreaterThan(39);
    expect(zoom.y[1]).toBeLessThan(0);
  });

  test('− shows twice as much, 0 all', () => {
    const near = { ...grid, x: [9.5, 19.5], y: [9.5, 4.5] } as const;
    expect(zoomByKey({ key: '-' }, near, shown, undefined)).toEqual({
      x: [4.5, 24.5],
      y: [12, 2],
    });
    expect(zoomByKey({ key: '0' }, near, shown, undefined)).toEqual({
      x: [-0.5, 39.5],
      y: [19.5, -0.5],
    });
  });

  test('of a line zoom along it alone', () => {
    const line = { ...grid, y: [0.5, -0.5], line: { top: () => 0, ink: '' } } as const;
    expect(zoomByKey({ key: '+' }, line, shown, undefined)!.y).toEqual([0.5, -0.5]);
  });

  test.each([{ key: 'a' }, { key: '+', ctrlKey: true }])('leave %o to the page', (key) => {
    expect(zoomByKey(key, grid, shown, undefined)).toBeUndefined();
  });
});
