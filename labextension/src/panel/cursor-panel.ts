import type { Panel } from 'poolscope/internal';
import { PanelPlot, type PanelWords } from '../plot/panel-plot.js';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import type { Key } from './key-steps.js';

/** The index of a cell in a panel's own array. */
export type Index = readonly number[];

/** What a panel tells the view that it stands in. */
export interface CursorHost {
  /** Where the cursor is, if it is in this panel. */
  cursor(): Index | undefined;
  /** The first cell of what is on screen; none where the panel is empty. */
  first(): Index | undefined;
  /** Where a key leads from a cell; undefined for a key that leads nowhere. */
  move(from: Index, key: Key): Index | undefined;
  /** A cell is pointed at; undefined when the pointer leaves. */
  pointed(index: Index | undefined): void;
  /** A cell is chosen, by a click or a key. */
  chosen(index: Index): void;
}

/** How far the pointer may move between press and release of a click, in pixels. */
const still = 4;

/** A heatmap in which pointer and keys move a cursor. */
export class CursorPanel {
  readonly view: PanelPlot;
  readonly footer: HTMLElement = element('div', 'poolscope-panel-footer');
  private readonly host: CursorHost;

  /** @param words in place of what the panel itself tells */
  constructor(panel: Panel, host: CursorHost, words?: PanelWords) {
    this.host = host;
    this.view = new PanelPlot(panel, words);
    const { node } = this.view;
    node.tabIndex = 0;
    // Its keys are its own, as a grid's are; what they mark is said by the view's live region.
    node.setAttribute('role', 'application');
    node.setAttribute('aria-roledescription', trans.__('heatmap'));
    node.addEventListener('keydown', (event) => {
      // Its menu has keys of its own.
      if (event.target === node) this.press(event);
    });
    const plot = this.view.plot.node;
    plot.addEventListener('pointermove', (event) => {
      // While a button is down the person draws a zoom.
      if (event.buttons === 0) this.point(event);
    });
    plot.addEventListener('pointerleave', () => this.host.pointed(undefined));
    plot.addEventListener('pointerdown', (event) => this.down(event), { capture: true });
    node.append(this.footer);
  }

  dispose(): void {
    this.view.dispose();
  }

  private press(event: KeyboardEvent): void {
    const cursor = this.host.cursor();
    const at = cursor ?? this.host.first();
    if (at === undefined) return;
    const moved = this.host.move(at, event);
    if (moved === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // The first arrow marks the first cell; Home, End and the pages go where they say.
    const isFirst = cursor === undefined && event.key.startsWith('Arrow');
    this.host.chosen(isFirst ? at : moved);
  }

  private point(event: PointerEvent): void {
    const index = this.indexUnder(event);
    if (index !== undefined) this.host.pointed(index);
  }

  /** A click is a press and a release at one place: Plotly covers the page in between. */
  private down(press: PointerEvent): void {
    if (press.button !== 0 || this.indexUnder(press) === undefined) return;
    const up = (release: PointerEvent): void => {
      window.removeEventListener('pointerup', up, true);
      const distance = Math.hypot(release.clientX - press.clientX, release.clientY - press.clientY);
      const index = this.indexUnder(release);
      if (distance > still || index === undefined) return;
      this.view.node.focus({ preventScroll: true });
      this.host.chosen(index);
    };
    window.addEventListener('pointerup', up, true);
  }

  private indexUnder(event: PointerEvent): Index | undefined {
    const cell = this.view.plot.cellUnder(event);
    return cell && this.view.slice?.index(cell.row, cell.column);
  }
}
