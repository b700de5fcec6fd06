// The picture of the matrix: all its rows, or those that a person has zoomed to.
import type { Finding } from 'poolscope';
import { type Scale, shortNumber } from 'poolscope/internal';
import { clearCanvas, createOverlay } from '../../plot/canvas/canvas.js';
import { zoomed } from '../../plot/zoom.js';
import { element, group, setText } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { nextFrame } from '../../ui/next-frame.js';
import { trans } from '../../ui/texts.js';
import type { Marks } from '../model/marks.js';
import { type Overview, oddness, oddRowsOf, overviewOf, type RowRange } from '../model/overview.js';
import type { Subject } from '../model/subject.js';
import { addSliderKeys } from '../panes/picture-slider.js';
import { largestShare, type MatrixDrawing, paintLines, paintRows } from './matrix-painter.js';
import { listenForRows } from './row-gestures.js';
import { arrangeStrips, heights, lineAt, rowsOf, type Strips } from './strips.js';

/** Columns of more windows are not listed one by one. */
const mostColumnsSaid = 9;

/** The matrix in one picture, which zooms down to single rows. A click goes to a row. */
export class MatrixPane {
  readonly node: HTMLElement = group(trans.__('matrix'), 'poolscope-matrix');
  private readonly subject: Subject;
  private readonly scale: () => Scale;
  private oddRows: Uint8Array;
  private readonly area = element('div', 'poolscope-matrix-area');
  private readonly lines = document.createElement('canvas');
  private readonly marks = createOverlay('poolscope-overlay');
  private readonly line = element('div', 'poolscope-matrix-line');
  private readonly note = element('div', 'poolscope-note');
  private readonly showAll: HTMLButtonElement;
  private readonly frame = nextFrame(() => this.draw());
  private readonly observer = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry!.contentRect.width);
    this.frame.request();
  });
  /** Of the picture; 0 while it is not shown: asking for it has the page laid out. */
  private width = 0;
  private readonly announce: () => void;
  private range: RowRange;
  private drawn: MatrixDrawing | undefined;
  private marked: Marks | undefined;

  /**
   * @param scale the mask's colours
   * @param onChoose called with the row that was clicked
   */
  constructor(subject: Subject, scale: () => Scale, onChoose: (row: number) => void) {
    this.subject = subject;
    this.scale = scale;
    this.oddRows = oddRowsOf(subject, []);
    const { rows, windowSize } = subject.mask;
    this.range = { start: 0, end: rows };
    this.announce = addSliderKeys(this.area, {
      label: trans.__('the matrix of the mask, %1 rows by %2 columns', rows, windowSize),
      size: rows,
      pageSize: () => (this.drawn ? this.drawn.strips.perStrip * this.drawn.strips.rowsPerLine : 1),
      current: () => this.row ?? 0,
      placeText: (row) => trans.__('row %1', row),
      onMove: onChoose,
      onOther: (key) => this.zoomByKey(key),
    });
    this.showAll = button(trans.__('Show all rows'), () => this.show({ start: 0, end: rows }));
    this.area.append(this.lines, this.marks);
    this.area.style.height = `${heights.numbers + heights.strips}px`;
    listenForRows(this.area, {
      rowsAt: (left, top) => this.rowsAt(left, top),
      onPoint: (found) => this.describeLine(found),
      onChoose: ({ start }) => onChoose(start),
      onDrag: (from, to) => {
        this.show({ start: Math.min(from.start, to.start), end: Math.max(from.end, to.end) });
      },
      onWheel: ({ start, end }, factor) => this.zoom((start + end - 1) / 2, factor),
      onAll: () => this.show({ start: 0, end: rows }),
    });
    const head = element(
      'div',
      'poolscope-heading',
      trans.__('The matrix [%1, %2]', rows, windowSize),
    );
    head.append(' ', this.showAll);
    this.node.append(head, this.area, this.line, this.note);
    this.observer.observe(this.area);
  }

  /** Marks the rows that the findings are about. */
  showFindings(findings: readonly Finding[]): void {
    this.oddRows = oddRowsOf(this.subject, findings);
    this.redraw();
  }

  /** Marks the rows of the windows of a cell, and brings the first of them into the picture. */
  mark(marks: Marks | undefined): void {
    this.marked = marks;
    this.announce();
    const { row, range } = this;
    const size = range.end - range.start;
    if (row !== undefined && (row < range.start || row >= range.end)) {
      const middle = row - Math.floor(size / 2);
      const start = Math.max(0, Math.min(middle, this.subject.mask.rows - size));
      this.show({ start, end: start + size });
    }
    this.drawMarks();
  }

  redraw(): void {
    this.frame.request();
  }

  dispose(): void {
    this.observer.disconnect();
    this.frame.cancel();
    this.node.remove();
  }

  private get row(): number | undefined {
    return this.marked?.firstRow;
  }

  private draw(): void {
    const { width } = this;
    const { rows, windowSize } = this.subject.mask;
    if (width === 0 || rows === 0) return;
    const { range } = this;
    const strips = arrangeStrips(range, windowSize, width);
    const overview = overviewOf(this.subject, this.oddRows, strips.lines, range);
    const style = getComputedStyle(this.node);
    this.drawn = { strips, overview, windowSize, scale: this.scale(), style };
    const context = clearCanvas(this.lines, width, heights.numbers + heights.strips);
    paintLines(context, this.drawn);
    this.showAll.hidden = range.end - range.start === rows;
    this.note.textContent = this.noteOf(overview, strips);
    this.drawMarks();
  }

  private drawMarks(): void {
    if (this.drawn === undefined) return;
    const height = heights.numbers + heights.strips;
    const context = clearCanvas(this.marks, this.width, height);
    paintRows(context, this.drawn, this.marked?.rows ?? []);
  }

  /** What a line stands for, and its colours. */
  private noteOf(overview: Overview, { range }: Strips): string {
    const { rowsPerLine, odd } = overview;
    const has = (level: number): boolean => odd.includes(level);
    const isPart = range.end - range.start < this.subject.mask.rows;
    return [
      rowsPerLine === 1
        ? trans.__('One line = one row: a dark cell has the maximum.')
        : trans.__(
            'One line = %1 rows: share of them that has the maximum in a column, up to %2 %.',
            rowsPerLine,
            shortNumber(100 * largestShare(overview)),
          ),
      ...(isPart ? [trans.__('Rows %1 to %2 are shown.', range.start, range.end - 1)] : []),
      ...(has(oddness.error) ? [trans.__('A red edge: an error is found in a row there.')] : []),
      ...(has(oddness.notice)
        ? [trans.__('An orange edge: a notice among the findings is about a row there.')]
        : []),
      trans.__('Click to go to a row; drag, + and − to zoom.'),
    ].join(' ');
  }

  private rowsAt(left: number, top: number): RowRange | undefined {
    const line = this.drawn && lineAt(this.drawn.strips, left, top);
    return line === undefined ? undefined : rowsOf(this.drawn!.strips, line);
  }

  /** Says what the line under the pointer stands for. */
  private describeLine(rows: RowRange | undefined): void {
    setText(this.line, rows === undefined ? '' : this.textOf(rows));
  }

  private textOf({ start, end }: RowRange): string {
    const { windowSize } = this.subject.mask;
    const name =
      end - start === 1 ? trans.__('row %1', start) : trans.__('rows %1 to %2', start, end - 1);
    if (windowSize > mostColumnsSaid) return name;
    const { shares } = overviewOf(this.subject, this.oddRows, 1, { start, end });
    const parts = [...shares].map((share, column) => `${column}: ${shortNumber(100 * share)} %`);
    return trans.__('%1: maxima in column %2', name, parts.join(' · '));
  }

  private zoomByKey(key: string): boolean {
    const { rows } = this.subject.mask;
    if (key === '0') this.show({ start: 0, end: rows });
    else if (key === '+' || key === '=') this.zoom(undefined, 0.5);
    else if (key === '-' || key === '−') this.zoom(undefined, 2);
    else return false;
    return true;
  }

  /** Zooms about a row; undefined: about the marked one, or the middle. */
  private zoom(about: number | undefined, factor: number): void {
    const { start, end } = this.range;
    const at = about ?? this.row ?? (start + end - 1) / 2;
    const { rows } = this.subject.mask;
    const [from, to] = zoomed([start - 0.5, end - 0.5], rows, { at, factor });
    this.show({
      start: Math.max(0, Math.floor(from + 0.5)),
      end: Math.min(rows, Math.ceil(to + 0.5)),
    });
  }

  private show(range: RowRange): void {
    this.range = range;
    this.redraw();
  }
}
