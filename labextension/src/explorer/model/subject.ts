// The subject of an explorer: one pooling and its backward pass.
import type { AxisLayout, Cut, Geometry, Mask, Share, Tensor, View } from 'poolscope';
import { cutEdge, derivedWinners, Largest, maximaOfRows, Weights } from 'poolscope/internal';
import { Checks } from './checks.js';
import { type TiePolicy, viewUnder } from './tie-policy.js';

/** The arrays that are drawn; the mask on the input's grid. */
export type PanelName = 'x' | 'mask' | 'dout' | 'din';

/** A pooling and its backward pass. What takes a pass over all rows is computed on first use. */
export class Subject {
  readonly geometry: Geometry;
  /** What each cell gets where the pooling has no mask. */
  readonly weights: Weights | undefined;
  readonly x: Tensor | undefined;
  readonly dout: Tensor;
  /** The half precision that it was computed in, where the arrays stand for it in more. */
  readonly pooledIn: View['pooledIn'];
  /** The part of the whole that this is, where the view was cut. */
  readonly cut: Cut | undefined;
  /** The axes of the user's arrays, which sentences and addresses name; undefined: channels-last. */
  readonly layout: AxisLayout | undefined;
  /** Whether windows outside a cut may have given to an input cell (a flat index). */
  readonly isAtCutEdge: (cell: number) => boolean;
  /** Whether windows overlap, so that an input cell may be in several. */
  readonly overlaps: boolean;
  /** The view as it was given, and as it is under the tie policy that was chosen. */
  readonly given: View;
  private current: View;
  private ties: TiePolicy | undefined;
  private changes = 0;
  private drawnMask: Tensor | undefined;
  private counts: Uint32Array | undefined;
  private finder: Largest | undefined;
  private looked: Checks | undefined;
  private isGiven: boolean | undefined;

  /** @throws Error for a view without a backward pass */
  constructor(view: View) {
    const { mask, dout, geometry, pooling } = view;
    const isKnown = mask !== undefined || pooling !== undefined;
    if (!isKnown || geometry === undefined || dout === undefined || view.din === undefined) {
      throw new Error(`a ${view.kind} has no backward pass to explore`);
    }
    this.given = view;
    this.current = view;
    this.geometry = geometry;
    this.weights = pooling && new Weights(pooling, geometry, view.x);
    this.x = view.x;
    this.dout = dout;
    this.pooledIn = view.pooledIn;
    this.cut = view.cut;
    this.layout = view.layout;
    this.overlaps = geometry.overlaps;
    this.isAtCutEdge = cutEdge(geometry, view.cut);
  }

  /** The most windows that can hold one cell. */
  get windowsPerCell(): number {
    const { kernelSize, stride, dilation } = this.geometry;
    return kernelSize.reduce((product, size, axis) => {
      const reach = (size - 1) * dilation[axis]! + 1;
      return product * Math.min(size, Math.ceil(reach / stride[axis]!));
    }, 1);
  }

  /**
   * The mask, where the pooling has one.
   * @throws Error where it has weights: each real cell gets a part there, which `isMarked` tells
   */
  get mask(): Mask {
    if (this.current.mask !== undefined) return this.current.mask;
    throw new Error('a pooling that weighs its cells has no mask');
  }

  /** Whether a cell of a row is marked as its maximum; without a mask, whether it is real. */
  isMarked(row: number, column: number): boolean {
    const { geometry } = this;
    const { mask } = this.current;
    if (mask === undefined) return geometry.cell(row, column) >= 0;
    return mask.data[row * mask.windowSize + column] === 1;
  }

  get din(): Tensor {
    return this.current.din!;
  }

  get share(): Share {
    return this.current.share;
  }

  /** The tie policy that was chosen; undefined: the mask is the one that was given. */
  get tiePolicy(): TiePolicy | undefined {
    return this.ties;
  }

