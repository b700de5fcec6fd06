// The zooms of the heatmaps: what one shows, the others show too.
import type { Geometry } from 'poolscope';
import type { Zoom } from '../plot/figure.js';
import { zoomWith } from '../plot/zoom.js';
import type { Marks } from './model/marks.js';
import { blockOf, inputPart, outputPart } from './model/zoom.js';
import type { ExplorerPanel } from './shown/explorer-panel.js';

/** x, mask and din show one part of their grid, and dout the part that belongs to it. */
export class PanelZooms {
  private readonly geometry: Geometry;
  private readonly panels: readonly ExplorerPanel[];

  constructor(geometry: Geometry, panels: readonly ExplorerPanel[]) {
    this.geometry = geometry;
    this.panels = panels;
  }

  /** Moves the zoom, where it does not show what is marked, just far enough. */
  bringIntoView({ cursor: { panel, index }, covered, outputs: rows }: Marks): void {
    const cells = panel === 'dout' ? covered : index.slice(1, -1).map((at) => [at]);
    const [inputs, outputs] = [blockOf(cells), blockOf(rows)];
    const shown = this.panels.find(({ name }) => name !== 'dout')?.plot.chart.grid;
    const moved = shown && inputs && zoomWith(shown, inputs);
    const dout = this.panels.find(({ name }) => name === 'dout');
    // The part of dout that belongs to the cells holds their windows.
    if (moved !== undefined) this.zoomTo(moved, outputPart(this.geometry, moved));
    else if (outputs !== undefined) void dout?.plot.chart.bringIntoView(outputs);
  }

  /** Takes the zoom that a person set in one panel to the others. */
  follow(from: ExplorerPanel, zoom: Zoom): void {
    const { geometry } = this;
    if (from.name === 'dout') this.zoomTo(inputPart(geometry, zoom), zoom, from);
    else this.zoomTo(zoom, outputPart(geometry, zoom), from);
  }

  private zoomTo(input: Zoom, output: Zoom, except?: ExplorerPanel): void {
    for (const panel of this.panels) {
      if (panel !== except) {
        void panel.plot.chart.zoomTo(panel.name === 'dout' ? output : input);
      }
    }
  }
}
