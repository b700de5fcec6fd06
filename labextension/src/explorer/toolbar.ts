// The explorer's line of controls: what is shown, who gets the gradient of ties, which din, and more.
import { type SliderControl, slider } from '../ui/controls.js';
import { element, titleOfControls } from '../ui/element.js';
import { type Radios, radios, toggle } from '../ui/form.js';
import { createMenu } from '../ui/menu.js';
import { OneLine } from '../ui/one-line.js';
import { trans } from '../ui/texts.js';
import { axisLabel } from '../view/axes.js';
import type { TiePolicy } from './model/tie-policy.js';
import type { DinShown } from './shown/din-shown.js';
import type { ExplorerState, Positions } from './shown/state.js';

/** The parts that are shown where a person asks for them. */
const optionalParts = ['channels', 'player', 'mask', 'matrix', 'table'] as const;
export type OptionalPart = (typeof optionalParts)[number];

/** What the toolbar asks of the explorer. */
export interface ToolbarHost {
  /** The parts that there are. */
  readonly parts: ReadonlySet<OptionalPart>;
  /** Whether other tie policies can be tried, and whether din was given. */
  readonly hasTies: boolean;
  readonly isDinGiven: boolean;
  /** Explains a row; undefined: nothing. */
  goToRow(row: number | undefined): void;
  /** A number was typed that there is not, as it says in words; undefined once that is put right. */
  showInvalid(problem: string | undefined): void;
  /** undefined: as the mask was given. */
  setTies(policy: TiePolicy | undefined): void;
  setDin(shown: DinShown): void;
  showPart(part: OptionalPart, shown: boolean): void;
}

/** The controls above the explorer's panels, in one line: only those that do something in this view. */
export class Toolbar {
  readonly node: HTMLElement = element('div', 'poolscope-controls');
  private readonly state: ExplorerState;
  private readonly host: ToolbarHost;
  private readonly sliders = new Map<keyof Positions, SliderControl>();
  private readonly row: SliderControl;
  private readonly ties: Radios<TiePolicy | 'given'>;
  private readonly toggles = new Map<OptionalPart, HTMLLabelElement>();
  private readonly oneLine: OneLine;

  constructor(state: ExplorerState, title: string, host: ToolbarHost) {
    this.state = state;
    this.host = host;
    this.node.append(titleOfControls(title));
    this.addSliders();
    const { geometry } = state.subject;
    this.row = slider(trans.__('row'), geometry.rows, undefined, host.goToRow, {
      onProblem: host.showInvalid,
      off: { label: trans._p('row', 'none'), onMove: () => host.goToRow(undefined) },
    });
    this.ties = radios(
      trans.__('ties'),
      [
        ['first', trans._p('ties', 'first')],
        ['last', trans._p('ties', 'last')],
        ['all', trans._p('ties', 'all')],
        ['split', trans._p('ties', 'split')],
        ['given', trans._p('ties', 'as given')],
      ],
      undefined,
      (policy) => host.setTies(policy === 'given' ? undefined : policy),
    );
    this.given.hidden = true;
    if (host.hasTies) this.node.append(this.ties.node);
    if (host.isDinGiven) {
      const options: readonly (readonly [DinShown, string])[] = [
        ['held', trans._p('din', 'held')],
        ['expected', trans._p('din', 'expected')],
        ['error', trans._p('din', 'error')],
      ];
      this.node.append(radios('din', options, 'held', host.setDin).node);
    }
    this.oneLine = new OneLine(this.node, this.addToggles());
  }

  dispose(): void {
    this.oneLine.dispose();
  }

  /** Turns on the policy of the given mask; undefined: it has none of them, and a button of its own. */
  showTies(policy: TiePolicy | undefined): void {
    this.ties.show(policy ?? 'given');
    const isGiven = policy === undefined;
    if (this.given.hidden !== isGiven) return;
    this.given.hidden = !isGiven;
    this.oneLine.fit();
  }

  /** Goes on to the next tie policy. */
  nextTies(): void {
    if (!this.host.hasTies) return;
    const options = [...this.ties.node.querySelectorAll<HTMLInputElement>('input')].filter(
      (box) => box.closest('label')?.hidden === false,
    );
    const at = options.findIndex((box) => box.checked);
    options[(at + 1) % options.length]!.click();
  }

  /** Shows a part, or hides it where it is shown. */
  toggle(part: OptionalPart): void {
    this.toggles.get(part)?.click();
  }

  /** Shows the player. */
  showPlayer(): void {
    const box = this.toggles.get('player')?.querySelector('input');
    if (box?.checked === false) box.click();
  }

  /** Moves the sliders to the current slices, and to the row that is explained. */
  update(row: number | undefined): void {
    for (const [name, control] of this.sliders) control.show(this.state.positions[name]);
    this.row.show(row);
  }

  private get given(): HTMLElement {
    return this.ties.node.lastElementChild as HTMLElement;
  }

  private addSliders(): void {
    const { state, host } = this;
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
      if (sizes[name] < 2) continue;
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
  }

  /** Adds the parts that can be shown. @returns the menu of those that are not in the line */
  private addToggles(): HTMLDetailsElement {
    const labels: Readonly<Record<OptionalPart, string>> = {
      channels: trans.__('channels'),
      player: trans.__('▶ loops'),
      mask: trans._p('panel', 'mask'),
      matrix: trans.__('matrix'),
      table: trans.__('table'),
    };
    const items = element('div', 'poolscope-menu-items');
    const menu = createMenu('⋯', items, trans.__('more'));
    menu.classList.add('poolscope-parts');
    if (this.state.subject.geometry.rows > 1) items.append(this.row.node);
    for (const part of optionalParts) {
      if (!this.host.parts.has(part)) continue;
      const isOn = part === 'channels';
      const made = toggle(labels[part], (shown) => this.host.showPart(part, shown), isOn);
      this.toggles.set(part, made);
      if (part === 'player') this.node.append(made);
      else items.append(made);
    }
    this.node.append(menu);
    return menu;
  }
}
