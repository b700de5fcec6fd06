import type { Panel } from 'poolscope';
import { element } from '../element.js';
import { PanelPlot } from '../panel-plot.js';
import { trans } from '../texts.js';
import { type Cursor, move } from './model/cursor.js';
import type { PanelName, Subject } from './model/subject.js';

/** What a panel tells the explorer. */
export interface PanelHost {
  /** Where the cursor is, in whatever panel. */
  cursor(): Cursor | undefined;
  /** The panel's first cell in the batch and channel on screen; none where it is empty. */
  first(): Cursor | undefined;
  /** A cell is pointed at; undefined when the pointer leaves. */
  pointed(cursor: Cursor | undefined): void;
  /** A cell is chosen, by a click or a key. */
  chosen(cursor: Cursor): void;
}

/** How far the pointer may move between press and release of a click, in pixels. */
const still = 4;

/** One of the explorer's heatmaps: pointer and keys move the cursor in it. */
export class ExplorerPanel {
  readonly name: PanelName;
  readonly view: PanelPlot;
  readonly footer: HTMLElement = element('div', 'poolscope-panel-footer');
  /** What is special about what is shown now, beside the panel's title. */
  readonly note: HTMLElement = element('span', 'poolscope-panel-note');
  private readonly subject: Subject;
  private readonly host: PanelHost;

  constructor(subject: Subject, name: PanelName, panel: Panel, host: PanelHost) {
    this.subject = subject;
    this.name = name;
    this.host = host;
    this.view = new PanelPlot(panel);
    const { node } = this.view;
    node.tabIndex = 0;
    // Its keys are its own, as a grid's are; what they mark is said by the explorer's live region.
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
    this.view.caption.append(this.note);
    this.view.node.append(this.footer);
  }

  dispose(): void {
    this.view.dispose();
  }

  private press(event: KeyboardEvent): void {
    const cursor = this.host.cursor();
    const at = cursor?.panel === this.name ? cursor : this.host.first();
    if (at === undefined) return;
    const moved = move(this.subject, at, event);
    if (moved === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // The first arrow marks the first cell; Home, End and the pages go where they say.
    const isFirst = cursor?.panel !== this.name && event.key.startsWith('Arrow');
    this.host.chosen(isFirst ? at : moved);
  }

  private point(event: PointerEvent): void {
    const cursor = this.cursorUnder(event);
    if (cursor !== undefined) this.host.pointed(cursor);
  }

  /** A click is a press and a release at one place: Plotly covers the page in between. */
  private down(press: PointerEvent): void {
    if (press.button !== 0 || this.cursorUnder(press) === undefined) return;
    const up = (release: PointerEvent): void => {
      window.removeEventListener('pointerup', up, true);
      const distance = Math.hypot(release.clientX - press.clientX, release.clientY - press.clientY);
      const cursor = this.cursorUnder(release);
      if (distance > still || cursor === undefined) return;
      this.view.node.focus({ preventScroll: true });
      this.host.chosen(cursor);
    };
    window.addEventListener('pointerup', up, true);
  }

  private cursorUnder(event: PointerEvent): Cursor | undefined {
    const cell = this.view.plot.cellUnder(event);
    const slice = this.view.slice;
    if (cell === undefined || slice === undefined) return undefined;
    return { panel: this.name, index: slice.index(cell.row, cell.column) };
  }
}
