// A heatmap in which the pointer and the keys move a cursor.
import type { Panel, Scale } from 'poolscope/internal';
import { type PanelLabels, PanelPlot } from '../plot/panel-plot.js';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import type { Key } from './key-steps.js';

/** The index of a cell in the array of its panel. */
export type Index = readonly number[];

/** What a panel asks of the view around it, and reports to it. */
export interface CursorHost {
  /** The cursor's cell, if it is in this panel. */
  cursor(): Index | undefined;
  /** The first cell on screen; undefined where the panel is empty. */
  firstCell(): Index | undefined;
  /** The cell that a key leads to; undefined for a key that moves no cursor. */
  moveByKey(from: Index, key: Key): Index | undefined;
  /** The pointer is over a cell; undefined when it has left. */
  onPoint(index: Index | undefined): void;
  /** A cell was chosen, by a click or a key. */
  onChoose(index: Index): void;
  /** A range of colours was chosen, undefined for the usual one; without it none can be. */
  onRange?(range: Scale['range'] | undefined): void;
}

/** How many pixels the pointer may move between press and release for it to be a click. */
const clickTolerance = 4;

/** A heatmap in which pointer and keys move a cursor. */
export class CursorPanel {
  readonly plot: PanelPlot;
  readonly footer: HTMLElement = element('div', 'poolscope-panel-footer');
  private readonly host: CursorHost;

  /** @param labels in place of the panel's own */
  constructor(panel: Panel, host: CursorHost, labels?: PanelLabels) {
    this.host = host;
    this.plot = new PanelPlot(panel, labels, host.onRange);
    const { node } = this.plot;
    node.tabIndex = 0;
    // The panel handles its own keys, as a grid does; the view's live region reads out what they mark.
    node.setAttribute('role', 'application');
    node.setAttribute('aria-roledescription', trans.__('heatmap'));
    node.addEventListener('keydown', (event) => {
      // The menu inside handles its own keys.
      if (event.target === node) this.onKeyDown(event);
    });
    const plot = this.plot.heatmap.node;
    plot.addEventListener('pointermove', (event) => {
      // With a button down a zoom is being drawn.
      if (event.buttons === 0) this.onPointerMove(event);
    });
    plot.addEventListener('pointerleave', () => this.host.onPoint(undefined));
    plot.addEventListener('pointerdown', (event) => this.onPointerDown(event), { capture: true });
    node.append(this.footer);
  }

  dispose(): void {
    this.plot.dispose();
  }

  private onKeyDown(event: KeyboardEvent): void {
    const cursor = this.host.cursor();
    const at = cursor ?? this.host.firstCell();
    if (at === undefined) return;
    const next = this.host.moveByKey(at, event);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // The first arrow key marks the first cell; Home, End and the page keys go to their cell at once.
    const isFirst = cursor === undefined && event.key.startsWith('Arrow');
    this.host.onChoose(isFirst ? at : next);
  }

  private onPointerMove(event: PointerEvent): void {
    const index = this.indexUnder(event);
    if (index !== undefined) this.host.onPoint(index);
  }

  /** A click is a press and a release at one place: no click event comes, since Plotly covers the page between the two. */
  private onPointerDown(press: PointerEvent): void {
    if (press.button !== 0 || this.indexUnder(press) === undefined || isOnButton(press)) return;
    const up = (release: PointerEvent): void => {
      window.removeEventListener('pointerup', up, true);
      const distance = Math.hypot(release.clientX - press.clientX, release.clientY - press.clientY);
      const index = this.indexUnder(release);
      if (distance > clickTolerance || index === undefined) return;
      this.plot.node.focus({ preventScroll: true });
      this.host.onChoose(index);
    };
    window.addEventListener('pointerup', up, true);
  }

  private indexUnder(event: PointerEvent): Index | undefined {
    const cell = this.plot.heatmap.placeUnder(event);
    return cell && this.plot.slice?.index(cell.row, cell.column);
  }
}

/** Whether an event is on Plotly's button, which lies over cells. */
function isOnButton({ target }: Event): boolean {
  return target instanceof Element && target.closest('.modebar') !== null;
}
