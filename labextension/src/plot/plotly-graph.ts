// What the heatmap reads of a graph that Plotly has drawn, and how it configures Plotly.
import type { Config, PlotlyHTMLElement } from 'plotly.js';
import { trans } from '../ui/texts.js';
import type { CellGrid } from './canvas/cell-grid.js';
import type { Plotly } from './plotly.js';

/** An axis after Plotly's layout. */
interface LaidOutAxis {
  readonly _offset: number;
  readonly _length: number;
  readonly range: readonly [number, number];
}

/** A graph in the page, with the fields of Plotly's that its types leave out. */
export interface Graph extends PlotlyHTMLElement {
  readonly _fullLayout: { readonly xaxis: LaidOutAxis; readonly yaxis: LaidOutAxis };
  readonly data: { z: number[][] }[];
}

/** The place of a graph's cells. */
export function gridOf({ _fullLayout: { xaxis, yaxis } }: Graph): CellGrid {
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
    x: [xaxis.range[0], xaxis.range[1]],
    y: [yaxis.range[0], yaxis.range[1]],
  };
}

/** Plotly's configuration, with one button in its bar: it shows all cells again. */
export function plotConfig(plotly: Plotly, showAllCells: () => void): Partial<Config> {
  return {
    displaylogo: false,
    doubleClick: false,
    showTips: false,
    modeBarButtons: [
      [
        {
          name: 'reset',
          title: trans.__('Show all cells'),
          icon: plotly.Icons.home!,
          click: showAllCells,
        },
      ],
    ],
  };
}
