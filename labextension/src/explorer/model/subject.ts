// The subject of an explorer: one pooling and its backward pass.
import type { Cut, Finding, Geometry, Mask, Share, Tensor, View } from 'poolscope';
import {
  checkMaxima,
  cutEdge,
  type DinDifference,
  dinDifference,
  findingSteps,
  Largest,
  type MaximaCheck,
  maximaOfRows,
  runSteps,
  type Steps,
} from 'poolscope/internal';

/** The arrays that are drawn; the mask on the input's grid. */
export type PanelName = 'x' | 'mask' | 'dout' | 'din';

/** A pooling and its backward pass. What takes a pass over all rows is computed on first use. */
export class Subject {
  readonly geometry: Geometry;
  readonly mask: Mask;
  readonly x: Tensor | undefined;
  readonly dout: Tensor;
  readonly din: Tensor;
  readonly share: Share;
  /** The part of the whole that this is, where the view was cut. */
  readonly cut: Cut | undefined;
  /** Whether windows outside a cut may have given to an input cell (a flat index). */
  readonly isAtCutEdge: (cell: number) => boolean;
  /** Whether windows overlap, so that an input cell may be in several. */
  readonly overlaps: boolean;
  private readonly view: View;
  private counts: Uint32Array | undefined;
  private compared: DinDifference | undefined;
  private checked: MaximaCheck | undefined;
  private finder: Largest | undefined;
  private found: readonly Finding[] | undefined;

  /** @throws Error for a view without a backward pass */
  constructor(view: View) {
    const { mask, dout, din } = view;
    if (mask === undefined || dout === undefined || din === undefined) {
      throw new Error(`a ${view.kind} has no backward pass to explore`);
    }
    this.view = view;
    this.geometry = mask.geometry;
    this.mask = mask;
    this.x = view.x;
    this.dout = dout;
    this.din = din;
    this.share = view.share;
    this.cut = view.cut;
    this.overlaps = mask.geometry.overlaps;
    this.isAtCutEdge = cutEdge(mask.geometry, view.cut);
  }

  /** How many maxima each row of the mask holds. */
  get maxima(): Uint32Array {
    this.counts ??= maximaOfRows(this.mask);
    return this.counts;
  }

  /** What dout, the mask and `share` give; equals din where the view did not bring its own. */
  get expected(): Tensor {
    return this.view.expected ?? this.din;
  }

  /** How din differs from what dout and the mask give, where that can be checked. */
  get difference(): DinDifference {
    this.compared ??= dinDifference(this, this.isAtCutEdge);
    return this.compared;
  }

  /** What x says of the mask's rows; undefined without x. */
  get maximaCheck(): MaximaCheck | undefined {
    const { x, mask, dout } = this;
    if (x !== undefined) this.checked ??= checkMaxima({ x, mask, dout });
    return this.checked;
  }

  /** Finds the largest cell of a window of x; undefined without x. */
  get largest(): Largest | undefined {
    if (this.x !== undefined) this.finder ??= new Largest(this.x, this.geometry.nan, this.dout);
    return this.finder;
  }

  /** Finds what is odd in this pooling, in steps. */
  *findingSteps(): Steps<readonly Finding[]> {
    if (this.found !== undefined) return this.found;
    yield;
    const { difference } = this;
    yield;
    const { maximaCheck: maxima } = this;
    yield;
    this.found = yield* findingSteps(this, { difference, maxima });
    return this.found;
  }

  /** The findings of this pooling. */
  get findings(): readonly Finding[] {
    return runSteps(this.findingSteps());
  }

  /** The cells that findings look at: of the input and of the matrix. */
  get cellsToLookAt(): number {
    const { inputShape, rows, windowSize } = this.geometry;
    return inputShape.reduce((product, size) => product * size, 1) + rows * windowSize;
  }

  /**
   * Tells which cells of a panel (flat indices) are wrong: of din, or marked in the mask without being
   * the maximum of x. Undefined where none is, and before the findings are there: nothing is looked
   * for here.
   */
  wrongIn(panel: PanelName): ((cell: number) => boolean) | undefined {
    const found = this.found ?? [];
    const has = (name: Finding['name']): boolean =>
      found.some((one) => one.name === name && one.severity === 'error');
    if (panel === 'din') return has('din-differs') ? this.difference.differs : undefined;
    if (panel === 'dout' || !has('not-maximum')) return undefined;
    const { wrongCells } = this.maximaCheck!;
    return (cell) => wrongCells[cell] === 1;
  }

  /** The arrays that are there, in reading order. */
  get panels(): readonly PanelName[] {
    return this.x === undefined ? ['mask', 'dout', 'din'] : ['x', 'mask', 'dout', 'din'];
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
}
