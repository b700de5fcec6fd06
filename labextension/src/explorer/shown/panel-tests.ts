// What the explorer's marks ask of each cell of a panel.
import type { Finding } from 'poolscope';
import { isChannelDead } from '../model/channels.js';
import type { PanelName, Subject } from '../model/subject.js';
import { type Tied, tiedIn } from '../model/ties.js';
import type { DinShown } from './din-shown.js';
import type { CellTest } from './marker.js';
import type { ExplorerState } from './state.js';

/** The most places of a finding that are lit at once. */
const mostListed = 100_000;

/** The tests of one panel. */
export interface PanelTests {
  readonly isWrong?: CellTest | undefined;
  readonly isListed?: CellTest | undefined;
  readonly isWinner?: CellTest | undefined;
  readonly isTied?: CellTest | undefined;
  readonly gains?: CellTest | undefined;
  readonly loses?: CellTest | undefined;
}

/** The tests of all panels; each is the same function until what it tells has changed. */
export class AllPanelTests {
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private made = new Map<PanelName, PanelTests>();
  private listed: ReadonlyMap<PanelName, ReadonlySet<number>> | undefined;
  private tied: { readonly key: string; readonly tied: Tied } | undefined;
  private dinShown: DinShown = 'held';

  constructor(state: ExplorerState) {
    this.state = state;
    this.subject = state.subject;
  }

  /** The tests of a panel. */
  of(panel: PanelName): PanelTests {
    const before = this.made.get(panel);
    if (before !== undefined) return before;
    const made = this.create(panel);
    this.made.set(panel, made);
    return made;
  }

  /** Asks anew: the findings are there, the tie policy or the din on screen is another. */
  reset(dinShown: DinShown = this.dinShown): void {
    this.dinShown = dinShown;
    this.made = new Map();
    this.tied = undefined;
  }

  /** Lists the places of a finding; undefined: of none. */
  list(finding: Finding | undefined): void {
    this.listed = finding && placesOf(finding);
    this.made = new Map();
  }

  /** Whether no cell of the channel on screen gets a gradient. */
  isDead(): boolean {
    const { batch, channel } = this.state.positions;
    return isChannelDead(this.subject.din, batch, channel);
  }

  private create(panel: PanelName): PanelTests {
    const { subject } = this;
    const of = (isTrue: ((cell: number) => boolean) | undefined): CellTest | undefined =>
      isTrue && ((index) => isTrue(subject.flatOf({ panel, index })));
    const listed = this.listed?.get(panel);
    const common = {
      isWrong: of(panel === 'din' && this.dinShown === 'expected' ? undefined : subject.wrongIn(panel)),
      isListed: of(listed && ((cell) => listed.has(cell))),
    };
    if (panel === 'x' && subject.weights === undefined) {
      const won = subject.tensorOf('mask').data;
      const isTied = subject.tiePolicy && ((cell: number) => this.tiedNow().cells.has(cell));
      return { ...common, isWinner: of((cell) => won[cell] === 1), isTied: of(isTied) };
    }
    if (subject.tiePolicy === undefined) return common;
    if (panel === 'dout') return { ...common, isTied: of((row) => this.tiedNow().rows.has(row)) };
    if (panel !== 'din' || (subject.isDinGiven && this.dinShown !== 'expected')) return common;
    const [before, now] = [subject.dinBefore.data, subject.expected.data];
    const change = (cell: number): number => Math.abs(now[cell]!) - Math.abs(before[cell]!);
    return {
      ...common,
      gains: of((cell) => change(cell) > 0),
      loses: of((cell) => change(cell) < 0),
    };
  }

  /** The ties of the channel on screen. */
  private tiedNow(): Tied {
    const { batch, channel } = this.state.positions;
    const key = `${batch} ${channel}`;
    if (this.tied?.key !== key) {
      this.tied = { key, tied: tiedIn(this.subject, batch, channel) };
    }
    return this.tied.tied;
  }
}

/** The cells that a finding lists, by panel: of a row its cell of dout. */
function placesOf(finding: Finding): Map<PanelName, Set<number>> {
  const cells = new Map<PanelName, Set<number>>();
  const add = (panel: PanelName, cell: number): void => {
    const own = cells.get(panel) ?? new Set<number>();
    cells.set(panel, own.add(cell));
  };
  for (let k = 0; k < Math.min(finding.count, mostListed); k++) {
    const place = finding.place(k);
    if ('row' in place) add('dout', place.row);
    else add(place.array, place.cell);
  }
  return cells;
}
