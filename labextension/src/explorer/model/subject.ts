// The subject of an explorer: one pooling and its backward pass.
import {
  type AxisLayout,
  type Cut,
  type Finding,
  type Geometry,
  type Mask,
  maskFrom,
  type Share,
  type Tensor,
  type View,
} from 'poolscope';
import {
  checkMaxima,
  cutEdge,
  type DinDifference,
  dinDifference,
  eachWindow,
  findInWeighted,
  findingsOf,
  Largest,
  type MaximaCheck,
  maximaOfRows,
  type WeightedDifference,
  Weights,
  weightedDifference,
} from 'poolscope/internal';

/** The arrays that are drawn; the mask on the input's grid. */
export type PanelName = 'x' | 'mask' | 'dout' | 'din';

/** A pooling and its backward pass. What takes a pass over all rows is computed on first use. */
export class Subject {
  readonly geometry: Geometry;
  /** Of a pooling without a mask: all real cells, for each gets a part. */
  readonly mask: Mask;
  /** What each cell gets where the pooling has no mask. */
  readonly weights: Weights | undefined;
  readonly x: Tensor | undefined;
  readonly dout: Tensor;
  readonly din: Tensor;
  readonly share: Share;
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
  private readonly view: View;
  private counts: Uint32Array | undefined;
  private compared: DinDifference | undefined;
  private weighted: WeightedDifference | undefined;
  private checked: MaximaCheck | undefined;
  private finder: Largest | undefined;
  private found: readonly Finding[] | undefined;

  /** @throws Error for a view without a backward pass */
  constructor(view: View) {
    const { mask, dout, din, geometry, pooling } = view;
    const isKnown = mask !== undefined || pooling !== undefined;
    if (!isKnown || geometry === undefined || dout === undefined || din === undefined) {
      throw new Error(`a ${view.kind} has no backward pass to explore`);
    }
    this.view = view;
    this.geometry = geometry;
    this.weights = pooling && new Weights(pooling, geometry, view.x);
    this.mask = mask ?? maskOfRealCells(geometry);
    this.x = view.x;
    this.dout = dout;
    this.din = din;
    this.share = view.share;
    this.pooledIn = view.pooledIn;
    this.cut = view.cut;
    this.layout = view.layout;
    this.overlaps = geometry.overlaps;
    this.isAtCutEdge = cutEdge(geometry, view.cut);
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

  /** The same where the pooling has no mask. */
  get weightedDifference(): WeightedDifference | undefined {
    const { weights } = this;
    if (weights !== undefined) this.weighted ??= weightedDifference({ ...this.parts, weights });
    return this.weighted;
  }

  private get parts(): Pick<this, 'x' | 'dout' | 'din' | 'pooledIn' | 'cut' | 'layout'> {
    const { x, dout, din, pooledIn, cut, layout } = this;
    return { x, dout, din, pooledIn, cut, layout };
  }

  /** What x says of the mask's rows; undefined without x. */
  get maximaCheck(): MaximaCheck | undefined {
    const { x, mask, dout, pooledIn } = this;
    if (x !== undefined) this.checked ??= checkMaxima({ x, mask, dout, pooledIn });
    return this.checked;
  }

  /** Finds the largest cell of a window of x; undefined without x. */
  get largest(): Largest | undefined {
    const { x, geometry, dout, pooledIn } = this;
    if (x !== undefined) this.finder ??= new Largest(x, geometry.nan, dout, pooledIn);
    return this.finder;
  }

  /** The findings of this pooling. */
  get findings(): readonly Finding[] {
    this.found ??= this.find();
    return this.found;
  }

  private find(): readonly Finding[] {
    const { weights, weightedDifference: weighted } = this;
    if (weights !== undefined) return findInWeighted({ ...this.parts, weights }, weighted);
    const { difference, maximaCheck: maxima } = this;
    return findingsOf(this, { difference, maxima });
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
    if (panel === 'din') {
      return has('din-differs') ? (this.weightedDifference ?? this.difference).differs : undefined;
    }
    if (panel === 'dout' || !has('not-maximum')) return undefined;
    const { wrongCells } = this.maximaCheck!;
    return (cell) => wrongCells[cell] === 1;
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

  /** What a row gives to one of its cells, in dout's precision; 0 where the cell is not real. */
  gaveTo(row: number, column: number): number {
    const { weights, mask, geometry, dout } = this;
    if (weights === undefined) {
      return mask.data[row * mask.windowSize + column] === 1 ? this.gradientOf(row) : 0;
    }
    const { terms } = weights.terms(row, geometry.cells(row), dout.data[row] ?? 0);
    const term = terms[column] ?? 0;
    return dout.dtype === 'float32' ? Math.fround(term) : term;
  }

  /** The weight of each cell of a row, in column order; undefined where there is a mask. */
  weightsOf(row: number): readonly number[] | undefined {
    return this.weights?.terms(row, this.geometry.cells(row), 1).terms;
  }
}

/** The mask that is true on every real cell. */
function maskOfRealCells(geometry: Geometry): Mask {
  const cells = new Uint8Array(geometry.rows * geometry.windowSize);
  let at = 0;
  eachWindow(geometry, (_, window) => {
    for (const cell of window) cells[at++] = Number(cell >= 0);
  });
  return maskFrom(cells, geometry);
}
