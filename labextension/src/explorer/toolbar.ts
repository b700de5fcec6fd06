import { type SliderControl, slider } from '../ui/controls.js';
import { element } from '../ui/element.js';
import { choice, toggle } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { axisText } from '../view/axes.js';
import { type ColourRange, rangeControl } from './colour-range.js';
import type { Comparison } from './panes/compare-pane.js';
import type { ExplorerState, Positions } from './shown/state.js';

/** What the toolbar tells the explorer. */
export interface ToolbarHost {
  row(row: number): void;
  compare(what: Comparison): void;
  facets(shown: boolean): void;
  table(shown: boolean): void;
  colours(range: ColourRange): void;
}

/** The explorer's controls above its panels; they follow the cursor. */
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
      ['batch', axisText('batch')],
      ['depth', axisText('depth')],
      ['outputDepth', trans._p('axis', '%1 of %2', axisText('depth'), 'dout')],
      ['channel', axisText('channel')],
    ];
    for (const [name, label] of names) {
      if (!is3d && (name === 'depth' || name === 'outputDepth')) continue;
      const control = slider(label, sizes[name], state.positions[name], (position) =>
        state.move({ [name]: position }),
      );
      this.sliders.set(name, control);
      this.node.append(control.node);
    }
    this.row = slider(trans.__('row'), geometry.rows, 0, host.row);
    this.compare = choice(
      trans.__('compare'),
      [
        ['nothing', trans.__('nothing')],
        ['ties', trans.__('tie policies')],
        ['assigned', trans.__('assign with add')],
      ],
      'nothing',
      host.compare,
    );
    this.facets = toggle(trans.__('facets'), host.facets);
    this.table = toggle(trans.__('table'), host.table);
    this.node.append(
      this.row.node,
      rangeControl(colours, host.colours),
      this.compare,
      this.facets,
      this.table,
    );
  }

  /** Shows the facets or the table, or hides them. */
  toggle(what: 'facets' | 'table'): void {
    this[what].click();
  }

  /** Compares with the next rule there is; after the last, with nothing. */
  compareNext(): void {
    const select = this.compare.querySelector('select')!;
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    select.dispatchEvent(new Event('change'));
  }

  /** Shows where the slices and the cursor are now. */
  follow(row: number | undefined): void {
    for (const [name, control] of this.sliders) control.show(this.state.positions[name]);
    if (row !== undefined) this.row.show(row);
  }
}
