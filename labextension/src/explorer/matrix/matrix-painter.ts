// Paints the matrix: its lines, what is odd in them, and the rows of the marked cell.
import { formatCount, type Scale } from 'poolscope/internal';
import { windowStyle } from '../../panel/window-styles.js';
import { paletteOf } from '../../plot/canvas/palette.js';
import { type Overview, oddness } from '../model/overview.js';
import { boxOfLine, edgeWidth, heights, lineOf, type Strips } from './strips.js';

/** What is painted. */
export interface MatrixDrawing {
  readonly strips: Strips;
  readonly overview: Overview;
  readonly windowSize: number;
  /** The mask's colours. */
  readonly scale: Scale;
  /** Of the theme: where texts and the colours of findings come from. */
  readonly style: CSSStyleDeclaration;
}

/** The least height of a mark, in pixels: it stays visible beside lines that are lower. */
const leastMark = 5;
const letters = 10;

/**
 * Paints the lines. A column has as much of the colour of what is true as its share of the rows' maxima has of the
 * largest share in the picture: of many rows no column has nearly all.
 */
export function paintLines(context: CanvasRenderingContext2D, drawing: MatrixDrawing): void {
  const { strips, overview, windowSize, scale } = drawing;
  const colour = paletteOf(scale);
  const css = (value: number): string => {
    const [red, green, blue] = new Uint8Array(Uint32Array.of(colour(value)).buffer);
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const [off, on] = [css(0), css(1)];
  const space = strips.lineHeight > 6 ? 1 : 0;
  const largest = largestShare(overview);
  for (let line = 0; line < overview.lines; line++) {
    const { left, top, width, height } = boxOfLine(strips, line, windowSize);
    context.fillStyle = off;
    context.fillRect(left, top, width, height - space);
    context.fillStyle = on;
    for (let column = 0; column < windowSize; column++) {
      const share = overview.shares[line * windowSize + column]!;
      if (share === 0) continue;
      context.globalAlpha = Math.max(0.15, share / largest);
      const { columnWidth } = strips;
      context.fillRect(left + column * columnWidth, top, columnWidth, height - space);
    }
    context.globalAlpha = 1;
  }
  paintOdd(context, drawing);
  paintNumbers(context, drawing);
}

/** The largest share that a column of a line has; 1 where there is none. */
export function largestShare({ shares }: Overview): number {
  return shares.reduce((most, share) => Math.max(most, share), 0) || 1;
}

/** The edges of odd lines, in the colours that the list of findings has for them, the gravest on top. */
function paintOdd(context: CanvasRenderingContext2D, drawing: MatrixDrawing): void {
  const { strips, overview, windowSize, style } = drawing;
  const colours: readonly (readonly [number, string])[] = [
    [oddness.notice, style.getPropertyValue('--jp-warn-color1') || '#f57c00'],
    [oddness.error, style.getPropertyValue('--jp-error-color1') || '#d32f2f'],
  ];
  for (const [level, colour] of colours) {
    context.fillStyle = colour;
    for (let line = 0; line < overview.lines; line++) {
      if (overview.odd[line] !== level) continue;
      const { left, top, height } = boxOfLine(strips, line, windowSize);
      context.fillRect(left - edgeWidth, top, edgeWidth - 1, height);
    }
  }
}

/** Above each strip that has room for it the number of its first row. */
function paintNumbers(context: CanvasRenderingContext2D, { strips, style }: MatrixDrawing): void {
  const { range, rowsPerLine, lines, perStrip, stripWidth } = strips;
  context.font = `${letters}px ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  let free = 0;
  for (let strip = 0; strip * perStrip < lines; strip++) {
    const text = formatCount(range.start + strip * perStrip * rowsPerLine);
    const left = strip * stripWidth;
    if (left < free) continue;
    context.fillText(text, left, heights.numbers - 4);
    free = left + context.measureText(text).width + 6;
  }
}

/** Outlines the lines that hold the marked cell's rows, each in the colour of its window's card. */
export function paintRows(
  context: CanvasRenderingContext2D,
  { strips, windowSize, style }: MatrixDrawing,
  rows: readonly number[],
): void {
  const marked = rows.map((row, i) => ({ line: lineOf(strips, row), style: windowStyle(i) }));
  // The first on top.
  for (const { line, style: own } of marked.reverse()) {
    if (line === undefined) continue;
    const { left, top, width, height } = boxOfLine(strips, line, windowSize);
    const high = Math.max(leastMark, height);
    const box = [left - 1, top - (high - height) / 2 - 1, width + 2, high + 2] as const;
    context.strokeStyle = style.getPropertyValue('--jp-layout-color1') || '#ffffff';
    context.lineWidth = 4;
    context.strokeRect(...box);
    context.strokeStyle = own.colour;
    context.lineWidth = 2;
    context.strokeRect(...box);
  }
}
