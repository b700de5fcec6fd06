// The contests of the marked cell: a card for each window that holds it, and what they add up to.
import { type Scale, shortNumber } from 'poolscope/internal';
import { windowStyle, windowStyles } from '../../panel/window-styles.js';
import { element, group, setText } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { writeText } from '../../ui/running-text.js';
import { trans } from '../../ui/texts.js';
import { type Agreement, dinCell, type Marks } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { type Contest, contestsOf, sumText } from '../sentences/contests.js';
import { spatialText } from '../sentences/wording.js';
import { Card } from './card.js';
import { drawWindows, pictureSize } from './window-picture.js';

/** What the pane asks of the explorer, and reports to it. */
export interface CardsHost {
  /** The colours of x; undefined without x. */
  scale(): Scale | undefined;
  /** One window is looked at alone; undefined: all of them. */
  onIsolate(row: number | undefined): void;
  /** Goes back to the cell that was chosen before. */
  onBack(): void;
}

/** How long nothing has to be marked until all cards are filled, also those out of sight, in milliseconds. */
const rest = 150;
/** The part of a card from which on more than its edge is seen. */
const leastInSight = 0.1;

/** A card for each window of the marked cell. Pointing at one isolates its window, a click pins it. */
export class CardsPane {
  readonly node: HTMLElement = group(trans.__('windows of the marked cell'), 'poolscope-cards');
  private readonly subject: Subject;
  private readonly host: CardsHost;
  private readonly list = element('div', 'poolscope-cards-list');
  private readonly more = element('p');
  private readonly sum = element('div', 'poolscope-cards-sum');
  private readonly sumParts = {
    name: element('span', 'poolscope-note'),
    terms: element('strong', ''),
    held: element('span', ''),
  };
  private readonly hint = element('p', 'poolscope-note');
  private readonly back: HTMLButtonElement;
  /** Cards are filled again for other windows: making them anew would take longer than a frame. */
  private readonly cards: Card[] = [];
  private contests: readonly Contest[] = [];
  /** The cards that show windows of a cell that was marked before. */
  private stale = new Set<Card>();
  private readonly inSight = new Set<Element>();
  private readonly observer = new IntersectionObserver((entries) => this.follow(entries), {
    threshold: leastInSight,
  });
  private shownAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pinned: number | undefined;
  private pointed: number | undefined;

  constructor(subject: Subject, host: CardsHost) {
    this.subject = subject;
    this.host = host;
    this.back = button('‹', () => host.onBack(), trans.__('back to the cell before'));
    this.hint.textContent = subject.weights
      ? trans.__('A box: the marked cell.')
      : subject.x === undefined
        ? trans.__('A dot: who won. A box: the marked cell. Without x there are no values.')
        : trans.__('A dot: who won. A box: the marked cell.');
    const { name, terms, held } = this.sumParts;
    name.textContent = trans.__('sum');
    this.sum.append(name, terms, held);
    const head = element('div', 'poolscope-cards-head');
    head.append(
      this.back,
      element('span', 'poolscope-heading', trans.__('Its windows')),
      this.sum,
      this.hint,
    );
    this.list.append(this.more);
    const most = subject.windowsPerCell;
    this.list.dataset.lines = most > 3 ? 'two' : most > 1 ? 'one' : 'single';
    this.list.style.setProperty('--picture-width', `${pictureSize(subject).width}px`);
    this.node.append(head, this.list);
    this.show(undefined, false);
  }

  /** The contests that have a card, in the order of their styles. */
  get shown(): readonly Contest[] {
    return this.contests;
  }

  /** The window that is looked at alone. */
  get isolated(): number | undefined {
    return this.pointed ?? this.pinned;
  }

  /**
   * Shows the windows of what is marked. While the cursor moves on and on, cards out of sight wait until it rests or they
   * come into sight.
   * @param canGoBack whether another cell was chosen before
   */
  show(marks: Marks | undefined, canGoBack: boolean): void {
    this.back.disabled = !canGoBack;
    const found = marks && contestsOf(this.subject, marks, windowStyles);
    this.contests = found?.shown ?? [];
    const rows = this.contests.map(({ row }) => row);
    if (this.pinned !== undefined && !rows.includes(this.pinned)) this.pinned = undefined;
    if (this.pointed !== undefined && !rows.includes(this.pointed)) this.pointed = undefined;
    for (const i of this.contests.keys()) this.cardAt(i);
    for (const [i, card] of this.cards.entries()) card.node.hidden = i >= this.contests.length;
    this.stale = new Set(this.cards.slice(0, this.contests.length));
    const now = performance.now();
    const movesOn = now - this.shownAt < rest;
    this.shownAt = now;
    this.fill(movesOn);
    clearTimeout(this.timer);
    if (this.stale.size > 0) this.timer = setTimeout(() => this.fill(false), rest);
    this.more.textContent =
      marks === undefined
        ? trans.__('Point at a cell: who won each of its windows, and why, is shown here.')
        : moreText(found?.moreWon ?? 0, found?.moreLost ?? 0);
    this.more.hidden = this.more.textContent === '';
    this.showSum(marks);
    this.showIsolated();
  }

