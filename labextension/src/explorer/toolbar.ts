// The explorer's controls: sliders, row, colours, comparison, facets and table.
import { type SliderControl, slider } from '../ui/controls.js';
import { element } from '../ui/element.js';
import { choice, toggle } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { axisLabel } from '../view/axes.js';
import { type ColourRange, createRangeControl } from './colour-range.js';
import type { Comparison } from './panes/compare-pane.js';
import type { ExplorerState, Positions } from './shown/state.js';

/** What the toolbar asks of the explorer. */
export interface ToolbarHost {
  /** Explains a row; undefined: nothing. */
  goToRow(row: number | undefined): void;
  /** A number was typed that there is not, as it says in words; undefined once that is put right. */
  showInvalid(problem: string | undefined): void;
  showComparison(what: Comparison): void;
  showFacets(shown: boolean): void;
  showTable(shown: boolean): void;
  setColourRange(range: ColourRange): void;
}

/** The controls above the explorer's panels. */
export class Toolbar {
  readonly node: HTMLElement = element('div', 'poolscope-controls');
  private readonly state: ExplorerState;
  private readonly sliders = new Map<keyof Positions, SliderControl>();
  private readonly row: SliderControl;
  private readonly compare: HTMLLabelElement;
  private readonly facets: HTMLLabelElement;
  private readonly table: HTMLLabelElement;

  constructor(state: ExplorerState, colours: ColourRange, host: ToolbarHost) {
    this.state = state;
    const { geometry } = state.subject;
    const is3d = geometry.inputShape.length === 5;
    const sizes: Record<keyof Positions, number> = {
      batch: geometry.batch,
      channel: geometry.channels,
      depth: is3d ? geometry.inputSpatial[0]! : 1,
      outputDepth: is3d ? geometry.outputSpatial[0]! : 1,
    };
    const names: readonly (readonly [keyof Positions, string])[] = [
      ['batch', axisLabel('batch')],
      ['depth', axisLabel('depth')],
      ['outputDepth', trans._p('axis', '%1 of %2', axisLabel('depth'), 'dout')],
      ['channel', axisLabel('channel')],
    ];
    for (const [name, label] of names) {
      if (!is3d && (name === 'depth' || name === 'outputDepth')) continue;
      const control = slider(
        label,
        sizes[name],
        state.positions[name],
        (position) => state.setPositions({ [name]: position }),
        { onProblem: host.showInvalid },
      );
      this.sliders.set(name, control);
      this.node.append(control.node);
    }
    this.row = slider(trans.__('row'), geometry.rows, undefined, host.goToRow, {
      onProblem: host.showInvalid,
      off: { label: trans._p('row', 'none'), onMove: () => host.goToRow(undefined) },
    });
    this.compare = choice(
      trans.__('compare'),
      [
        ['nothing', trans.__('nothing')],
        ['ties', trans.__('tie policies')],
        ['assigned', trans.__('assign with add')],
      ],
      'nothing',
      host.showComparison,
    );
    this.compare.hidden = state.subject.weights !== undefined;
    this.facets = toggle(trans.__('facets'), host.showFacets);
    this.table = toggle(trans.__('table'), host.showTable);
    this.node.append(
      this.row.node,
      createRangeControl(colours, host.setColourRange),
      this.compare,
      this.facets,
      this.table,
    );
  }

  /** Shows the facets or the table, or hides them where they are shown. */
  toggle(what: 'facets' | 'table'): void {
    this[what].click();
  }

  /** Compares din with the next rule; after the last rule, with nothing. */
  compareNext(): void {
    if (this.compare.hidden) return;
    const select = this.compare.querySelector('select')!;
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    select.dispatchEvent(new Event('change'));
  }

  /** Moves the sliders to the current slices, and to the row that is explained. */
  update(row: number | undefined): void {
    for (const [name, control] of this.sliders) control.show(this.state.positions[name]);
    this.row.show(row);
  }
}
