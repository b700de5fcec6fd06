// How the lines of the matrix' picture are arranged: in strips side by side, each read downwards.
import type { Box } from '../../plot/canvas/cell-grid.js';
import type { RowRange } from '../model/overview.js';

/** Where lines are, in pixels. */
export interface Strips {
  /** The first row, and the end of the last. */
  readonly range: RowRange;
  readonly rowsPerLine: number;
  readonly lines: number;
  readonly perStrip: number;
  readonly lineHeight: number;
  readonly columnWidth: number;
  readonly stripWidth: number;
}

/** The height of all strips, and above them that of their numbers, in pixels. */
export const heights = { strips: 168, numbers: 14 } as const;
/** The room left of a line's cells, for the edge that says what is odd, and between strips. */
export const edgeWidth = 4;
const gap = 10;
/** No line is lower than what can be told from its neighbours, none higher than is pleasant. */
const lineHeights = [3, 12] as const;
const mostColumnWidth = 12;
/** The most width of a strip of narrow windows. */
const mostStripWidth = 48;

/**
 * Arranges rows: a line for each where they all have room, else one for as many as it takes.
 * @example
 * arrangeStrips({ start: 0, end: 98_304 }, 4, 1200).rowsPerLine // 57
 */
export function arrangeStrips(range: RowRange, windowSize: number, width: number): Strips {
  const rows = range.end - range.start;
  const columnWidth = Math.max(
    1,
    Math.min(mostColumnWidth, Math.floor(mostStripWidth / windowSize)),
  );
  const stripWidth = edgeWidth + windowSize * columnWidth + gap;
  const strips = Math.max(1, Math.floor((width + gap) / stripWidth));
  const [least, most] = lineHeights;
  const fitting = Math.floor((strips * heights.strips) / Math.max(1, rows));
  const lineHeight = Math.max(least, Math.min(most, fitting));
  const perStrip = Math.floor(heights.strips / lineHeight);
  const rowsPerLine = Math.max(1, Math.ceil(rows / (strips * perStrip)));
  const lines = Math.ceil(rows / rowsPerLine);
  return { range, rowsPerLine, lines, perStrip, lineHeight, columnWidth, stripWidth };
}

/** The box of a line's cells, without its edge. */
export function boxOfLine(strips: Strips, line: number, windowSize: number): Box {
  const { perStrip, lineHeight, columnWidth, stripWidth } = strips;
  return {
    left: Math.floor(line / perStrip) * stripWidth + edgeWidth,
    top: heights.numbers + (line % perStrip) * lineHeight,
    width: windowSize * columnWidth,
    height: lineHeight,
  };
}

/** The line that holds a row; undefined where the row is not on screen. */
export function lineOf({ range, rowsPerLine }: Strips, row: number): number | undefined {
  if (row < range.start || row >= range.end) return undefined;
  return Math.floor((row - range.start) / rowsPerLine);
}

/** The rows of a line. */
export function rowsOf({ range, rowsPerLine }: Strips, line: number): RowRange {
  const start = range.start + line * rowsPerLine;
  return { start, end: Math.min(range.end, start + rowsPerLine) };
}

/** The line at a place of the picture; undefined where there is none. */
export function lineAt(strips: Strips, left: number, top: number): number | undefined {
  const { lines, perStrip, lineHeight, stripWidth } = strips;
  const [strip, down] = [
    Math.floor(left / stripWidth),
    Math.floor((top - heights.numbers) / lineHeight),
  ];
  const line = strip * perStrip + down;
  return strip >= 0 && down >= 0 && down < perStrip && line < lines ? line : undefined;
}