  /** Draws the windows again, in other colours. */
  redraw(): void {
    this.stale = new Set(this.cards.slice(0, this.contests.length));
    this.fill(false);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.observer.disconnect();
  }

  private follow(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, intersectionRatio } of entries) {
      if (intersectionRatio >= leastInSight) this.inSight.add(target);
      else this.inSight.delete(target);
    }
    this.fill(true);
  }

  /** Fills the cards that are not up to date: of these, where asked for, only those in sight. */
  private fill(onlyInSight: boolean): void {
    if (this.stale.size === 0) return;
    // All are compared, to be in one notation.
    const pictures = this.contests.map((contest, i) => {
      const card = this.cards[i]!;
      if (!this.stale.has(card) || (onlyInSight && !this.inSight.has(card.node)))
        return { contest };
      card.show(contest, windowStyle(i));
      this.stale.delete(card);
      return { contest, canvas: card.canvas };
    });
    drawWindows(pictures, this.subject, this.host.scale());
  }

  private cardAt(i: number): Card {
    const before = this.cards[i];
    if (before !== undefined) return before;
    const card = new Card();
    const row = (): number | undefined => this.contests[i]?.row;
    card.node.addEventListener('pointerenter', () => this.point(row()));
    card.node.addEventListener('pointerleave', () => this.point(undefined));
    card.node.addEventListener('click', () => {
      this.pinned = this.pinned === row() ? undefined : row();
      this.isolate();
    });
    this.cards[i] = card;
    this.list.insertBefore(card.node, this.more);
    // Until the observer knows: a new card is filled at once.
    this.inSight.add(card.node);
    this.observer.observe(card.node);
    return card;
  }

  private point(row: number | undefined): void {
    this.pointed = row;
    this.isolate();
  }

  private isolate(): void {
    this.showIsolated();
    this.host.onIsolate(this.isolated);
  }

  private showIsolated(): void {
    const { isolated, pinned } = this;
    for (const [i, { node }] of this.cards.entries()) {
      const row = this.contests[i]?.row;
      node.setAttribute('aria-pressed', `${row !== undefined && row === pinned}`);
      node.classList.toggle('poolscope-aside', isolated !== undefined && row !== isolated);
    }
  }

  private showSum(marks: Marks | undefined): void {
    const cell = marks?.inputCell;
    const { sum, sumParts } = this;
    sum.hidden = marks === undefined || cell === undefined || marks.unlooked !== undefined;
    if (marks === undefined || cell === undefined || sum.hidden) return;
    const { subject } = this;
    const found = dinCell(subject, cell);
    const { value, agreement, contributions } = found;
    const din = `din${spatialText(marks.cursor.index)}`;
    const isInNone = contributions.length === 0;
    sumParts.name.hidden = isInNone;
    sumParts.held.hidden = isInNone;
    setText(sumParts.terms, isInNone ? trans.__('No window holds this cell.') : sumText(found));
    writeText(sumParts.held, heldText(agreement, din, shortNumber(value)));
    sumParts.held.classList.toggle('poolscope-wrong', agreement === 'different');
  }
}

/** What din holds, and why that is not held against the sum, where it is not. */
function heldText(agreement: Agreement, din: string, value: string): string {
  if (agreement === 'outside') {
    return trans.__('%1 holds %2: windows outside the part shown gave to it too', din, value);
  }
  return agreement === 'unknown'
    ? trans.__('%1 holds %2; not checked: a window leaves the range of its numbers', din, value)
    : trans.__('%1 holds %2', din, value);
}

/** How many windows have no card. */
function moreText(won: number, lost: number): string {
  const texts = [
    ...(won > 0
      ? [trans._n('%1 more window that it wins', '%1 more windows that it wins', won)]
      : []),
    ...(lost > 0
      ? [
          trans._n(
            '%1 more window that it does not win',
            '%1 more windows that it does not win',
            lost,
          ),
        ]
      : []),
  ];
  return texts.length === 0 ? '' : texts.reduce((one, other) => trans.__('%1, %2', one, other));
}
