import type { Panel } from 'poolscope/internal';
import { CursorPanel, type Index } from '../../panel/cursor-panel.js';
import { element } from '../../ui/element.js';
import { type Cursor, move } from '../model/cursor.js';
import type { PanelName, Subject } from '../model/subject.js';

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

/** One of the explorer's heatmaps: they share one cursor. */
export class ExplorerPanel extends CursorPanel {
  readonly name: PanelName;
  /** What is special about what is shown now, beside the panel's title. */
  readonly note: HTMLElement = element('span', 'poolscope-panel-note');

  constructor(subject: Subject, name: PanelName, panel: Panel, host: PanelHost) {
    const at = (index: Index): Cursor => ({ panel: name, index });
    super(panel, {
      cursor: () => {
        const cursor = host.cursor();
        return cursor?.panel === name ? cursor.index : undefined;
      },
      first: () => host.first()?.index,
      move: (from, key) => move(subject, at(from), key)?.index,
      pointed: (index) => host.pointed(index && at(index)),
      chosen: (index) => host.chosen(at(index)),
    });
    this.name = name;
    this.view.caption.append(this.note);
  }
}
