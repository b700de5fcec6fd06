import { describe, expect, test } from 'vitest';
import { contestedCells, windowsOfPlaces } from '../../../src/findings/counts/counts.js';
import { maxPool, random } from '../../../src/index.js';
import { eachWindow } from '../../../src/window/each-window.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from './geometries.js';

describe.each(geometries)('in a %s pooling', (_, shape, options) => {
  const geometry = windows(shape, options);

  test('eachWindow gives the cells of every row, in order', () => {
    const visited: number[][] = [];
    eachWindow(geometry, (row, cells) => visited.push([row, ...cells]));
    expect(visited).toEqual(
      Array.from({ length: geometry.rows }, (_, row) => [row, ...geometry.cells(row)]),
    );
  });

  test('a row’s cell at a column is that of its cells', () => {
    for (let row = 0; row < geometry.rows; row++) {
      const cells = geometry.cells(row);
      expect(cells.map((_, column) => geometry.cell(row, column))).toEqual(cells);
    }
  });

  test('a row’s column of a cell is where its cells hold it', () => {
    const cells = shape.reduce((product, size) => product * size);
    for (let row = 0; row < geometry.rows; row++) {
      const own = geometry.cells(row);
      const columns = Array.from({ length: cells }, (_, cell) => geometry.columnOf(row, cell));
      expect(columns).toEqual(Array.from({ length: cells }, (_, cell) => own.indexOf(cell)));
    }
  });

  test('cells are counted by the windows that hold them, and by those whose maximum they are', () => {
    const { mask } = maxPool(random(8).randn(...shape), options);
    const places = windowsOfPlaces(geometry);
    let contested = 0;
    for (let cell = 0; cell < shape.reduce((product, size) => product * size); cell++) {
      const rows = geometry.rowsOf(...geometry.inputIndex(cell));
      const place = Math.floor(cell / geometry.channels) % places.length;
      expect(places[place]).toBe(rows.length);
      const won = rows.filter(
        (row) => mask.data[row * mask.windowSize + geometry.columnOf(row, cell)] === 1,
      );
      if (won.length > 1) contested++;
    }
    expect(contestedCells(mask)).toBe(contested);
  });
});
