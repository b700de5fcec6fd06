import { cutText, type Panel, panels, type Scale, scaleOf, slice, type View } from 'poolscope';
import { type Action, answer } from '../action.js';
import type { Body, BodyHost } from '../body.js';
import { element } from '../element.js';
import { PlotRow, type Shown } from '../plot-row.js';
import { defaults, type Settings, scaleChoice } from '../settings.js';
import { clearMarks, writeMarks } from './attributes.js';
import { AuditPane } from './audit-pane.js';
import { type ColourRange, ranged } from './colour-range.js';
import { ComparePane } from './compare-pane.js';
import { ExplorerPanel } from './explorer-panel.js';
import { Facets } from './facets.js';
import { drawMarks } from './marker.js';
import { MatrixPane } from './matrix-pane.js';
import { type Cursor, firstCell, rowCursor } from './model/cursor.js';
import { addressOf } from './model/export.js';
import { type Marks, marksOf } from './model/marks.js';
import type { Visit } from './model/player.js';
import { sentence } from './model/sentence.js';
import { type PanelName, Subject } from './model/subject.js';
import { openMenu, panelMenu } from './panel-menu.js';
import { PlayerPane } from './player-pane.js';
import { RowPane } from './row-pane.js';
import { SliceTable } from './slice-table.js';
import { type Change, ExplorerState } from './state.js';
import { StatisticsLine } from './statistics-line.js';
import { Toolbar } from './toolbar.js';

/** What stands where the cursor's sentence will be. */
const hint =
  'Point at a cell of any heatmap, or reach it with the arrow keys: its window, the maximum and what din gets for it are marked in all of them.';

