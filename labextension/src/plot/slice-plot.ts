// What a panel draws a slice with: a heatmap, or the line of an array with one drawn axis.
import type { Scale, Slice } from 'poolscope/internal';
import type { Theme } from '../ui/theme.js';
import type { Frame } from './canvas/arrangement.js';
import type { CellGrid } from './canvas/cell-grid.js';
import type { Zoom } from './figure.js';
import type { Block } from './zoom.js';

/** What is drawn, where, and in which colours. */
export interface Drawing {
  readonly slice: Slice;
  readonly scale: Scale;
  /** The range that the colour bar covers, of which the scale's may be a part; by default the scale's. */
  readonly domain?: Scale['range'];
  readonly frame: Frame;
  readonly theme: Theme;
}

/** A cell, and the pointer's place in the plot, in pixels. */
export interface Place {
  readonly row: number;
  readonly column: number;
  readonly x: number;
  readonly y: number;
}

/** Draws marks on top of the cells, and returns whether there were any: a layer without them is not put on the page. */
export type MarkPainter = (context: CanvasRenderingContext2D, grid: CellGrid) => boolean;

/** A drawing of slices, with a layer for marks on top and a zoom that a person sets. */
export interface SlicePlot {
  readonly node: HTMLElement;
  /** Whether it is a line: as wide as the page, whatever the number of its cells. */
  readonly isLine: boolean;
  /** Called when a person has changed the zoom. */
  onZoom: (zoom: Zoom) => void;
  /** Draws the marks that stay while the cursor moves; called whenever the cells have moved. */
  onDrawMarks: MarkPainter;
  /** Draws the marks of the cursor, on top: called with each of its moves, so it writes no text. */
  onDrawCursor: MarkPainter;
  /** The place of the cells; undefined before the first drawing. */
  readonly grid: CellGrid | undefined;
  /** The cell under the pointer. */
  placeUnder(event: MouseEvent): Place | undefined;
  /** Loads what drawing needs. */
  prepare(): Promise<void>;
  /** Draws a slice completely; a person's zoom stays. */
  draw(drawing: Drawing): Promise<void>;
  /** Paints another slice of the same size, in this frame; `finish` has to follow. */
  paint(drawing: Drawing): void;
  /** Draws completely what was painted last. */
  finish(): Promise<void>;
  /** Draws all marks again. */
  drawMarks(): void;
  /** Draws the marks of the cursor again. */
  drawCursor(): void;
  /** Shows a part of the slice; `onZoom` is not called. */
  zoomTo(zoom: Zoom): Promise<void>;
  /** Moves the zoom, where it does not show these cells, just far enough; `onZoom` is not called. */
  bringIntoView(block: Block): Promise<void>;
  /** What is drawn as a data URL, without marks. */
  picture(format: 'png' | 'svg'): Promise<string>;
  dispose(): void;
}
