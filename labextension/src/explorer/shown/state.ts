// The explorer's state: which slices are on screen, and the cursor.
import type { AxisName } from 'poolscope/internal';
import { addressOf } from '../../ui/readout.js';
import type { Cursor } from '../model/cursor.js';
import type { PanelName, Subject } from '../model/subject.js';

/** The positions of the slices on screen; `depth` is the input's, `outputDepth` is dout's. */
export interface Positions {
  readonly batch: number;
  readonly channel: number;
  readonly depth: number;
  readonly outputDepth: number;
}

/** What has changed, for listeners. */
export type Change = 'positions' | 'cursor' | 'values';

/** The slices on screen and the cursor, which is always in one of them. */
export class ExplorerState {
  readonly subject: Subject;
  private currentPositions: Positions = { batch: 0, channel: 0, depth: 0, outputDepth: 0 };
  private currentCursor: Cursor | undefined;
  private readonly listeners: ((changes: ReadonlySet<Change>) => void)[] = [];

  constructor(subject: Subject) {
    this.subject = subject;
  }

  get positions(): Positions {
    return this.currentPositions;
  }

  get cursor(): Cursor | undefined {
    return this.currentCursor;
  }

  /** The address of the cursor's cell, in the user's axes. */
  get address(): string | undefined {
    const { currentCursor: cursor, subject } = this;
    return cursor && addressOf(cursor.panel, cursor.index, subject.layout);
  }

  /** The positions of a panel's slice, along the axes that are not drawn. */
  positionsIn(panel: PanelName): { readonly [Name in AxisName]?: number } {
    const { batch, channel, depth, outputDepth } = this.currentPositions;
    return { batch, channel, depth: panel === 'dout' ? outputDepth : depth };
  }

  /** Calls a listener after each change, with everything that changed. */
  listen(listener: (changes: ReadonlySet<Change>) => void): void {
    this.listeners.push(listener);
  }

  /** Says that the arrays have changed, and with them what the cursor marks. */
  announceValues(): void {
    this.notify(['values', 'positions', 'cursor']);
  }

  /** Moves the cursor to a cell, or removes it, and shows the slices that hold the cell. */
  setCursor(cursor: Cursor | undefined): void {
    const before = this.currentCursor;
    if (sameCursor(before, cursor)) return;
    this.currentCursor = cursor;
    const at = cursor === undefined ? this.currentPositions : this.positionsOf(cursor);
    const isMoved = !samePositions(at, this.currentPositions);
    this.currentPositions = at;
    this.notify(isMoved ? ['cursor', 'positions'] : ['cursor']);
  }

  /** Shows other slices; the cursor keeps its place in them. */
  setPositions(change: Partial<Positions>): void {
    const at = this.matchDepths({ ...this.currentPositions, ...change }, change);
    if (samePositions(at, this.currentPositions)) return;
    this.currentPositions = at;
    const before = this.currentCursor;
    this.currentCursor = before && this.inCurrentSlices(before);
    this.notify(before === undefined ? ['positions'] : ['positions', 'cursor']);
  }

  /** A cursor at the same place in the slices that are on screen. */
  inCurrentSlices({ panel, index }: Cursor): Cursor {
    const { batch, channel, depth, outputDepth } = this.currentPositions;
    const newIndex = [...index];
    newIndex[0] = batch;
    newIndex[newIndex.length - 1] = channel;
    if (newIndex.length === 5) newIndex[1] = panel === 'dout' ? outputDepth : depth;
    return { panel, index: newIndex };
  }

  private notify(changes: readonly Change[]): void {
    const all = new Set(changes);
    for (const listener of this.listeners) listener(all);
  }

  /** The positions of the slices that hold a cell. */
  private positionsOf({ panel, index }: Cursor): Positions {
    const [batch, channel] = [index[0] ?? 0, index.at(-1) ?? 0];
    const change: Partial<Positions> = { batch, channel };
    if (index.length < 5) return { ...this.currentPositions, ...change };
    const depth = index[1] ?? 0;
    const depthChange = panel === 'dout' ? { outputDepth: depth } : { depth };
    return this.matchDepths({ ...this.currentPositions, ...change, ...depthChange }, depthChange);
  }

  /** In 3-d, matches the depths: a window at dout's depth holds the input's depth. */
  private matchDepths(at: Positions, changed: Partial<Positions>): Positions {
    const { geometry } = this.subject;
    if (geometry.inputShape.length < 5) return at;
    const inputs = (out: number): number[] =>
      Array.from({ length: geometry.kernelSize[0] ?? 1 }, (_, offset) =>
        geometry.coordinate(0, out, offset),
      ).filter((depth) => depth >= 0);
    if (inputs(at.outputDepth).includes(at.depth)) return at;
    if (changed.outputDepth !== undefined) {
      return { ...at, depth: inputs(at.outputDepth)[0] ?? at.depth };
    }
    const outputs = Array.from({ length: geometry.outputShape[1] ?? 1 }, (_, out) => out);
    return {
      ...at,
      outputDepth: outputs.find((out) => inputs(out).includes(at.depth)) ?? at.outputDepth,
    };
  }
}

function sameCursor(one: Cursor | undefined, other: Cursor | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.panel === other.panel && one.index.join() === other.index.join();
}

function samePositions(one: Positions, other: Positions): boolean {
  return (
    one.batch === other.batch &&
    one.channel === other.channel &&
    one.depth === other.depth &&
    one.outputDepth === other.outputDepth
  );
}
