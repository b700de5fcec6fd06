// The explorer: creates its heatmaps and panes, and passes on what changes from one to the others.
import type { View } from 'poolscope';
import { cutMessage, panels } from 'poolscope/internal';
import { listenForActions } from '../ui/action.js';
import { element } from '../ui/element.js';
import { reasonOf } from '../ui/problem.js';
import { defaults, type Settings } from '../ui/settings.js';
import { trans, translate } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { type ActionTargets, performAction } from './actions.js';
import { CardsPane } from './cards/cards-pane.js';
import { ExplorerPanels } from './explorer-panels.js';
import { type Cursor, cursorText, rowCursor } from './model/cursor.js';
import type { Visit } from './model/loops.js';
import { marksOf } from './model/marks.js';
import { describeMarks } from './model/sentence.js';
import { Subject } from './model/subject.js';
import { ComparePane } from './panes/compare-pane.js';
import { Facets } from './panes/facets.js';
import { FindingsPane } from './panes/findings-pane.js';
import { MatrixPane } from './panes/matrix-pane.js';
import { PlayerPane } from './panes/player-pane.js';
import { RowPane } from './panes/row-pane.js';
import { TablePane } from './panes/table-pane.js';
import { Scales } from './scales.js';
import { clearMarks, writeMarks } from './shown/attributes.js';
import { type Change, ExplorerState } from './shown/state.js';
import { Toolbar } from './toolbar.js';

/** How many chosen cells a person can go back. */
const mostSteps = 100;