  /** Takes the mask of a tie policy, and what follows from it; undefined: the one that was given. */
  set tiePolicy(policy: TiePolicy | undefined) {
    this.ties = policy;
    this.current = policy === undefined ? this.given : viewUnder(this.given, policy);
    this.changes++;
    this.drawnMask = undefined;
    this.counts = undefined;
    this.looked = undefined;
  }

  /** Changes with the tie policy: what was read before may be another now. */
  get version(): number {
    return this.changes;
  }

  /** What dout gave under the mask that the view came with, or the din that came with it. */
  get dinBefore(): Tensor {
    return this.isDinGiven ? this.given.expected! : this.given.din!;
  }

  /** Whether the view came with a din that is not what its mask and dout give. */
  get isDinGiven(): boolean {
    // A din of the same bits is told from one that differs by looking at all cells.
    this.isGiven ??= this.weights === undefined && !this.given.derived;
    return this.isGiven;
  }

  /** The array of a panel; for the mask, the winners on the input's grid. */
  tensorOf(panel: PanelName): Tensor {
    if (panel === 'x') return this.x!;
    if (panel !== 'mask') return this[panel];
    this.drawnMask ??= derivedWinners(this.mask);
    return this.drawnMask;
  }

  /** How many maxima each row of the mask holds. */
  get maxima(): Uint32Array {
    this.counts ??= maximaOfRows(this.mask);
    return this.counts;
  }

  /** What is odd in it under this tie policy. */
  get checks(): Checks {
    this.looked ??= new Checks(this.current, this.weights, this.isAtCutEdge);
    return this.looked;
  }

  /** Finds the largest cell of a window of x; undefined without x. */
  get largest(): Largest | undefined {
    const { x, geometry, dout, pooledIn } = this;
    if (x !== undefined) this.finder ??= new Largest(x, geometry.nan, dout, pooledIn);
    return this.finder;
  }

  /** The arrays that are there, in reading order. */
  get panels(): readonly PanelName[] {
    const all = ['x', 'mask', 'dout', 'din'] as const;
    return all.filter((name) =>
      name === 'x' ? this.x !== undefined : name !== 'mask' || this.weights === undefined,
    );
  }

  /** The shape of the array that a panel's indices refer to. */
  shapeOf(panel: PanelName): readonly number[] {
    return panel === 'dout' ? this.geometry.outputShape : this.geometry.inputShape;
  }

  /** The flat index of a cell in its panel's array. */
  flatOf({
    panel,
    index,
  }: {
    readonly panel: PanelName;
    readonly index: readonly number[];
  }): number {
    const { geometry } = this;
    return panel === 'dout' ? geometry.row(...index) : geometry.inputCell(...index);
  }

  /** What a row gives to each of its maxima, in dout's precision. */
  gradientOf(row: number): number {
    const dout = this.dout.data[row] ?? 0;
    const gradient = this.share === 'split' ? dout / (this.maxima[row] ?? 1) : dout;
    return this.dout.dtype === 'float32' ? Math.fround(gradient) : gradient;
  }

  /** How many maxima a row of the mask holds; 0 without a mask. */
  maximaOf(row: number): number {
    return this.current.mask === undefined ? 0 : (this.maxima[row] ?? 0);
  }

  /** What a row gives to one of its cells, in dout's precision; 0 where the cell is not real. */
  gaveTo(row: number, column: number): number {
    return this.givesOf(row)(column);
  }

  /** Tells what a row gives to each of its cells, as `gaveTo` does for one. */
  givesOf(row: number): (column: number) => number {
    const { weights, dout } = this;
    if (weights === undefined) {
      return (column) => (this.isMarked(row, column) ? this.gradientOf(row) : 0);
    }
    const { termOf } = weights.row(row, dout.data[row] ?? 0);
    return dout.dtype === 'float32' ? (column) => Math.fround(termOf(column)) : termOf;
  }

  /** Tells the weight of each cell of a row; undefined where there is a mask. */
  weightsOf(row: number): ((column: number) => number) | undefined {
    return this.weights?.row(row, 1).termOf;
  }
}
