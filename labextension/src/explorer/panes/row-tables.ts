// The tables of a matrix row: its arithmetic cell by cell, and the same window in every channel.
import { formatCount } from 'poolscope/internal';
import { element } from '../../ui/element.js';
import { addressOf, valueText } from '../../ui/readout.js';
import { runningText } from '../../ui/running-text.js';
import { trans } from '../../ui/texts.js';
import { rowFormula } from '../loops/row-formula.js';
import {
  type ArithmeticCell,
  arithmeticOf,
  channelRows,
  chooseColumns,
} from '../model/arithmetic.js';
import type { Subject } from '../model/subject.js';
import { createNumberTable, type NumberCell, numberCell } from './number-table.js';

// Larger tables would take longer than a frame.
const mostColumns = 64;
const mostChannels = 64;
const mostChannelCells = 800;

/** A row's formula, and its arithmetic in a table: values, mask and product with dout. */
export function createArithmetic(subject: Subject, row: number): HTMLElement[] {
  const { geometry, x, dout, layout } = subject;
  const { cells } = arithmeticOf(subject, row, chooseColumns(subject, row, mostColumns));
  const { windowSize } = geometry;
  const title =
    cells.length < windowSize
      ? trans.__('row %1, %2 of its %3 cells', row, cells.length, windowSize)
      : trans.__('row %1, cell by cell', row);
  const line = (head: string, cellOf: (cell: ArithmeticCell) => NumberCell): NumberCell[] => [
    { text: head, isHead: true },
    ...cells.map(cellOf),
  ];
  const lines = [
    line(trans.__('cell'), ({ index }) => ({ text: placeText(index), isHead: true })),
    ...(x === undefined ? [] : [line('x', ({ value }) => numberCell(value, x.dtype))]),
    subject.weights === undefined
      ? line('mask', ({ max }) => ({ text: max ? 'true' : 'false', isMarked: max }))
      : line(trans.__('weight'), ({ weight }) => numberCell(weight, 'float64')),
    line('× dout', ({ product, max }) => ({
      ...numberCell(product, dout.dtype),
      isMarked: max && subject.weights === undefined,
    })),
  ];
  const address = addressOf('dout', geometry.outputIndex(row), layout);
  const gradient = valueText(dout.data[row]!, dout.dtype);
  return [
    element('div', 'poolscope-address', rowFormula(geometry, row)),
    createNumberTable(title, lines),
    runningText('div', 'poolscope-note', `${address} = ${gradient}`),
  ];
}

/** The rows of a row's window for every channel, or for those around it where there are many. */
export function createChannelTable(subject: Subject, row: number): HTMLElement {
  const { dout, geometry } = subject;
  const { channels } = geometry;
  const at = row % channels;
  const columns = chooseColumns(subject, row, mostColumns);
  const most = Math.min(mostChannels, Math.ceil(mostChannelCells / (columns.length + 2)));
  const first = Math.max(0, Math.min(at - Math.floor(most / 2), channels - most));
  const count = Math.min(channels, first + most) - first;
  const title =
    count < channels
      ? trans.__(
          'channels %1 to %2 of %3: each row’s product with dout',
          first,
          first + count - 1,
          channels,
        )
      : trans.__('each row’s product with dout');
  const shown = Array.from({ length: count }, (_, i) => first + i);
  const lines = channelRows(subject, row, shown, columns).map((one): NumberCell[] => [
    { text: formatCount(one.row), isHead: true, isMarked: one.row === row },
    ...one.cells.map(({ max, product }) => ({
      ...numberCell(product, dout.dtype),
      isMarked: max && subject.weights === undefined,
    })),
    numberCell(one.dout, dout.dtype),
  ]);
  const head = [trans.__('row'), ...columns.map((column) => `${column}`), 'dout'];
  return createNumberTable(title, [
    head.map((text): NumberCell => ({ text, isHead: true })),
    ...lines,
  ]);
}

/** The place of a cell in the input. */
function placeText(index: readonly number[] | undefined): string {
  return index === undefined ? trans.__('padding') : `(${index.slice(1, -1).join(', ')})`;
}
