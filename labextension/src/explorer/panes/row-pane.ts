import type { Geometry, Tensor } from 'poolscope';
import { shortNumber } from 'poolscope/internal';
import { element } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { valueText } from '../../ui/readout.js';
import { trans } from '../../ui/texts.js';
import { rowAddress } from '../model/address.js';
import {
  type ArithmeticCell,
  arithmeticOf,
  channelMatrix,
  columnsToShow,
} from '../model/arithmetic.js';
import { type Cursor, rowCursor } from '../model/cursor.js';
import { type Agreement, type DinCell, dinCell, type Marks } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { type Cell, tableOf } from './table.js';

// More than these at once would take a frame's time.
const mostColumns = 64;
const mostChannels = 64;
const mostChannelCells = 800;
const mostContributions = 64;

/** How the sum of what windows gave to a cell stands to what din holds there. */
function sumText(sum: string, agreement: Agreement): string {
  if (agreement === 'same') return trans.__('Their sum is %1, exactly what din holds', sum);
  if (agreement === 'rounding') {
    return trans.__('Their sum is %1, but for rounding what din holds', sum);
  }
  if (agreement === 'different') return trans.__('Their sum is %1, not what din holds', sum);
  return trans.__(
    'Their sum is %1, din holds more: windows outside the part shown gave to it too',
    sum,
  );
}

/** The matrix row under the cursor: its address, its arithmetic, and the same window's other channels. */
export class RowPane {
  readonly node: HTMLElement = element('section', 'poolscope-row');
  private readonly subject: Subject;
  private readonly chosen: (cursor: Cursor) => void;
  private readonly content = element('div', 'poolscope-row-content');
  private readonly channels = document.createElement('details');
  private readonly gave = element('div', 'poolscope-gave');
  private marks: Marks | undefined;

  /** @param chosen told of a row that a person goes to */
  constructor(subject: Subject, chosen: (cursor: Cursor) => void) {
    this.subject = subject;
    this.chosen = chosen;
    const { channels, windowSize } = subject.geometry;
    this.channels.className = 'poolscope-channels';
    this.channels.open = true;
    this.channels.addEventListener('toggle', () => this.drawChannels());
    this.channels.append(
      element(
        'summary',
        '',
        trans.__('This window in every channel (md, %1 × %2)', channels, windowSize),
      ),
    );
    this.channels.hidden = true;
    // As high as it gets: what stands below does not jump as the cursor moves.
    this.gave.style.minHeight = `${44 + Math.min(132, 22 * windowsPerCell(subject.geometry))}px`;
    this.node.setAttribute('aria-label', trans.__('matrix row'));
    this.node.append(
      element('div', 'poolscope-heading', trans.__('Matrix row')),
      this.content,
      this.channels,
      this.gave,
    );
    this.content.textContent = trans.__(
      'Point at a cell: its row of the matrix is worked out here.',
    );
  }

  /** Shows the rows that a cursor marks. */
  show(marks: Marks | undefined): void {
    this.marks = marks;
    const row = marks?.dataRow;
    this.channels.hidden = row === undefined;
    if (marks === undefined) return;
    const cell = marks.inputCell;
    this.content.replaceChildren(...(row === undefined ? [] : this.arithmetic(row)));
    this.gave.replaceChildren(
      ...(cell === undefined ? [] : this.contributions(dinCell(this.subject, cell))),
    );
    this.drawChannels();
  }

  private arithmetic(row: number): HTMLElement[] {
    const { geometry, x, dout } = this.subject;
    const { cells } = arithmeticOf(
      this.subject,
      row,
      columnsToShow(this.subject, row, mostColumns),
    );
    const { windowSize } = geometry;
    const title =
      cells.length < windowSize
        ? trans.__('row %1, %2 of its %3 cells', row, cells.length, windowSize)
        : trans.__('row %1, cell by cell', row);
    const line = (head: string, cellOf: (cell: ArithmeticCell) => Cell): Cell[] => [
      { text: head, isHead: true },
      ...cells.map(cellOf),
    ];
    const lines = [
      line(trans.__('cell'), ({ index }) => ({ text: placeText(index), isHead: true })),
      line('x', ({ value }) => number(value, x?.dtype ?? dout.dtype)),
      line('mask', ({ max }) => ({ text: max ? 'true' : 'false', isMarked: max })),
      line('× dout', ({ product, max }) => ({ ...number(product, dout.dtype), isMarked: max })),
    ];
    const at = geometry.outputIndex(row);
    const gradient = valueText(dout.data[row]!, dout.dtype);
    return [
      element('div', 'poolscope-address', rowAddress(geometry, row)),
      tableOf(
        title,
        lines.filter((_, i) => i !== 1 || x !== undefined),
      ),
      element('div', 'poolscope-note', `dout[${at.join(', ')}] = ${gradient}`),
    ];
  }

