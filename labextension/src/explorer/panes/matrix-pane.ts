// The overview of the matrix: all its rows in one picture.
import type { Finding } from 'poolscope';
import type { Scale } from 'poolscope/internal';
import { clearCanvas } from '../../plot/canvas.js';
import { paletteOf } from '../../plot/palette.js';
import { element } from '../../ui/element.js';
import { nextFrame } from '../../ui/next-frame.js';
import { trans } from '../../ui/texts.js';
import { type Overview, oddness, oddRowsOf, overviewOf } from '../model/overview.js';
import type { Subject } from '../model/subject.js';
import { addSliderKeys } from './picture-slider.js';

const height = 168;
const edgeWidth = 4;
const gap = 10;

/** How the lines of the overview are arranged: in strips side by side, each read downwards. */
interface Strips {
  readonly overview: Overview;
  readonly perStrip: number;
  readonly lineHeight: number;
  readonly columnWidth: number;
  readonly stripWidth: number;
}

/** All rows of the matrix in one picture. A click goes to a row. */
export class MatrixPane {
  readonly node: HTMLElement = element('section', 'poolscope-matrix');
  private readonly subject: Subject;
  private oddRows: Uint8Array;
  private readonly onChoose: (row: number) => void;
  private readonly area = element('div', 'poolscope-matrix-area');
  private readonly canvas = document.createElement('canvas');
  private readonly marker = element('div', 'poolscope-matrix-marker');
  private readonly note = element('div', 'poolscope-note');
  private readonly frame = nextFrame(() => this.draw());
  private readonly observer = new ResizeObserver(() => this.frame.request());
  private readonly scale: () => Scale;
  private strips: Strips | undefined;
  private row: number | undefined;
  private readonly announce: () => void;

  /**
   * @param scale the mask's colours
   * @param onChoose called with the row that was clicked
   */
  constructor(subject: Subject, scale: () => Scale, onChoose: (row: number) => void) {
    this.subject = subject;
    this.oddRows = oddRowsOf(subject, []);
    this.onChoose = onChoose;
    this.scale = scale;
    const { rows, windowSize } = subject.mask;
    this.node.setAttribute('aria-label', trans.__('matrix'));
    this.announce = addSliderKeys(this.area, {
      label: trans.__('the matrix of the mask, %1 rows by %2 columns', rows, windowSize),
      size: rows,
      pageSize: () => (this.strips ? this.strips.perStrip * this.strips.overview.rowsPerLine : 1),
      current: () => this.row ?? 0,
      placeText: (row) => trans.__('row %1', row),
      onMove: onChoose,
    });
    this.marker.hidden = true;
    this.area.append(this.canvas, this.marker);
    this.area.addEventListener('click', (event) => this.onClick(event));
    this.node.append(
      element('div', 'poolscope-heading', trans.__('The matrix [%1, %2]', rows, windowSize)),
      this.area,
      this.note,
    );
    this.observer.observe(this.area);
  }

  /** Marks the rows that the findings are about. */
  showFindings(findings: readonly Finding[]): void {
    this.oddRows = oddRowsOf(this.subject, findings);
    this.redraw();
  }

  /** Marks a row. */
  markRow(row: number | undefined): void {
    this.row = row;
    this.announce();
    const { strips } = this;
    this.marker.hidden = row === undefined || strips === undefined;
    if (row === undefined || strips === undefined) return;
    const line = Math.floor(row / strips.overview.rowsPerLine);
    const strip = Math.floor(line / strips.perStrip);
    this.marker.style.left = `${strip * strips.stripWidth - 2}px`;
    this.marker.style.top = `${(line % strips.perStrip) * strips.lineHeight - 2}px`;
    this.marker.style.width = `${strips.stripWidth - gap + 4}px`;
    this.marker.style.height = `${strips.lineHeight + 4}px`;
  }

  redraw(): void {
    this.frame.request();
  }

  dispose(): void {
    this.observer.disconnect();
    this.frame.cancel();
    this.node.remove();
  }

  private draw(): void {
    const width = this.area.clientWidth;
    if (width === 0 || this.subject.mask.rows === 0) return;
    const strips = this.arrangeStrips(width);
    this.strips = strips;
    const { overview, perStrip, lineHeight, columnWidth, stripWidth } = strips;
    const { windowSize } = this.subject.mask;
    const context = clearCanvas(this.canvas, width, height);
    const colour = paletteOf(this.scale());
    const css = (value: number): string => {
      const [red, green, blue] = new Uint8Array(Uint32Array.of(colour(value)).buffer);
      return `rgb(${red}, ${green}, ${blue})`;
    };
    const [off, on] = [css(0), css(1)];
    // The colours that the list of findings has for them.
    const style = getComputedStyle(this.node);
    const edges: Readonly<Record<number, string>> = {
      [oddness.notice]: style.getPropertyValue('--jp-warn-color1') || '#f57c00',
      [oddness.error]: style.getPropertyValue('--jp-error-color1') || '#d32f2f',
    };
    for (let line = 0; line < overview.lines; line++) {
      const left = Math.floor(line / perStrip) * stripWidth;
      const top = (line % perStrip) * lineHeight;
      context.fillStyle = off;
      context.fillRect(left + edgeWidth, top, windowSize * columnWidth, lineHeight);
      context.fillStyle = on;
      for (let column = 0; column < windowSize; column++) {
        const share = overview.shares[line * windowSize + column]!;
        if (share === 0) continue;
        context.globalAlpha = Math.max(0.15, share);
        context.fillRect(left + edgeWidth + column * columnWidth, top, columnWidth, lineHeight);
      }
      context.globalAlpha = 1;
      const edge = edges[overview.odd[line]!];
      if (edge === undefined) continue;
      context.fillStyle = edge;
      context.fillRect(left, top, edgeWidth - 1, lineHeight);
    }
    const has = (level: number): boolean => overview.odd.includes(level);
    this.note.textContent = [
      trans._n('A line is a row.', 'A line is %1 rows.', overview.rowsPerLine),
      ...(has(oddness.error) ? [trans.__('A red edge: an error is found in a row there.')] : []),
      ...(has(oddness.notice)
        ? [trans.__('An orange edge: a notice among the findings is about a row there.')]
        : []),
      trans.__('Click to go to a row.'),
    ].join(' ');
    this.markRow(this.row);
  }

  private arrangeStrips(width: number): Strips {
    const { rows, windowSize } = this.subject.mask;
    const columnWidth = Math.max(1, Math.min(6, Math.floor(48 / windowSize)));
    const stripWidth = edgeWidth + windowSize * columnWidth + gap;
    const most = Math.max(1, Math.floor((width + gap) / stripWidth));
    const lineHeight = Math.max(1, Math.min(6, Math.floor((most * height) / rows)));
    const perStrip = Math.floor(height / lineHeight);
    const overview = overviewOf(this.subject, this.oddRows, most * perStrip);
    return { overview, perStrip, lineHeight, columnWidth, stripWidth };
  }

  private onClick(event: MouseEvent): void {
    const { strips } = this;
    if (strips === undefined) return;
    const box = this.area.getBoundingClientRect();
    const strip = Math.floor((event.clientX - box.left) / strips.stripWidth);
    const inStrip = Math.floor((event.clientY - box.top) / strips.lineHeight);
    const row = (strip * strips.perStrip + inStrip) * strips.overview.rowsPerLine;
    if (inStrip < strips.perStrip && row < this.subject.mask.rows) this.onChoose(row);
  }
}
