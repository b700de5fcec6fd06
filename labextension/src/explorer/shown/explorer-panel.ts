// A heatmap of the explorer, and where its cells are in the row of heatmaps.
import type { Panel, Scale } from 'poolscope/internal';
import { CursorPanel, type Index } from '../../panel/cursor-panel.js';
import { type Box, boxOf, isLineGrid, pointBox } from '../../plot/canvas/cell-grid.js';
import { element } from '../../ui/element.js';
import { type Cursor, moveByKey } from '../model/cursor.js';
import type { PanelName, Subject } from '../model/subject.js';
import type { PlacedMap } from './arrow-way.js';

type Offset = Pick<Box, 'left' | 'top'>;

/** What a panel asks of the explorer, and reports to it. */
export interface PanelHost {
  /** The cursor, in whichever panel it is. */
  cursor(): Cursor | undefined;
  /** The panel's first cell in the batch and channel on screen; undefined where it is empty. */
  firstCell(): Cursor | undefined;
  /** The pointer is over a cell; undefined when it has left. */
  onPoint(cursor: Cursor | undefined): void;
  /** A cell was chosen, by a click or a key. */
  onChoose(cursor: Cursor): void;
  /** A range of colours was chosen; undefined: the usual one. */
  onRange(range: Scale['range'] | undefined): void;
}

/** A heatmap of the explorer. All of them share one cursor. */
export class ExplorerPanel extends CursorPanel {
  readonly name: PanelName;
  /** Where the heatmap is in the row; undefined before it is known. */
  private offset: Offset | undefined;
  /** Where the panel is in the row. */
  private panelOffset: PlacedMap['panel'] | undefined;
  /** A remark on the slice on screen, beside the panel's title. */
  readonly note: HTMLElement = element('span', 'poolscope-panel-note');

  constructor(subject: Subject, name: PanelName, panel: Panel, host: PanelHost) {
    const at = (index: Index): Cursor => ({ panel: name, index });
    super(panel, {
      cursor: () => {
        const cursor = host.cursor();
        return cursor?.panel === name ? cursor.index : undefined;
      },
      firstCell: () => host.firstCell()?.index,
      moveByKey: (from, key) => moveByKey(subject, at(from), key)?.index,
      onPoint: (index) => host.onPoint(index && at(index)),
      onChoose: (index) => host.onChoose(at(index)),
      onRange: (range) => host.onRange(range),
    });
    this.name = name;
    this.plot.caption.append(this.note);
  }

  /** Looks where the heatmap is: once the page is laid out, since asking in between has it laid out for that. */
  measure(): void {
    const { node, chart } = this.plot;
    const { offsetLeft, offsetTop } = chart.node;
    const panel = { left: node.offsetLeft, top: node.offsetTop, width: node.offsetWidth };
    this.panelOffset = panel;
    this.offset = { left: panel.left + offsetLeft, top: panel.top + offsetTop };
  }

  /** Where the panel and its cells are in the row of heatmaps; undefined before it is known, and for a line. */
  get placed(): PlacedMap | undefined {
    const { grid } = this.plot.chart;
    const { offset, panelOffset } = this;
    if (offset === undefined || panelOffset === undefined || grid === undefined) return undefined;
    if (isLineGrid(grid)) return undefined;
    const { width, height } = grid;
    const area = { left: offset.left + grid.left, top: offset.top + grid.top, width, height };
    return { panel: panelOffset, area };
  }

  /** The box of a cell (a flat index) in the row of heatmaps; undefined where it is not on screen. */
  boxOf(cell: number): Box | undefined {
    const { chart, slice } = this.plot;
    const { grid } = chart;
    const { offset } = this;
    const place = slice?.place(cell);
    if (offset === undefined || grid === undefined || place === undefined) return undefined;
    const box = isLineGrid(grid)
      ? pointBox(grid, place.column, slice!.values[place.column]!)
      : boxOf(grid, place.row, place.column);
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const isInside =
      x > grid.left && x < grid.left + grid.width && y > grid.top && y < grid.top + grid.height;
    if (!isInside) return undefined;
    return { ...box, left: offset.left + box.left, top: offset.top + box.top };
  }
}