  /** What each window gave to a cell of din, and what that adds up to. */
  private contributions(cell: DinCell): HTMLElement[] {
    const { geometry, dout, din } = this.subject;
    const index = geometry.inputIndex(cell.cell);
    const list = element('ul', 'poolscope-contributions');
    const all = cell.contributions;
    const listed =
      all.length > mostContributions
        ? all.filter(({ won }) => won).slice(0, mostContributions)
        : all;
    for (const { row, won, gave } of listed) {
      const place = geometry.outputIndex(row).slice(1, -1);
      const item = document.createElement('li');
      item.append(
        button(trans.__('row %1', row), () => this.chosen(rowCursor(this.subject, row))),
        ` ${
          won
            ? trans.__('window (%1) gave %2', place.join(', '), valueText(gave, dout.dtype))
            : trans.__('window (%1) gave 0: its maximum is elsewhere', place.join(', '))
        }`,
      );
      list.append(item);
    }
    if (listed.length < all.length) {
      const more = all.length - listed.length;
      const isRest = all.filter(({ won }) => won).length === listed.length;
      const words = isRest
        ? trans._n('%1 more window gave 0', '%1 more windows gave 0', more)
        : trans._n('%1 more window', '%1 more windows', more);
      list.append(element('li', '', words));
    }
    const sum = valueText(cell.sum, dout.dtype);
    const holds = valueText(cell.value, din.dtype);
    const words =
      cell.contributions.length === 0
        ? trans.__('No window holds this cell.')
        : sumText(sum, cell.agreement);
    return [
      element('div', 'poolscope-note', `din[${index.join(', ')}] = ${holds}`),
      list,
      element(
        'div',
        cell.agreement === 'different' ? 'poolscope-note poolscope-wrong' : 'poolscope-note',
        words,
      ),
    ];
  }

  private drawChannels(): void {
    const row = this.marks?.dataRow;
    if (row === undefined || !this.channels.open) return;
    const { dout } = this.subject;
    const { firstRow, channels, windowSize, real, mask, products } = channelMatrix(
      this.subject,
      row,
    );
    const at = row - firstRow;
    const columns = columnsToShow(this.subject, row, mostColumns);
    const most = Math.min(mostChannels, Math.ceil(mostChannelCells / (columns.length + 2)));
    const first = Math.max(0, Math.min(at - Math.floor(most / 2), channels - most));
    const last = Math.min(channels, first + most) - 1;
    const title =
      last - first + 1 < channels
        ? trans.__('channels %1 to %2 of %3: each row’s product with dout', first, last, channels)
        : trans.__('each row’s product with dout');
    const lines = Array.from({ length: last - first + 1 }, (_, i): Cell[] => {
      const channel = first + i;
      return [
        { text: `${firstRow + channel}`, isHead: true, isMarked: channel === at },
        ...columns.map((column): Cell => {
          const cell = channel * windowSize + column;
          return {
            ...number(real[column] ? products[cell] : undefined, dout.dtype),
            isMarked: mask[cell] === 1,
          };
        }),
        number(dout.data[firstRow + channel], dout.dtype),
      ];
    });
    const head = [trans.__('row'), ...columns.map((column) => `${column}`), 'dout'];
    const table = tableOf(title, [head.map((text): Cell => ({ text, isHead: true })), ...lines]);
    const [summary] = this.channels.children;
    this.channels.replaceChildren(...(summary ? [summary] : []), table);
  }
}

/** A number short, and in full for who points at it; a dash where there is none. */
function number(value: number | undefined, dtype: Tensor['dtype']): Cell {
  if (value === undefined) return { text: '–' };
  return { text: shortNumber(value), full: valueText(value, dtype) };
}

/** Where a cell lies on the input. */
function placeText(index: readonly number[] | undefined): string {
  return index === undefined ? trans.__('padding') : `(${index.slice(1, -1).join(', ')})`;
}

/** The most windows that hold one cell. */
function windowsPerCell({ kernelSize, stride, dilation }: Geometry): number {
  return kernelSize.reduce((product, size, axis) => {
    const reach = (size - 1) * dilation[axis]! + 1;
    return product * Math.min(size, Math.ceil(reach / stride[axis]!));
  }, 1);
}
