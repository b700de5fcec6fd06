// Two runs of one pooling under one cursor: A, B and B − A of one array, and what differs in words.
import '../../../style/explorer.css';
import type { View } from 'poolscope';
import { cutMessage, formatCount, panelAxes } from 'poolscope/internal';
import { clampIndex } from '../../panel/key-steps.js';
import { sliceText } from '../../panel/slice-place.js';
import { SliceTable } from '../../panel/slice-table.js';
import { listenForActions } from '../../ui/action.js';
import { slider } from '../../ui/controls.js';
import { element, titleOfControls } from '../../ui/element.js';
import { button, type Radios, radios, toggle } from '../../ui/form.js';
import { runningText, writeText } from '../../ui/running-text.js';
import { defaults } from '../../ui/settings.js';
import { trans, translate } from '../../ui/texts.js';
import { viewAxes } from '../../view/axes.js';
import type { Body, BodyHost, Memory } from '../../view/body.js';
import { cursorText } from '../model/cursor.js';
import type { PanelName } from '../model/subject.js';
import { type ArrayPair, describeDifference, pairArrays } from './differences.js';
import { PairPanels } from './pair-panels.js';
import { PairSentence } from './pair-sentence.js';

/** Two runs of one pooling side by side. */
export class PairBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'pair';
  private readonly host: BodyHost;
  private readonly pairs: readonly ArrayPair[];
  private readonly sentence: PairSentence;
  private readonly status = element('p', 'poolscope-status');
  private readonly sliders = element('span', 'poolscope-pair-sliders');
  private readonly place = element('div', '');
  private readonly arrays: Radios<PanelName>;
  private readonly stopListening: (() => void) | undefined;
  private readonly stopActions: () => void;
  /** Of the array's slice in B − A. */
  private readonly table = new SliceTable((row, column) =>
    this.choose(this.panels.cellAt(row, column)),
  );
  private readonly tableToggle: HTMLLabelElement;
  private shown: ArrayPair;
  private panels: PairPanels;
  /** By the names of axes. */
  private positions: Readonly<Record<string, number>> = {};
  private chosen: readonly number[] | undefined;

  /** @throws Error, one line, where a and b are no runs of one pooling */
  constructor(title: string, a: View, b: View, host: BodyHost) {
    this.host = host;
    this.pairs = pairArrays(a, b);
    this.sentence = new PairSentence(a, b);
    this.shown = this.pairs.findLast(({ count }) => count > 0) ?? this.pairs.at(-1)!;
    this.status.setAttribute('role', 'status');
    const controls = element('div', 'poolscope-controls');
    this.arrays = radios(
      trans.__('array'),
      this.pairs.map(({ name, count }) => [name, `${name} ${countText(count)}`] as const),
      this.shown.name,
      (name) => this.showArray(name),
    );
    this.tableToggle = toggle(trans.__('table'), (isShown) => {
      this.table.node.hidden = !isShown;
      this.drawTable();
      if (isShown) this.table.bringIntoView();
    });
    controls.append(titleOfControls(title), this.sliders, this.arrays.node, this.tableToggle);
    const differences = element('ul', 'poolscope-differences');
    differences.setAttribute('aria-label', trans.__('what differs'));
    differences.append(...this.pairs.map((pair) => this.createLine(pair)));
    this.node.append(
      controls,
      ...(a.cut ? [runningText('p', 'poolscope-cut', translate(cutMessage(a.cut, a.layout)))] : []),
      differences,
      this.status,
      this.place,
      this.table.node,
    );
    // The slice with the largest difference comes first.
    if (this.shown.count > 0) this.positions = this.positionsOf(this.shown.index);
    this.panels = this.createPanels();
    this.stopListening = host.settings?.listen(() => this.redraw());
    this.stopActions = listenForActions(host.root, (action) => {
      if (action === 'table') this.tableToggle.click();
    });
    this.point(undefined);
  }

  redraw(): void {
    this.panels.redraw();
  }

  memory(): Memory {
    return {};
  }

  dispose(): void {
    this.stopListening?.();
    this.stopActions();
    this.panels.dispose();
    delete this.host.root.dataset.cell;
    this.node.remove();
  }

  private showArray(name: PanelName): void {
    this.panels.dispose();
    this.shown = this.pairs.find((pair) => pair.name === name)!;
    this.chosen = undefined;
    this.panels = this.createPanels();
    this.point(undefined);
  }

  /** What is said of an array; where it differs, a button that goes to its largest difference. */
  private createLine(pair: ArrayPair): HTMLElement {
    const line = element('li', '');
    const text = describeDifference(pair);
    const goTo = (): void => {
      this.arrays.show(pair.name);
      if (pair !== this.shown) this.showArray(pair.name);
      this.choose(pair.index);
    };
    line.append(pair.count > 0 ? button(text, goTo) : text);
    return line;
  }

  private positionsOf(index: readonly number[]): Readonly<Record<string, number>> {
    const { sliders } = panelAxes(this.shown.a.tensor.shape);
    return Object.fromEntries(sliders.map(({ name, axis }) => [name, index[axis]!]));
  }

  private createPanels(): PairPanels {
    const created = new PairPanels(this.shown, {
      settings: () => this.host.settings?.current ?? defaults,
      positions: () => this.positions,
      setReady: this.host.setReady,
      reportError: this.host.reportError,
      onPoint: (index) => this.point(index ?? this.chosen),
      onChoose: (index) => this.choose(index),
    });
    this.place.replaceChildren(created.node);
    this.sliders.replaceChildren(
      ...viewAxes([this.shown.a])
        .filter(({ axis }) => axis.size > 1)
        .map(({ axis: { name, size }, label }) => {
          const at = clampIndex(this.positions[name] ?? 0, size);
          const move = (to: number): void => this.move({ [name]: to });
          const onProblem = (problem: string | undefined): void => {
            writeText(this.status, problem ?? '');
          };
          const control = slider(label, size, at, move, { onProblem });
          control.node.dataset.axis = name;
          return control.node;
        }),
    );
    return created;
  }

  /** Shows other slices; the cursor keeps its place in them. */
  private move(change: Readonly<Record<string, number>>): void {
    this.positions = { ...this.positions, ...change };
    const { sliders } = panelAxes(this.shown.a.tensor.shape);
    const index = this.chosen && [...this.chosen];
    for (const { name, axis, size } of index === undefined ? [] : sliders) {
      index![axis] = clampIndex(this.positions[name] ?? 0, size);
    }
    this.chosen = index;
    this.panels.repaint();
    this.point(index);
  }

  private choose(index: readonly number[]): void {
    this.chosen = index;
    const { sliders } = panelAxes(this.shown.a.tensor.shape);
    const isElsewhere = sliders.some(
      ({ name, axis, size }) => index[axis] !== clampIndex(this.positions[name] ?? 0, size),
    );
    this.point(index);
    if (!isElsewhere) return;
    this.positions = { ...this.positions, ...this.positionsOf(index) };
    this.panels.dispose();
    this.panels = this.createPanels();
    this.panels.cursor = index;
  }

  private point(index: readonly number[] | undefined): void {
    const { shown } = this;
    this.panels.cursor = index;
    this.host.root.dataset.cell = cursorText(index && { panel: shown.name, index });
    writeText(
      this.status,
      index === undefined
        ? trans.__('Point at a cell: what A and B hold there, and why, is said here.')
        : this.sentence.of(shown, index),
    );
    this.drawTable();
  }

  private drawTable(): void {
    const { slice, place } = this.panels.difference;
    const { name, a } = this.shown;
    const axes = panelAxes(a.tensor.shape);
    const title = `B − A: ${sliceText(name, a.tensor.shape, axes, slice, a.layout)}`;
    this.table.draw({ title, slice, current: place });
  }
}

function countText(count: number): string {
  return count === 0 ? '=' : `≠ ${formatCount(count)}`;
}
