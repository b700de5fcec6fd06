import { describe, expect, test } from 'vitest';
import {
  lineAlong,
  type PlacedMap,
  wayBetween,
} from '../../../../../labextension/src/explorer/shown/arrow-way.js';
import type { Box } from '../../../../../labextension/src/plot/canvas/cell-grid.js';

/** A heatmap of square cells of 40 pixels, in a panel with a title of 20 and row numbers of 15; its title may be wider. */
const size = 40;
function mapAt(left: number, top: number, rows: number, columns: number, title = 0): PlacedMap {
  const area = { left: left + 15, top: top + 20, width: columns * size, height: rows * size };
  return { panel: { left, top, width: Math.max(title, area.width + 18) }, area };
}
const cellOf = ({ area }: PlacedMap, row: number, column: number): Box => ({
  left: area.left + column * size,
  top: area.top + row * size,
  width: size,
  height: size,
});

/** The ends of a path's straight parts, and the ends and control points of its curves. */
function pointsOf(path: string): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  for (const [, command, rest] of path.matchAll(/([MLHCQ])([^MLHCQ]*)/g)) {
    const numbers = rest!.trim().split(/\s+/).map(Number);
    if (command === 'H') points.push([numbers[0]!, points.at(-1)![1]]);
    else for (let i = 0; i < numbers.length; i += 2) points.push([numbers[i]!, numbers[i + 1]!]);
  }
  return points;
}

/** Whether a point is in a box, and not on the line between two rows of cells. */
const strikes = ({ area }: PlacedMap, [x, y]: readonly [number, number]): boolean =>
  x > area.left &&
  x < area.left + area.width &&
  y > area.top &&
  y < area.top + area.height &&
  (y - area.top) % size !== 0;

// x, din and dout as the explorer arranges them.
const besides = { x: mapAt(0, 0, 4, 6), dout: mapAt(270, 0, 2, 3), din: mapAt(420, 0, 4, 6) };
const below = { x: mapAt(0, 0, 4, 6), din: mapAt(267, 0, 4, 6), dout: mapAt(0, 230, 2, 3) };
const column = { x: mapAt(0, 0, 4, 6), din: mapAt(0, 230, 4, 6), dout: mapAt(0, 460, 2, 3) };

describe.each(Object.entries({ besides, below, column }))('of heatmaps %s', (_, maps) => {
  const { x, dout, din } = maps;
  const way = wayBetween(dout, din)!;
  const everyLine = [0, 1].flatMap((row) =>
    [0, 1, 2].flatMap((column) =>
      [0, 3].flatMap((toRow) =>
        [0, 2, 5].flatMap((toColumn) =>
          [-1.5, 0, 1.5].map((at) => {
            const [from, to] = [cellOf(dout, row, column), cellOf(din, toRow, toColumn)];
            return { from, to, line: lineAlong(way, from, to, at, 8) };
          }),
        ),
      ),
    ),
  );

  test('an arrow leaves the lower corner of its cell, and ends in the near lower corner of the other', () => {
    for (const { from, to, line } of everyLine) {
      const [start, end] = [pointsOf(line.path)[0]!, pointsOf(line.path).at(-1)!];
      expect(start).toEqual([from.left + from.width, from.top + from.height]);
      expect(end).toEqual(line.base);
      const sign = way.side === 'left' ? 1 : -1;
      expect(line.base).toEqual([to.left + (sign > 0 ? 0 : to.width), to.top + to.height]);
      expect(line.tip[0]).toBeCloseTo(line.base[0] + (sign * 8) / Math.SQRT2);
      expect(line.tip[1]).toBeCloseTo(line.base[1] - 8 / Math.SQRT2);
    }
  });

  test('it strikes through no cell, but along the lines between rows', () => {
    for (const { line } of everyLine) {
      for (const point of pointsOf(line.path)) {
        for (const map of [x, dout, din]) expect(strikes(map, point), line.path).toBe(false);
      }
    }
  });

  test('it goes on through titles nowhere', () => {
    for (const { line } of everyLine) {
      for (const [across, down] of pointsOf(line.path)) {
        for (const { panel, area } of [x, din, dout]) {
          const isInTitle = down > panel.top && down < area.top;
          expect(isInTitle && across > area.left && across < area.left + area.width).toBe(false);
        }
      }
    }
  });
});

test('a way up beside a heatmap is beside its title too, where that is wider', () => {
  const dout = mapAt(0, 230, 2, 3, 190);
  expect(wayBetween(dout, below.din)!.first).toBeGreaterThan(dout.panel.left + 190);
});

test('where a heatmap is above the other there is no way', () => {
  expect(wayBetween(column.x, column.din)).toBeUndefined();
});

test('in a small cell the head goes no further than its middle', () => {
  const { dout, din } = besides;
  const small = { ...cellOf(din, 0, 0), width: 6, height: 6 };
  const { base, tip } = lineAlong(wayBetween(dout, din)!, cellOf(dout, 0, 0), small, 0, 11);
  expect([tip[0] - base[0], base[1] - tip[1]]).toEqual([3, 3]);
});

test('arrows on one way have lanes of their own', () => {
  const way = wayBetween(below.dout, below.din)!;
  const ends = [cellOf(below.dout, 0, 0), cellOf(below.din, 1, 1)] as const;
  const ups = [-0.5, 0.5].map((at) => lineAlong(way, ...ends, at, 8).path);
  expect(new Set(ups).size).toBe(2);
});
