// Compares din with what other rules would give, as heatmaps of the differences.
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
  tieVariants,
  type Variant,
  whyNoTies,
} from '../model/comparison.js';
import { type Cursor, inputCursor } from '../model/cursor.js';
import type { Marks } from '../model/marks.js';
import { drawMarks } from '../shown/marker.js';
import type { ExplorerState } from '../shown/state.js';

/** What the explorer compares din with. */
export type Comparison = Comparing | 'nothing';

/** The width of a compared panel, in pixels, so that it is no wider than din itself. */
const widestPanel = 320;

/** Din under other rules, side by side, each as its difference from the explorer's din. */
export class ComparePane {
  readonly node: HTMLElement = element('section', 'poolscope-compare');
  private readonly state: ExplorerState;
  private readonly host: BodyHost;
  private readonly onChoose: (cursor: Cursor) => void;
  private readonly text = element('p', 'poolscope-compare-words');
  private row: PlotRow | undefined;
  private plots: readonly PanelPlot[] = [];
  private marks: Marks | undefined;

  /** @param onChoose called with the first cell that differs, when a person asks for it */
  constructor(state: ExplorerState, host: BodyHost, onChoose: (cursor: Cursor) => void) {
    this.state = state;
    this.host = host;
    this.onChoose = onChoose;
    this.node.hidden = true;
    this.node.setAttribute('aria-label', trans.__('comparison'));
  }

  /** Computes and shows a comparison, in place of the last one. */
  show(what: Comparison): void {
    this.row?.dispose();
    this.row = undefined;
    this.plots = [];
    this.node.hidden = what === 'nothing';
    this.node.replaceChildren();
    if (what === 'nothing') return;
    const { subject } = this.state;
    const variants = what === 'ties' ? tieVariants(subject) : assignVariants(subject);
    this.text.textContent =
      variants.length === 0
        ? (whyNoTies(subject) ?? '')
        : trans.__(
            'Recomputed here by the same library. Each heatmap is that din minus the din above: blank where nothing changes.',
          );
    this.node.append(this.text);
    this.draw(variants);
  }

  redraw(): void {
    this.row?.redraw();
  }

  /** Shows the slices that the explorer shows. */
  repaint(): void {
    this.row?.repaint();
  }

  /** Draws what the cursor marks. */
  showMarks(marks: Marks | undefined): void {
    this.marks = marks;
    for (const { heatmap: plot } of this.plots) plot.drawMarks();
  }

  dispose(): void {
    this.row?.dispose();
    this.node.remove();
  }

  private draw(variants: readonly Variant[]): void {
    if (variants.length === 0) return;
    const { layout } = this.state.subject;
    const drawn = variants.map(
      ({ difference: value, rule: title }) =>
        panels({ kind: 'heatmap', title, role: 'gradient', value, layout })[0]!,
    );
    // One range for all, so that equal colours mean equal differences.
    const scales = drawn.map((panel) => scaleOf(panel));
    const bound = Math.max(
      ...scales.map(({ range }, i) => (variants[i]!.differing === 0 ? 0 : range[1])),
    );
    const range = [-bound || -1, bound || 1] as const;
    this.plots = drawn.map((panel, i) => this.createPlot(panel, variants[i]!));
    this.row = new PlotRow(this.plots, {
      setReady: () => {},
      reportError: this.host.reportError,
      sizeOf: sliceSize,
      contentOf: (panel) => ({
        slice: slice(panel, this.state.positionsIn('din')),
        scale: {
          ...scaleOf(panel, scaleChoice(this.host.settings?.current ?? defaults)),
          range,
        },
      }),
    });
    this.row.node.style.maxWidth = `${drawn.length * widestPanel}px`;
    this.node.append(this.row.node);
    this.row.redraw();
  }

  private createPlot(panel: Panel, variant: Variant): PanelPlot {
    const { rule, differing, first } = variant;
    const plot = new PanelPlot({ ...panel, title: rule });
    plot.node.dataset.panel = `compare ${rule}`;
    const { subject } = this.state;
    plot.heatmap.onDrawMarks = (context, grid) => {
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
        button(trans.__('show the first'), () => this.onChoose(inputCursor(subject, 'din', first))),
      );
    }
    plot.node.append(note);
    return plot;
  }
}
