// What the explorer's marks ask of each cell of a panel.
import type { Finding, Tensor } from 'poolscope';
import { type Slice, slice } from 'poolscope/internal';
import { isChannelDead } from '../model/channels.js';
import type { PanelName, Subject } from '../model/subject.js';
import { type Tied, tiedIn } from '../sentences/ties.js';
import type { CellTest } from './cells-where.js';
import type { DinShown } from './din-shown.js';
import type { PanelTests } from './marker.js';
import type { ExplorerState } from './state.js';

/** A finding of more places is not lit: nearly all would be, after a second of search. */
const mostListed = 2 ** 20;

/** The tests of all panels; each is the same function until what it tells has changed. */
export class AllPanelTests {
  private readonly subject: Subject;
  private readonly state: ExplorerState;
  private made = new Map<PanelName, PanelTests>();
  private listed: ReadonlyMap<PanelName, CellTest> | undefined;
  private tied: { readonly key: string; readonly tied: Tied } | undefined;
  private dead: { readonly key: string; readonly isDead: boolean } | undefined;
  private dinShown: DinShown = 'held';

  constructor(state: ExplorerState) {
    this.state = state;
    this.subject = state.subject;
  }

  /** The tests of a panel. */
  of(panel: PanelName): PanelTests {
    const made = this.made.get(panel) ?? this.create(panel);
    this.made.set(panel, made);
    return { ...made, isListed: this.listed?.get(panel) };
  }

  /** Asks anew: the findings are there, the tie policy or the din on screen is another. */
  reset(dinShown: DinShown = this.dinShown): void {
    this.dinShown = dinShown;
    this.made = new Map();
    this.tied = undefined;
  }

  /** Lists the places of a finding; undefined: of none. */
  list(finding: Finding | undefined): void {
    this.listed = finding && placesOf(this.subject, finding);
  }

  /** Whether no cell of the channel on screen gets a gradient. */
  isDead(): boolean {
    const { batch, channel } = this.state.positions;
    const key = `${batch} ${channel} ${this.subject.version}`;
    if (this.dead?.key !== key) {
      this.dead = { key, isDead: isChannelDead(this.subject, batch, channel) };
    }
    return this.dead.isDead;
  }

  private create(panel: PanelName): PanelTests {
    const { subject } = this;
    const of = (isTrue: ((cell: number) => boolean) | undefined): CellTest | undefined =>
      isTrue && ((index) => isTrue(subject.flatOf({ panel, index })));
    const isExpected = panel === 'din' && this.dinShown === 'expected';
    const common = { isWrong: of(isExpected ? undefined : subject.checks.wrongIn(panel)) };
    if (panel === 'x' && subject.weights === undefined) {
      const won = this.planeOf(() => subject.tensorOf('mask'));
      const isTied = subject.tiePolicy && ((cell: number) => this.tiedNow().cells.has(cell));
      return { ...common, isWinner: (index) => won(index) === 1, isTied: of(isTied) };
    }
    if (subject.tiePolicy === undefined) return common;
    if (panel === 'dout') return { ...common, isTied: of((row) => this.tiedNow().rows.has(row)) };
    if (panel !== 'din' || (subject.isDinGiven && this.dinShown !== 'expected')) return common;
    const [before, now] = [
      this.planeOf(() => subject.dinBefore),
      this.planeOf(() => subject.checks.expected),
    ];
    const change: (index: readonly number[]) => number = (index) =>
      Math.abs(now(index)) - Math.abs(before(index));
    return {
      ...common,
      gains: (index) => change(index) > 0,
      loses: (index) => change(index) < 0,
    };
  }

  /** Reads an array of the input's shape in the slices on screen; only that plane of it needs to be there. */
  private planeOf(tensor: () => Tensor): (index: readonly number[]) => number {
    let plane: { readonly key: string; readonly slice: Slice } | undefined;
    return (index) => {
      const { batch, channel, depth } = this.state.positions;
      const key = `${batch} ${channel} ${depth}`;
      if (plane?.key !== key) {
        plane = { key, slice: slice({ tensor: tensor() }, { batch, channel, depth }) };
      }
      const [row, column] = index.length === 3 ? [0, index[1]!] : index.slice(-3, -1);
      return plane.slice.values[row! * plane.slice.columns + column!]!;
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

/** Tells of each panel which cells a finding lists: of a row its cell of dout. */
function placesOf(subject: Subject, finding: Finding): ReadonlyMap<PanelName, CellTest> {
  const known = listed.get(finding);
  if (known !== undefined) return known;
  const cells = new Map<PanelName, Uint8Array>();
  for (let k = 0; finding.count <= mostListed && k < finding.count; k++) {
    const place = finding.place(k);
    const [panel, cell] =
      'row' in place ? (['dout', place.row] as const) : [place.array, place.cell];
    const own = cells.get(panel) ?? new Uint8Array(subject.tensorOf(panel).size);
    own[cell] = 1;
    cells.set(panel, own);
  }
  const tests = [...cells].map(([panel, own]): [PanelName, CellTest] => [
    panel,
    (index) => own[subject.flatOf({ panel, index })] === 1,
  ]);
  listed.set(finding, new Map(tests));
  return listed.get(finding)!;
}

const listed = new WeakMap<Finding, ReadonlyMap<PanelName, CellTest>>();