/** A pooling and its backward pass under one cursor. */
export class ExplorerBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'explorer';
  private readonly host: BodyHost;
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private readonly scales: Scales;
  private readonly panels: ExplorerPanels;
  private readonly status = element('p', 'poolscope-status');
  private readonly toolbar: Toolbar;
  private readonly facets: Facets;
  private readonly table: TablePane;
  private readonly cards: CardsPane;
  private readonly rowPane: RowPane;
  private readonly matrix: MatrixPane | undefined;
  private readonly findings: FindingsPane;
  private readonly player: PlayerPane;
  private readonly compare: ComparePane;
  private readonly stopFollowingSettings: (() => void) | undefined;
  private readonly stopListening: () => void;
  private findingsTimer: ReturnType<typeof setTimeout> | undefined;
  /** The cell that was clicked or chosen by a key: the cursor goes back there when the pointer leaves. */
  private chosenCursor: Cursor | undefined;
  /** The cells that were chosen before it, the latest last. */
  private readonly chosenBefore: Cursor[] = [];

  constructor(view: View, host: BodyHost) {
    this.host = host;
    this.subject = new Subject(view);
    this.state = new ExplorerState(this.subject);
    const { subject, state } = this;
    const choose = (cursor: Cursor): void => this.choose(cursor);
    const chooseRow = (row: number): void => this.choose(rowCursor(subject, row));
    const shown = panels(view);
    this.scales = new Scales(shown, this.settings);
    this.player = new PlayerPane(subject, this.settings, {
      onMove: (visit) => this.showStep(visit),
      showInvalid: (problem) => this.showInvalid(problem),
    });
    this.panels = new ExplorerPanels(shown, {
      state,
      scales: this.scales,
      player: this.player,
      onChoose: choose,
      cursorWithoutPointer: () => this.cursorWithoutPointer(),
      setReady: (ready) => this.setReady(ready),
      reportError: host.reportError,
      showProblem: this.showProblem,
    });
    this.status.setAttribute('role', 'status');
    this.toolbar = new Toolbar(state, this.scales.range, {
      goToRow: (row) => this.choose(row === undefined ? undefined : rowCursor(subject, row)),
      showInvalid: (problem) => this.showInvalid(problem),
      showComparison: (comparison) => this.compare.show(comparison),
      showFacets: (isShown) => {
        this.facets.isShown = isShown;
        this.panels.node.hidden = isShown;
      },
      showTable: (isShown) => {
        this.table.isShown = isShown;
      },
      setColourRange: (range) => {
        this.scales.range = range;
        this.panels.redraw();
        this.facets.redraw();
      },
    });
    this.facets = new Facets({
      channels: subject.geometry.channels,
      currentChannel: () => state.positions.channel,
      sources: () =>
        this.panels.panels.map(({ name, plot: { panel } }) => ({
          panel,
          scale: this.scales.get(panel),
          positions: state.positionsIn(name),
        })),
      onChoose: (channel) => state.setPositions({ channel }),
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
    this.matrix = mask && new MatrixPane(subject, mask, chooseRow);
    this.findings = new FindingsPane(view, subject, choose);
    this.compare = new ComparePane(state, host, choose);
    this.appendParts(view);
    this.stopFollowingSettings = host.settings?.listen(() => {
      this.scales.applySettings(this.settings);
      this.player.applySettings(this.settings);
      this.redraw();
    });
    const { toolbar, player, findings, table, showProblem } = this;
    const targets: ActionTargets = {
      state,
      toolbar,
      player,
      findings,
      table,
      reportError: showProblem,
    };
    this.stopListening = listenForActions(host.root, (action) => performAction(action, targets));
    state.listen((changes) => this.update(changes));
    host.root.dataset.step = 'off';
    this.update(new Set(['positions', 'cursor']));
  }

  redraw(): void {
    this.panels.redraw();
    this.facets.redraw();
    this.compare.redraw();
    this.matrix?.redraw();
  }

  dispose(): void {
    this.stopFollowingSettings?.();
    this.stopListening();
    clearTimeout(this.findingsTimer);
    this.player.dispose();
    this.compare.dispose();
    this.facets.dispose();
    this.matrix?.dispose();
    this.panels.dispose();
    clearMarks(this.host.root);
    this.node.remove();
  }

  private appendParts(view: View): void {
    const sections = element('div', 'poolscope-sections');
    const matrix = this.matrix ? [this.matrix.node] : [];
    sections.append(this.rowPane.node, ...matrix, this.findings.node);
    // The document's loops and the tie policies are those of a mask.
    this.player.node.hidden = this.subject.weights !== undefined;
    this.node.append(
      element('div', 'poolscope-title', view.title),
      ...(view.cut === undefined
        ? []
        : [element('p', 'poolscope-cut', cutText(view.cut, view.layout))]),
      this.toolbar.node,
      this.status,
      this.panels.node,
      this.facets.node,
      this.cards.node,
      this.player.node,
      this.compare.node,
      sections,
      this.table.node,
    );
  }

  /** What is marked, in words. */
  private get sentence(): string {
    return describeMarks(this.subject, this.panels.marks, this.state.positions.depth);
  }

  private get settings(): Settings {
    return this.host.settings?.current ?? defaults;
  }

  /** Looking for findings goes through all rows, so it starts after the panels are on screen. */
  private setReady(ready: boolean): void {
    this.host.setReady(ready);
    if (!ready) return;
    this.findingsTimer ??= setTimeout(() => {
      const { findings } = this.subject;
      this.findings.showFindings(findings);
      this.matrix?.showFindings(findings);
      // What is wrong is ringed.
      this.panels.drawMarks();
    });
  }

  /** The chosen cell, in the slices that are on screen now. */
  private cursorWithoutPointer(): Cursor | undefined {
    const cursor = this.chosenCursor ?? this.state.cursor;
    return cursor && this.state.inCurrentSlices(cursor);
  }

  private choose(cursor: Cursor | undefined): void {
    const before = this.chosenCursor;
    if (before !== undefined && cursorText(before) !== cursorText(cursor)) {
      this.chosenBefore.push(before);
      if (this.chosenBefore.length > mostSteps) this.chosenBefore.shift();
    }
    this.goTo(cursor);
  }

  private goBack(): void {
    this.goTo(this.chosenBefore.pop());
  }

  private goTo(cursor: Cursor | undefined): void {
    this.chosenCursor = cursor;
    this.state.setCursor(cursor);
    this.panels.bringIntoView();
  }

  private showStep(visit: Visit | undefined): void {
    const { step } = this.player;
    this.panels.showStep(step);
    this.host.root.dataset.step = `${step ?? 'off'}`;
    if (visit === undefined) return;
    const { channel } = this.state.positions;
    this.choose(rowCursor(this.subject, visit.row + channel));
  }

  private update(changes: ReadonlySet<Change>): void {
    if (changes.has('cursor')) {
      const { cursor } = this.state;
      const marks = cursor && marksOf(this.subject, cursor);
      this.panels.marks = marks;
      writeMarks(this.host.root, marks);
      this.status.textContent = this.sentence;
      this.compare.showMarks(marks);
      this.cards.show(marks, this.chosenBefore.length > 0);
      this.panels.showWindows(this.cards);
      this.rowPane.show(marks);
      this.matrix?.markRow(marks?.firstRow);
    }
    this.toolbar.update(this.panels.marks?.firstRow);
    if (changes.has('positions')) {
      this.panels.repaint();
      this.compare.repaint();
      this.facets.redraw();
    } else {
      this.panels.drawMarks();
    }
    this.table.draw();
  }

  /** Draws the windows that have a card, or the one that is looked at alone. */
  private showWindows(): void {
    this.panels.showWindows(this.cards);
    this.panels.drawMarks();
  }

  /** Says that a number was typed that there is not; undefined: what is marked again. */
  private showInvalid(problem: string | undefined): void {
    this.status.textContent = problem ?? this.sentence;
  }

  /** Says why a request failed; the view stays as it is. */
  private readonly showProblem = (error: unknown): void => {
    this.status.textContent = reasonOf(error);
  };
}

/** Which part is shown, and how another can be. */
function cutText(cut: NonNullable<View['cut']>, layout: View['layout']): string {
  const how = trans.__('batch and channels of explore (in Python also of .part) show another part');
  return trans.__('%1; %2', translate(cutMessage(cut, layout)), how);
}
