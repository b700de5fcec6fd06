import type { Geometry, Tensor } from 'poolscope';
import { element } from '../element.js';
import { button } from '../form.js';
import { shortText, valueText } from '../readout.js';
import { rowAddress } from './model/address.js';
import { arithmeticOf, channelMatrix } from './model/arithmetic.js';
import { type Cursor, rowCursor } from './model/cursor.js';
import { type Agreement, type DinCell, dinCell, type Marks } from './model/marks.js';
import type { Subject } from './model/subject.js';
import { type Cell, tableOf } from './table.js';

/** The most channels listed at once: more would take a frame's time. */
const mostChannels = 64;

const agreements: Readonly<Record<Agreement, string>> = {
  same: 'exactly what din holds',
  rounding: 'but for rounding what din holds',
  outside: 'din holds more: windows outside the part shown gave to it too',
  different: 'not what din holds',
};

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
      element('summary', '', `This window in every channel (md, ${channels} × ${windowSize})`),
    );
    this.channels.hidden = true;
    // As high as it gets: what stands below does not jump as the cursor moves.
    this.gave.style.minHeight = `${44 + Math.min(132, 22 * windowsPerCell(subject.geometry))}px`;
    this.node.setAttribute('aria-label', 'matrix row');
    this.node.append(
      element('div', 'poolscope-heading', 'Matrix row'),
      this.content,
      this.channels,
    );
    this.content.textContent = 'Point at a cell: its row of the matrix is worked out here.';
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
    const cells = rowCells(this.subject, row);
    const line = (head: string, text: (i: number) => Cell | string): Cell[] => [
      { text: head, isHead: true },
      ...cells.map((_, i): Cell => {
        const made = text(i);
        return typeof made === 'string' ? { text: made } : made;
      }),
    ];
    const at = geometry.outputIndex(row);
    return [
      element('div', 'poolscope-address', rowAddress(geometry, row)),
      tableOf(`row ${row}, cell by cell`, [
        line('cell', (i) => ({ text: placeText(cells[i]!.input), isHead: true })),
        ...(x === undefined
          ? []
          : [
              line('x', (i) => {
                const { value } = cells[i]!;
                return value === undefined ? '–' : number(value, x.dtype);
              }),
            ]),
        line('mask', (i) => ({
          text: cells[i]!.isMaximum ? 'true' : 'false',
          isMarked: cells[i]!.isMaximum,
        })),
        line('× dout', (i) => ({
          ...number(cells[i]!.gets, dout.dtype),
          isMarked: cells[i]!.isMaximum,
        })),
      ]),
      element(
        'div',
        'poolscope-note',
        `dout[${at.join(', ')}] = ${valueText(dout.data[row]!, dout.dtype)}`,
      ),
    ];
  }

  /** What each window gave to a cell of din, and what that adds up to. */
  private contributions(cell: DinCell): HTMLElement[] {
    const { geometry, dout, din } = this.subject;
    const index = geometry.inputIndex(cell.cell);
    const list = element('ul', 'poolscope-contributions');
    for (const { row, won, gave } of cell.contributions) {
      const place = geometry.outputIndex(row).slice(1, -1);
      const item = document.createElement('li');
      item.append(
        button(`row ${row}`, () => this.chosen(rowCursor(this.subject, row))),
        ` window (${place.join(', ')}) gave ${won ? valueText(gave, dout.dtype) : '0: its maximum is elsewhere'}`,
      );
      list.append(item);
    }
    const sum = valueText(cell.sum, dout.dtype);
    const holds = valueText(cell.value, din.dtype);
    const words =
      cell.contributions.length === 0
        ? 'No window holds this cell.'
        : `Their sum is ${sum}, ${agreements[cell.agreement]}`;
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
    const { dout, geometry } = this.subject;
    const rows = windowRows(this.subject, row);
    const at = rows.indexOf(row);
    const first = Math.max(0, Math.min(at - mostChannels / 2, rows.length - mostChannels));
    const shown = rows.slice(first, first + mostChannels);
    const title =
      shown.length < rows.length
        ? `channels ${first} to ${first + shown.length - 1} of ${rows.length}`
        : 'row of the matrix, its mask, its product with dout';
    const table = tableOf(title, [
      [
        { text: 'row', isHead: true },
        ...geometry.cells(row).map((_, column): Cell => ({ text: `${column}`, isHead: true })),
        { text: 'dout', isHead: true },
      ],
      ...shown.map((one): Cell[] => [
        { text: `${one}`, isHead: true, isMarked: one === row },
        ...rowCells(this.subject, one).map(
          ({ isMaximum, gets, input }): Cell => ({
            ...(input === undefined ? { text: '–' } : number(gets, dout.dtype)),
            isMarked: isMaximum,
          }),
        ),
        number(dout.data[one]!, dout.dtype),
      ]),
    ]);
    const [summary] = this.channels.children;
    this.channels.replaceChildren(...(summary ? [summary] : []), table);
  }
}

/** A number short, and in full for who points at it. */
function number(value: number, dtype: Tensor['dtype']): Cell {
  return { text: shortText(value), full: valueText(value, dtype) };
}

function placeText(input: readonly number[] | undefined): string {
  return input === undefined ? 'padding' : `(${input.join(', ')})`;
}

/** The most windows that hold one cell. */
function windowsPerCell({ kernelSize, stride, dilation }: Geometry): number {
  return kernelSize.reduce((product, size, axis) => {
    const reach = (size - 1) * dilation[axis]! + 1;
    return product * Math.min(size, Math.ceil(reach / stride[axis]!));
  }, 1);
}
