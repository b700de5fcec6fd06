// The explorer: creates its heatmaps and panes, and passes on what changes from one to the others.
import '../../style/explorer.css';
import type { Finding, View } from 'poolscope';
import type { Panel } from 'poolscope/internal';
import { listenForActions } from '../ui/action.js';
import { element } from '../ui/element.js';
import { defaults, type Settings } from '../ui/settings.js';
import type { Body, BodyHost, Memory } from '../view/body.js';
import { type ActionTargets, performAction } from './actions.js';
import { CardsPane } from './cards/cards-pane.js';
import { ExplorerPanels } from './explorer-panels.js';
import { FindingsSearch } from './findings-search.js';
import { applyTies } from './live-ties.js';
import type { Visit } from './loops/loops.js';
import { MatrixPane } from './matrix/matrix-pane.js';
import { type Cursor, rowCursor } from './model/cursor.js';
import { marksOf } from './model/marks.js';
import { Subject } from './model/subject.js';
import { hasTiePolicy, type TiePolicy } from './model/tie-policy.js';
import { FindingsPane } from './panes/findings-pane.js';
import { PlayerPane } from './panes/player-pane.js';
import { RowPane } from './panes/row-pane.js';
import { TablePane } from './panes/table-pane.js';
import { Parts } from './parts.js';
import type { Rail } from './rail/rail.js';
import { railOf } from './rail-of.js';
import { Scales } from './scales.js';
import { describeMarks } from './sentences/sentence.js';
import { StatusLine } from './sentences/status-line.js';
import { clearMarks, writeMarks } from './shown/attributes.js';
import { ChosenCells } from './shown/chosen-cells.js';
import { type Change, ExplorerState, type Positions } from './shown/state.js';
import { Toolbar } from './toolbar.js';

/** What an explorer remembers. */
interface Recalled {
  readonly positions: Positions;
  readonly cursor: Cursor | undefined;
}

