import type { AxisName } from 'poolscope/internal';
import { addressOf } from '../../panel/export.js';
import type { Cursor } from '../model/cursor.js';
import type { PanelName, Subject } from '../model/subject.js';

/** Where the slices on screen are; `depth` is that of the input, `outputDepth` that of dout. */
export interface Positions {
  readonly batch: number;
  readonly channel: number;
  readonly depth: number;
  readonly outputDepth: number;
}

/** What a listener is told has changed. */
export type Change = 'positions' | 'cursor';

/** Which slices are on screen and what is marked in them: the cursor is never off screen. */
export class ExplorerState {
  readonly subject: Subject;
  private at: Positions = { batch: 0, channel: 0, depth: 0, outputDepth: 0 };
  private marked: Cursor | undefined;
  private readonly listeners: ((changes: ReadonlySet<Change>) => void)[] = [];

  constructor(subject: Subject) {
    this.subject = subject;
  }

  get positions(): Positions {
    return this.at;
  }

  get cursor(): Cursor | undefined {
    return this.marked;
  }

  /** The address of the cell under the cursor. */
  get address(): string | undefined {
    return this.marked && addressOf(this.marked.panel, this.marked.index);
  }

  /** A panel's positions along the axes that are not drawn. */
  positionsIn(panel: PanelName): { readonly [Name in AxisName]?: number } {
    const { batch, channel, depth, outputDepth } = this.at;
    return { batch, channel, depth: panel === 'dout' ? outputDepth : depth };
  }

  /** Calls back after each change, with all that changed at once. */
  listen(listener: (changes: ReadonlySet<Change>) => void): void {
    this.listeners.push(listener);
  }

  /** Marks a cell, or nothing, and brings its slice on screen. */
  mark(cursor: Cursor | undefined): void {
    const before = this.marked;
    if (sameCursor(before, cursor)) return;
    this.marked = cursor;
    const at = cursor === undefined ? this.at : this.showing(cursor);
    const isMoved = !samePositions(at, this.at);
    this.at = at;
    this.tell(isMoved ? ['cursor', 'positions'] : ['cursor']);
  }

  /** Brings other slices on screen; the cursor stays at its place in them. */
  move(change: Partial<Positions>): void {
    const at = this.withDepths({ ...this.at, ...change }, change);
    if (samePositions(at, this.at)) return;
    this.at = at;
    const { marked } = this;
    this.marked = marked && this.here(marked);
    this.tell(marked === undefined ? ['positions'] : ['positions', 'cursor']);
  }

  /** A cursor's place in the slices on screen now. */
  here({ panel, index }: Cursor): Cursor {
    const { batch, channel, depth, outputDepth } = this.at;
    const moved = [...index];
    moved[0] = batch;
    moved[moved.length - 1] = channel;
    if (moved.length === 5) moved[1] = panel === 'dout' ? outputDepth : depth;
    return { panel, index: moved };
  }

  private tell(changes: readonly Change[]): void {
    const all = new Set(changes);
    for (const listener of this.listeners) listener(all);
  }

  /** The positions that show a cell. */
  private showing({ panel, index }: Cursor): Positions {
    const [batch, channel] = [index[0] ?? 0, index.at(-1) ?? 0];
    const change: Partial<Positions> = { batch, channel };
    if (index.length < 5) return { ...this.at, ...change };
    const depth = index[1] ?? 0;
    const own = panel === 'dout' ? { outputDepth: depth } : { depth };
    return this.withDepths({ ...this.at, ...change, ...own }, own);
  }

  /** In 3-d the depth of dout that is shown is one whose window holds the input's, and the reverse. */
  private withDepths(at: Positions, changed: Partial<Positions>): Positions {
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