/** A pooling and its backward pass under one cursor. */
export class ExplorerBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'explorer';
  private readonly host: BodyHost;
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private readonly parts: readonly ExplorerPanel[];
  private readonly row: PlotRow;
  private readonly statistics = new Map<PanelName, StatisticsLine>();
  private readonly unfollow: (() => void) | undefined;
  private readonly unanswer: () => void;
  private ownScales: ReadonlyMap<Panel, Scale>;
  private scales: ReadonlyMap<Panel, Scale>;
  private range: ColourRange;
  private readonly status = element('p', 'poolscope-status');
  private readonly toolbar: Toolbar;
  private readonly facets: Facets;
  private readonly table: SliceTable;
  private readonly rowPane: RowPane;
  private readonly matrix: MatrixPane;
  private readonly audit: AuditPane;
  private auditing: ReturnType<typeof setTimeout> | undefined;
  private readonly player: PlayerPane;
  private readonly compare: ComparePane;
  private marks: Marks | undefined;
  /** What was clicked or chosen by a key: the cursor goes back there when the pointer leaves. */
  private chosen: Cursor | undefined;

  constructor(view: View, host: BodyHost) {
    this.host = host;
    this.subject = new Subject(view);
    this.state = new ExplorerState(this.subject);
    const drawn = panels(view);
    this.ownScales = this.scalesOf(drawn);
    this.scales = this.ownScales;
    this.range = this.startRange();
    this.parts = drawn.map((panel) => this.partOf(panel));
    this.row = new PlotRow(
      this.parts.map((part) => part.view),
      {
        ready: (ready) => this.ready(ready),
        failed: host.failed,
        shown: (panel) => this.shown(panel),
      },
    );
    this.status.setAttribute('role', 'status');
    this.toolbar = new Toolbar(this.state, this.range, {
      row: (row) => this.choose(rowCursor(this.subject, row)),
      compare: (what) => this.compare.show(what),
      facets: (shown) => {
        this.facets.shown = shown;
        this.row.node.hidden = shown;
      },
      table: (shown) => {
        this.table.node.hidden = !shown;
        this.drawTable();
      },
      colours: (range) => {
        this.range = range;
        this.scales = ranged(this.ownScales, range);
        this.row.redraw();
        this.facets.redraw();
      },
    });
    this.facets = new Facets({
      channels: this.subject.geometry.channels,
      channel: () => this.state.positions.channel,
      sources: () =>
        this.parts.map(({ name, view: { panel } }) => ({
          panel,
          scale: this.scales.get(panel)!,
          positions: this.state.positionsIn(name),
        })),
      chosen: (channel) => this.state.move({ channel }),
    });
    this.table = new SliceTable((row, column) => this.chooseInTable(row, column));
    this.rowPane = new RowPane(this.subject, (cursor) => this.choose(cursor));
    this.matrix = new MatrixPane(this.subject, drawn.find(({ role }) => role === 'mask')!, (row) =>
      this.choose(rowCursor(this.subject, row)),
    );
    this.audit = new AuditPane(view, this.subject, (cursor) => this.choose(cursor));
    this.player = new PlayerPane(this.subject, this.settings, {
      moved: (visit) => this.played(visit),
    });
    this.compare = new ComparePane(this.state, host, (cursor) => this.choose(cursor));
    this.node.append(
      element('div', 'poolscope-title', view.title),
      ...(view.cut === undefined ? [] : [element('p', 'poolscope-cut', cutText(view.cut))]),
      this.toolbar.node,
      this.status,
      this.row.node,
      this.facets.node,
      this.player.node,
      this.compare.node,
      sections(this.rowPane.node, this.matrix.node, this.audit.node),
      this.table.node,
    );
    this.unfollow = host.settings?.listen(() => {
      this.ownScales = this.scalesOf(drawn);
      this.scales = ranged(this.ownScales, this.range);
      this.player.start(this.settings);
      this.redraw();
    });
    this.unanswer = answer(host.root, (action) => this.act(action));
    this.state.listen((changes) => this.follow(changes));
    host.root.dataset.step = '0';
    this.follow(new Set(['positions', 'cursor']));
  }

  redraw(): void {
    this.row.redraw();
    this.facets.redraw();
    this.compare.redraw();
    this.matrix.redraw();
  }

  dispose(): void {
    this.unfollow?.();
    this.unanswer();
    clearTimeout(this.auditing);
    this.player.dispose();
    this.compare.dispose();
    this.facets.dispose();
    this.matrix.dispose();
    for (const part of this.parts) part.dispose();
    this.row.dispose();
    clearMarks(this.host.root);
    this.node.remove();
  }

  /** The audit looks at everything: it waits until the panels are on screen. */
  private ready(ready: boolean): void {
    this.host.ready(ready);
    if (!ready) return;
    this.auditing ??= setTimeout(() => {
      const { findings: found } = this.subject;
      this.audit.fill(found);
      this.matrix.fill(found);
    });
  }

  private partOf(panel: Panel): ExplorerPanel {
    // A pool's panels are these four.
    const name = panel.name as PanelName;
    const part = new ExplorerPanel(this.subject, name, panel, {
      cursor: () => this.state.cursor,
      first: () => this.firstIn(name),
      pointed: (cursor) => this.state.mark(cursor ?? this.chosen ?? this.state.cursor),
      chosen: (cursor) => this.choose(cursor),
    });
    const line = new StatisticsLine();
    this.statistics.set(name, line);
    const menu = panelMenu({
      panel,
      plot: part.view.plot,
      slice: () => part.view.slice,
      address: () => this.state.cursor && addressOf(this.state.cursor),
      failed: this.host.failed,
    });
    part.footer.append(line.node);
    part.view.caption.append(menu);
    part.view.plot.marker = (context, grid) => {
      const shown = part.view.slice;
      if (shown === undefined) return;
      const { subject, marks } = this;
      drawMarks(context, grid, { subject, panel: name, slice: shown, marks });
    };
    part.view.plot.zoomed = (zoom) => {
      if (name === 'dout') return;
      // The panels on the input's grid show the same part of it.
      for (const other of this.parts) {
        if (other !== part && other.name !== 'dout') void other.view.plot.zoomTo(zoom);
      }
    };
    return part;
  }

  private get settings(): Settings {
    return this.host.settings?.current ?? defaults;
  }

  private scalesOf(drawn: readonly Panel[]): Map<Panel, Scale> {
    const choice = scaleChoice(this.settings);
    return new Map(drawn.map((panel) => [panel, scaleOf(panel, choice)]));
  }

  private startRange(): ColourRange {
    const ranges = [...this.ownScales.values()].filter(({ discrete }) => !discrete);
    const bound = Math.max(1e-3, ...ranges.flatMap(({ range }) => range.map(Math.abs)));
    const round = Number(bound.toPrecision(2));
    return { mode: 'auto', fixed: [-round, round] };
  }

  /** While the player is on, din is as far as it has filled it. */
  private shown(panel: Panel): Shown {
    const name = panel.name as PanelName;
    const tensor = name === 'din' && this.player.isOn ? this.player.player.din : panel.tensor;
    const scale = this.scales.get(panel)!;
    const made = slice({ ...panel, tensor }, this.state.positionsIn(name));
    this.statistics.get(name)?.draw(made, scale);
    return { slice: made, scale };
  }

  private firstIn(name: PanelName): Cursor | undefined {
    const { batch, channel } = this.state.positions;
    return firstCell(this.subject, name, batch, channel);
  }

  private choose(cursor: Cursor): void {
    this.chosen = cursor;
    this.state.mark(cursor);
  }

  private chooseInTable(row: number, column: number): void {
    const part = this.tablePart();
    const index = part.view.slice?.index(row, column);
    if (index !== undefined) this.choose({ panel: part.name, index });
  }

  /** The table shows the panel of the cursor. */
  private tablePart(): ExplorerPanel {
    const name = this.state.cursor?.panel ?? this.parts[0]!.name;
    return this.parts.find((part) => part.name === name) ?? this.parts[0]!;
  }

  private drawTable(): void {
    if (this.table.node.hidden) return;
    const part = this.tablePart();
    const { slice: shown } = this.shown(part.view.panel);
    const { cursor } = this.state;
    const flat = cursor?.panel === part.name ? this.subject.flatOf(cursor) : undefined;
    const { batch, channel } = this.state.positions;
    this.table.draw({
      title: `${part.name}, batch ${batch}, channel ${channel}`,
      slice: shown,
      current: flat === undefined ? undefined : shown.place(flat),
    });
  }

  private played(visit: Visit | undefined): void {
    const din = this.parts.find(({ name }) => name === 'din');
    if (din !== undefined) {
      din.note.textContent = visit === undefined ? '' : `filled to step ${this.player.player.step}`;
      this.row.repaint([din.view]);
    }
    this.host.root.dataset.step = `${this.player.player.step}`;
    if (visit === undefined) return;
    const { channel } = this.state.positions;
    this.choose(rowCursor(this.subject, visit.row + channel));
  }

  private act(action: Action): void {
    if (action === 'play') this.player.toggle();
    else if (action === 'next-finding') this.audit.step(1);
    else if (action === 'previous-finding') this.audit.step(-1);
    else if (action === 'compare') this.toolbar.compareNext();
    else if (action === 'copy-address') this.copyAddress();
    else if (action === 'export') openMenu(this.tablePart().view.caption);
    else this.toolbar.toggle(action);
  }

  private copyAddress(): void {
    const { cursor } = this.state;
    if (cursor === undefined) return;
    navigator.clipboard.writeText(addressOf(cursor)).catch(this.host.failed);
  }

  private follow(changes: ReadonlySet<Change>): void {
    if (changes.has('cursor')) {
      const { cursor } = this.state;
      this.marks = cursor && marksOf(this.subject, cursor);
      writeMarks(this.host.root, this.marks);
      this.status.textContent =
        this.marks === undefined ? hint : sentence(this.subject, this.marks);
      this.compare.mark(this.marks);
      this.rowPane.show(this.marks);
      this.matrix.mark(this.marks?.dataRow);
    }
    this.toolbar.follow(this.marks?.dataRow);
    if (changes.has('positions')) {
      this.row.repaint();
      this.compare.repaint();
      this.facets.redraw();
    } else {
      for (const { view } of this.parts) view.plot.mark();
    }
    this.drawTable();
  }
}

/** Parts that stand side by side where there is room. */
function sections(...parts: HTMLElement[]): HTMLElement {
  const node = element('div', 'poolscope-sections');
  node.append(...parts);
  return node;
}