/** A pooling and its backward pass under one cursor. */
export class ExplorerBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'explorer';
  private readonly host: BodyHost;
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private readonly scales: Scales;
  private readonly panels: ExplorerPanels;
  private readonly status = new StatusLine(() =>
    describeMarks(this.subject, this.panels.marks, this.state.positions.depth),
  );
  private readonly toolbar: Toolbar;
  private readonly rail: Rail | undefined;
  private readonly table: TablePane;
  private readonly cards: CardsPane;
  private readonly rowPane: RowPane;
  private readonly matrix: MatrixPane | undefined;
  private readonly findings: FindingsPane;
  private readonly player: PlayerPane;
  private readonly stopFollowingSettings: (() => void) | undefined;
  private readonly stopListening: () => void;
  private readonly parts: Parts;
  private readonly search: FindingsSearch;
  private findingsTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly chosen = new ChosenCells();

  /** @param memory what a body that showed the same view showed */
  constructor(view: View, shown: readonly Panel[], host: BodyHost, memory?: Memory) {
    this.host = host;
    this.subject = new Subject(view);
    this.state = new ExplorerState(this.subject);
    this.status.node.classList.toggle('poolscope-long', this.subject.windowsPerCell > 4);
    const { subject, state } = this;
    const choose = (cursor: Cursor): void => this.choose(cursor);
    const chooseRow = (row: number): void => this.choose(rowCursor(subject, row));
    this.scales = new Scales(shown, this.settings);
    this.player = new PlayerPane(subject, this.settings, {
      onMove: (visit) => this.showStep(visit),
      showInvalid: this.status.say,
    });
    this.panels = new ExplorerPanels(shown, {
      state,
      scales: this.scales,
      player: this.player,
      onChoose: choose,
      onScales: () => this.repaintColours(),
      cursorWithoutPointer: () => this.cursorWithoutPointer(),
      setReady: (ready) => this.setReady(ready),
      reportError: host.reportError,
      showProblem: this.status.sayProblem,
    });
    this.table = new TablePane({
      state,
      panels: this.panels.panels,
      sliceOf: (panel) => this.panels.sliceOf(panel),
      onChoose: choose,
    });
    const ofX = shown.find(({ name }) => name === 'x');
    this.cards = new CardsPane(subject, {
      scale: () => ofX && this.scales.get(ofX),
      onIsolate: () => this.showWindows(),
      onBack: () => this.goBack(),
    });
    this.rowPane = new RowPane(subject);
    const mask = subject.weights ? undefined : shown.find(({ role }) => role === 'mask');
    this.matrix = mask && new MatrixPane(subject, () => this.scales.get(mask), chooseRow);
    this.findings = new FindingsPane(view, subject, {
      onChoose: choose,
      onPoint: (finding) => this.panels.showPlaces(finding),
    });
    this.search = new FindingsSearch(subject, {
      onPolicy: (policy) => this.toolbar.showTies(subject.tiePolicy ?? policy),
      onFindings: (findings) => this.showFindings(findings),
      offer: (cells, look) => this.findings.offer(cells, look),
      showProblem: this.status.sayProblem,
    });
    const din = shown.find(({ name }) => name === 'din')!;
    this.rail = railOf(state, () => this.scales.get(din), host.reportError);
    this.parts = new Parts({
      subject,
      status: this.status.node,
      rail: this.rail,
      panels: this.panels,
      cards: this.cards,
      findings: this.findings,
      player: this.player,
      row: this.rowPane,
      matrix: this.matrix,
      table: this.table,
    });
    this.toolbar = new Toolbar(state, view.title, {
      parts: this.parts.offered,
      hasTies: hasTiePolicy(view),
      isDinGiven: subject.isDinGiven,
      goToRow: (row) => this.choose(row === undefined ? undefined : rowCursor(subject, row)),
      showInvalid: this.status.say,
      setTies: (policy) => this.setTies(policy),
      setDin: (shown) => this.panels.showDin(shown),
      showPart: (part, isShown) => this.parts.show(part, isShown),
    });
    this.node.append(this.toolbar.node, ...this.parts.nodes(view));
    this.stopFollowingSettings = host.settings?.listen(() => {
      this.player.applySettings(this.settings);
      this.redraw();
    });
    const { toolbar, player, findings, table, status } = this;
    const reportError = status.sayProblem;
    const targets: ActionTargets = { state, toolbar, player, findings, table, reportError };
    this.stopListening = listenForActions(host.root, (action) => performAction(action, targets));
    state.listen((changes) => this.update(changes));
    host.root.dataset.step = 'off';
    this.update(new Set(['positions', 'cursor']));
    this.recall(memory);
  }

  redraw(): void {
    this.scales.applySettings(this.settings);
    this.panels.redraw();
    this.rail?.redraw();
    this.cards.redraw();
    this.matrix?.redraw();
  }

  memory(): Memory {
    const explorer: Recalled = { positions: this.state.positions, cursor: this.chosen.cursor };
    return { explorer };
  }

  /** Shows what was shown before. */
  private recall(memory: Memory | undefined): void {
    const before = memory?.explorer as Recalled | undefined;
    if (before === undefined) return;
    this.state.setPositions(before.positions);
    if (before.cursor !== undefined) this.choose(before.cursor);
  }

  dispose(): void {
    this.search.dispose();
    this.stopFollowingSettings?.();
    this.stopListening();
    clearTimeout(this.findingsTimer);
    this.toolbar.dispose();
    this.player.dispose();
    this.cards.dispose();
    this.rail?.dispose();
    this.matrix?.dispose();
    this.panels.dispose();
    clearMarks(this.host.root);
    this.node.remove();
  }

  /** Takes the mask of a tie policy, and all that follows from it. */
  private setTies(policy: TiePolicy | undefined): void {
    const { subject, state, scales, panels, player, search } = this;
    applyTies(policy === search.policyGiven ? undefined : policy, {
      subject,
      state,
      scales,
      panels,
      player,
    });
    this.rail?.look();
    search.look();
  }

  private repaintColours(): void {
    this.panels.repaint();
    this.rail?.redraw();
    this.cards.redraw();
  }

  private get settings(): Settings {
    return this.host.settings?.current ?? defaults;
  }

  /** What goes through all cells or rows, for the rail and the findings, starts after the panels are on screen. */
  private setReady(ready: boolean): void {
    this.host.setReady(ready);
    if (!ready) return;
    this.findingsTimer ??= setTimeout(() => {
      this.rail?.look();
      this.search.look();
    });
  }

  private showFindings(findings: readonly Finding[]): void {
    this.findings.showFindings(findings);
    this.matrix?.showFindings(findings);
    if (this.subject.checks.wrongIn('din') !== undefined) this.rail?.look();
    // What is wrong is ringed.
    this.panels.applyValues();
    this.panels.drawMarks();
  }

  /** The chosen cell, in the slices that are on screen now. */
  private cursorWithoutPointer(): Cursor | undefined {
    const cursor = this.chosen.cursor ?? this.state.cursor;
    return cursor && this.state.inCurrentSlices(cursor);
  }

  /** Marks what a person chose. A player that went on would take it away again. */
  private choose(cursor: Cursor | undefined): void {
    this.player.pause();
    this.chosen.choose(cursor);
    this.markChosen();
  }

  private goBack(): void {
    this.player.pause();
    this.chosen.goBack();
    this.markChosen();
  }

  private markChosen(): void {
    this.state.setCursor(this.chosen.cursor);
    this.panels.bringIntoView();
  }

  private showStep(visit: Visit | undefined): void {
    const { step } = this.player;
    this.panels.showStep();
    this.host.root.dataset.step = `${step ?? 'off'}`;
    if (visit === undefined) return;
    const { channel } = this.state.positions;
    this.chosen.choose(rowCursor(this.subject, visit.row + channel));
    this.markChosen();
  }

  private update(changes: ReadonlySet<Change>): void {
    if (changes.has('cursor')) {
      const { cursor } = this.state;
      const marks = cursor && marksOf(this.subject, cursor);
      this.panels.marks = marks;
      writeMarks(this.host.root, marks);
      this.status.say();
      this.cards.show(marks, this.chosen.canGoBack);
      this.panels.showWindows(this.cards.shown, this.cards.isolated);
      this.rowPane.show(marks);
      this.matrix?.mark(marks);
    }
    this.toolbar.update(this.panels.marks?.firstRow);
    if (changes.has('positions')) {
      this.panels.repaint();
      if (this.findingsTimer !== undefined) this.rail?.update();
    } else {
      this.panels.drawCursor();
    }
    this.table.draw();
  }

  /** Draws the windows that have a card, or the one that is looked at alone. */
  private showWindows(): void {
    this.panels.showWindows(this.cards.shown, this.cards.isolated);
    this.panels.drawCursor();
  }
}
