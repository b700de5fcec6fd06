import { heatmap } from 'poolscope';
import { type Panel, panels, scaleOf, slice, sliceSize } from 'poolscope/internal';
import { PanelPlot } from '../../plot/panel-plot.js';
import { PlotRow } from '../../plot/plot-row.js';
import { element } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { defaults, scaleChoice } from '../../ui/settings.js';
import { trans } from '../../ui/texts.js';
import type { BodyHost } from '../../view/body.js';
import {
  assignVariants,
  type Comparing,
  noTies,
  tieVariants,
  type Variant,
} from '../model/comparison.js';
import { type Cursor, inputCursor } from '../model/cursor.js';
import type { Marks } from '../model/marks.js';
import { drawMarks } from '../shown/marker.js';
import type { ExplorerState } from '../shown/state.js';

/** What the explorer compares din with. */
export type Comparison = Comparing | 'nothing';

/** How wide a compared panel may be, in pixels: no wider than din itself. */
const widest = 320;

/** Din under other rules, side by side, as its difference from the din that is looked at. */
export class ComparePane {
  readonly node: HTMLElement = element('section', 'poolscope-compare');
  private readonly state: ExplorerState;
  private readonly host: BodyHost;
  private readonly chosen: (cursor: Cursor) => void;
  private readonly words = element('p', 'poolscope-compare-words');
  private row: PlotRow | undefined;
  private plots: readonly PanelPlot[] = [];
  private marks: Marks | undefined;

  /** @param chosen told of the first cell that differs, when a person asks for it */
  constructor(state: ExplorerState, host: BodyHost, chosen: (cursor: Cursor) => void) {
    this.state = state;
    this.host = host;
    this.chosen = chosen;
    this.node.hidden = true;
    this.node.setAttribute('aria-label', trans.__('comparison'));
  }

  /** Computes and shows a comparison, in place of the one before. */
  show(what: Comparison): void {
    this.row?.dispose();
    this.row = undefined;
    this.plots = [];
    this.node.hidden = what === 'nothing';
    this.node.replaceChildren();
    if (what === 'nothing') return;
    const { subject } = this.state;
    const variants = what === 'ties' ? tieVariants(subject) : assignVariants(subject);
    this.words.textContent =
      variants.length === 0
        ? (noTies(subject) ?? '')
        : trans.__(
            'Recomputed here by the same library. Each heatmap is that din minus the din above: blank where nothing changes.',
          );
    this.node.append(this.words);
    this.draw(variants);
  }

  redraw(): void {
    this.row?.redraw();
  }

  /** Follows the slices on screen. */
  repaint(): void {
    this.row?.repaint();
  }

  /** Follows the cursor. */
  mark(marks: Marks | undefined): void {
    this.marks = marks;
    for (const { plot } of this.plots) plot.mark();
  }

  dispose(): void {
    this.row?.dispose();
    this.node.remove();
  }

  private draw(variants: readonly Variant[]): void {
    if (variants.length === 0) return;
    const drawn = variants.map(
      ({ difference }) => panels(heatmap(difference, { role: 'gradient' }))[0]!,
    );
    // One range for all, so that equal colours are equal differences.
    const scales = drawn.map((panel) => scaleOf(panel));
    const bound = Math.max(
      ...scales.map(({ range }, i) => (variants[i]!.differing === 0 ? 0 : range[1])),
    );
    const range = [-bound || -1, bound || 1] as const;
    this.plots = drawn.map((panel, i) => this.plotOf(panel, variants[i]!));
    this.row = new PlotRow(this.plots, {
      ready: () => {},
      failed: this.host.failed,
      size: sliceSize,
      shown: (panel) => ({
        slice: slice(panel, this.state.positionsIn('din')),
        scale: {
          ...scaleOf(panel, scaleChoice(this.host.settings?.current ?? defaults)),
          range,
        },
      }),
    });
    this.row.node.style.maxWidth = `${drawn.length * widest}px`;
    this.node.append(this.row.node);
    this.row.redraw();
  }

  private plotOf(panel: Panel, variant: Variant): PanelPlot {
    const { rule, differing, first } = variant;
    const plot = new PanelPlot({ ...panel, title: rule });
    plot.node.dataset.panel = `compare ${rule}`;
    const { subject } = this.state;
    plot.plot.marker = (context, grid) => {
      if (plot.slice === undefined) return;
      drawMarks(context, grid, {
        subject,
        panel: 'din',
        slice: plot.slice,
        marks: this.marks,
      });
    };
    const note = element('div', 'poolscope-panel-footer');
    if (first === undefined) note.textContent = trans.__('the same in every cell');
    else {
      note.append(
        `${trans.__('%1 of %2 cells differ', differing, variant.din.size)} `,
        button(trans.__('show the first'), () => this.chosen(inputCursor(subject, 'din', first))),
      );
    }
    plot.node.append(note);
    return plot;
  }
}
