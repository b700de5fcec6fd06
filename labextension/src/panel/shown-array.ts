// What a row of heatmaps needs to know of each array that it shows, and of the view around it.
import type { Panel, PanelAxes } from 'poolscope/internal';
import type { PanelLabels } from '../plot/panel-plot.js';
import type { RowHost } from '../plot/plot-row.js';
import type { Index } from './cursor-panel.js';

/** An array to show; only the slice on screen needs to be in memory. */
export interface ShownArray {
  readonly panel: Panel;
  readonly labels: PanelLabels;
  /** The array's name in the addresses of its cells. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly axes: PanelAxes;
  /** Writes a cell of the slice for other programs, where float64 can't hold its value. */
  writeCell?(row: number, column: number): string;
  /** Writes the whole array as an .npy file; missing where the array comes from such a file. */
  writeNpy?(): Uint8Array;
}

/** What a row of heatmaps needs of the view around it. */
export interface CursorRowHost extends RowHost {
  /** The root of the view, to which commands send their actions. */
  readonly root: HTMLElement;
  /** The cell that has the place of another in the slices that are asked for now. */
  cellAtSamePlace(index: Index, array: ShownArray): Index;
  /** Asks for the slice that holds a cell; returns whether that is another slice. */
  bringIntoView(index: Index, array: ShownArray): boolean;
}
