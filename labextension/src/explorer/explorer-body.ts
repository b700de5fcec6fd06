import { type View, writeNpy } from 'poolscope';
import { cutMessage, type Panel, panels, type Slice, sliceSize } from 'poolscope/internal';
import { panelMenu } from '../panel/panel-menu.js';
import { PlotRow, type Shown } from '../plot/plot-row.js';
import { answer } from '../ui/action.js';
import { element } from '../ui/element.js';
import { defaults, type Settings } from '../ui/settings.js';
import { told, trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { type Actors, act } from './actions.js';
import { type Cursor, firstCell, rowCursor } from './model/cursor.js';
import { type Marks, marksOf } from './model/marks.js';
import type { Visit } from './model/player.js';
import { sentence } from './model/sentence.js';
import { type PanelName, Subject } from './model/subject.js';
import { ComparePane } from './panes/compare-pane.js';
import { Facets } from './panes/facets.js';
import { FindingsPane } from './panes/findings-pane.js';
import { MatrixPane } from './panes/matrix-pane.js';
import { PlayerPane } from './panes/player-pane.js';
import { RowPane } from './panes/row-pane.js';
import { StatisticsLine } from './panes/statistics-line.js';
import { TablePane } from './panes/table-pane.js';
import { Scales } from './scales.js';
import { clearMarks, writeMarks } from './shown/attributes.js';
import { ExplorerPanel } from './shown/explorer-panel.js';
import { drawMarks } from './shown/marker.js';
import { Slices } from './shown/slices.js';
import { type Change, ExplorerState } from './shown/state.js';
import { Toolbar } from './toolbar.js';

/** A pooling and its backward pass under one cursor. */
export class ExplorerBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'explorer';
  private readonly host: BodyHost;
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private readonly parts: readonly ExplorerPanel[];
  private readonly row: PlotRow;
  private readonly slices = new Slices();
  private readonly statistics = new Map<PanelName, StatisticsLine>();
  private readonly unfollow: (() => void) | undefined;
  private readonly unanswer: () => void;
  private readonly scales: Scales;
  private readonly status = element('p', 'poolscope-status');
  private readonly toolbar: Toolbar;
  private readonly facets: Facets;
  private readonly table: TablePane;
  private readonly rowPane: RowPane;
  private readonly matrix: MatrixPane;
  private readonly findings: FindingsPane;
  private searching: ReturnType<typeof setTimeout> | undefined;
  private readonly player: PlayerPane;
  private readonly compare: ComparePane;
  private marks: Marks | undefined;
  /** What was clicked or chosen by a key: the cursor goes back there when the pointer leaves. */
  private chosen: Cursor | undefined;
  /** Says why something that was asked for can't be done; the view stays. */
  private readonly regret = (error: unknown): void => {
    this.status.textContent = error instanceof Error ? error.message : String(error);
  };

  constructor(view: View, host: BodyHost) {
    this.host = host;
    this.subject = new Subject(view);
    this.state = new ExplorerState(this.subject);
    const drawn = panels(view);
    this.scales = new Scales(drawn, this.settings);
    this.parts = drawn.map((panel) => this.partOf(panel));
    this.row = new PlotRow(
      this.parts.map((part) => part.view),
      {
        ready: (ready) => this.ready(ready),
        failed: host.failed,
        size: sliceSize,
        shown: (panel) => this.shown(panel),
      },
    );
    this.status.setAttribute('role', 'status');
    this.toolbar = new Toolbar(this.state, this.scales.range, {
      row: (row) => this.choose(rowCursor(this.subject, row)),
      compare: (what) => this.compare.show(what),
      facets: (shown) => {
        this.facets.shown = shown;
        this.row.node.hidden = shown;
      },
      table: (shown) => {
        this.table.shown = shown;
      },
      colours: (range) => {
        this.scales.range = range;
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
          scale: this.scales.of(panel),
          positions: this.state.positionsIn(name),
        })),
      chosen: (channel) => this.state.move({ channel }),
    });
    this.table = new TablePane({
      state: this.state,
      parts: this.parts,
      slice: (panel) => this.sliceOf(panel),
      chosen: (cursor) => this.choose(cursor),
    });
    this.rowPane = new RowPane(this.subject, (cursor) => this.choose(cursor));
    this.matrix = new MatrixPane(this.subject, drawn.find(({ role }) => role === 'mask')!, (row) =>
      this.choose(rowCursor(this.subject, row)),
    );
    this.findings = new FindingsPane(view, this.subject, (cursor) => this.choose(cursor));
    this.player = new PlayerPane(this.subject, this.settings, {
      moved: (visit) => this.played(visit),
    });
    this.compare = new ComparePane(this.state, host, (cursor) => this.choose(cursor));
    const sections = element('div', 'poolscope-sections');
    sections.append(this.rowPane.node, this.matrix.node, this.findings.node);
    this.node.append(
      element('div', 'poolscope-title', view.title),
      ...(view.cut === undefined
        ? []
        : [element('p', 'poolscope-cut', told(cutMessage(view.cut)))]),
      this.toolbar.node,
      this.status,
      this.row.node,
      this.facets.node,
      this.player.node,
      this.compare.node,
      sections,
      this.table.node,
    );
    this.unfollow = host.settings?.listen(() => {
      this.scales.take(this.settings);
      this.player.start(this.settings);
      this.redraw();
    });
    const { state, toolbar, player, findings, table } = this;
    const actors: Actors = { state, toolbar, player, findings, table, failed: this.regret };
    this.unanswer = answer(host.root, (action) => act(action, actors));
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
    clearTimeout(this.searching);
    this.player.dispose();
    this.compare.dispose();
    this.facets.dispose();
    this.matrix.dispose();
    for (const part of this.parts) part.dispose();
    this.row.dispose();
    clearMarks(this.host.root);
    this.node.remove();
  }

  /** The search for findings looks at everything: it waits until the panels are on screen. */
  private ready(ready: boolean): void {
    this.host.ready(ready);
    if (!ready) return;
    this.searching ??= setTimeout(() => {
      const { findings: found } = this.subject;
      this.findings.fill(found);
      this.matrix.fill(found);
    });
  }

  private partOf(panel: Panel): ExplorerPanel {
    // A pool's panels are these four.
    const name = panel.name as PanelName;
    const part = new ExplorerPanel(this.subject, name, panel, {
      cursor: () => this.state.cursor,
      first: () => this.firstIn(name),
      pointed: (cursor) => this.state.mark(cursor ?? this.unpointed()),
      chosen: (cursor) => this.choose(cursor),
    });
    const line = new StatisticsLine();
    this.statistics.set(name, line);
    const menu = panelMenu({
      name,
      plot: part.view.plot,
      slice: () => part.view.slice,
      npy: () => writeNpy(panel.tensor),
      address: () => this.state.address,
      failed: this.regret,
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

  private shown(panel: Panel): Shown {
    const slice = this.sliceOf(panel);
    const scale = this.scales.of(panel);
    this.statistics.get(panel.name as PanelName)?.draw(slice, scale);
    return { slice, scale };
  }

  /** While the player is on, din is as far as it has filled it. */
  private sliceOf(panel: Panel): Slice {
    const name = panel.name as PanelName;
    const isPlayed = name === 'din' && this.player.isOn;
    const { player } = this.player;
    return this.slices.of(panel, {
      tensor: isPlayed ? player.din : panel.tensor,
      positions: this.state.positionsIn(name),
      version: isPlayed ? player.step : -1,
    });
  }

  private firstIn(name: PanelName): Cursor | undefined {
    const { batch, channel } = this.state.positions;
    return firstCell(this.subject, name, batch, channel);
  }

  /** Sliders may have moved since the cell was chosen. */
  private unpointed(): Cursor | undefined {
    const cursor = this.chosen ?? this.state.cursor;
    return cursor && this.state.here(cursor);
  }

  private choose(cursor: Cursor): void {
    this.chosen = cursor;
    this.state.mark(cursor);
  }

  private played(visit: Visit | undefined): void {
    const din = this.parts.find(({ name }) => name === 'din');
    if (din !== undefined) {
      din.note.textContent =
        visit === undefined ? '' : trans.__('filled to step %1', this.player.player.step);
      this.row.repaint([din.view]);
    }
    this.host.root.dataset.step = `${this.player.player.step}`;
    if (visit === undefined) return;
    const { channel } = this.state.positions;
    this.choose(rowCursor(this.subject, visit.row + channel));
  }

  private follow(changes: ReadonlySet<Change>): void {
    if (changes.has('cursor')) {
      const { cursor } = this.state;
      this.marks = cursor && marksOf(this.subject, cursor);
      writeMarks(this.host.root, this.marks);
      this.status.textContent = sentence(this.subject, this.marks);
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
    this.table.draw();
  }
}
