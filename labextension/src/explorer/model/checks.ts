// What is odd in a pooling and its backward pass, under one tie policy; computed on first use.
import { type Finding, type Mask, Tensor, type View } from 'poolscope';
import {
  checkMaxima,
  type DinDifference,
  dinDifference,
  findInWeighted,
  findingSteps,
  type MaximaCheck,
  planesOf,
  runSteps,
  type Steps,
  type WeightedDifference,
  type Weights,
  weightedCell,
  weightedCellBytes,
  weightedDifference,
} from 'poolscope/internal';

/** The checks of a view that has dout and din; another tie policy has others. */
export class Checks {
  private readonly view: View;
  private readonly weights: Weights | undefined;
  private readonly isAtCutEdge: (cell: number) => boolean;
  private compared: DinDifference | undefined;
  private weighted: WeightedDifference | undefined;
  private maxima: MaximaCheck | undefined;
  private found: readonly Finding[] | undefined;
  private error: Tensor | undefined;

  /**
   * @param weights of a pooling without a mask
   * @param isAtCutEdge whether windows outside a cut may have given to an input cell
   */
  constructor(view: View, weights: Weights | undefined, isAtCutEdge: (cell: number) => boolean) {
    this.view = view;
    this.weights = weights;
    this.isAtCutEdge = isAtCutEdge;
  }

  /** What dout, the mask and `share` give; equals din where the view did not bring its own. */
  get expected(): Tensor {
    return this.view.expected ?? this.view.din!;
  }

  /** Din minus what dout and the mask give, 0 wherever it is not wrong. */
  get dinError(): Tensor {
    const { expected, difference } = this;
    const din = this.view.din!;
    this.error ??= new Tensor(
      Float64Array.from(din.data, (value, cell) =>
        difference.differs(cell) ? value - expected.data[cell]! : 0,
      ),
      din.shape,
      'float64',
    );
    return this.error;
  }

  /** How din differs from what dout and the mask give, where that can be checked. */
  get difference(): DinDifference {
    const { expected } = this;
    this.compared ??= dinDifference({ ...this.masked, expected }, this.isAtCutEdge);
    return this.compared;
  }

  /** What x says of the mask's rows; undefined without x. */
  get maximaCheck(): MaximaCheck | undefined {
    const { x } = this.view;
    if (x !== undefined) this.maxima ??= checkMaxima({ ...this.masked, x });
    return this.maxima;
  }

  /** How a cell of din (a flat index) compares with what dout and the weights give. */
  weightedCell(cell: number): ReturnType<typeof weightedCell> | undefined {
    return this.pass && weightedCell(this.pass, cell);
  }

  /** Finds what is odd in this pooling, in steps. */
  *findingSteps(): Steps<readonly Finding[]> {
    this.found ??= yield* this.steps();
    return this.found;
  }

  private *steps(): Steps<readonly Finding[]> {
    yield;
    const { pass, weightedDifference: weighted } = this;
    if (pass !== undefined) return findInWeighted(pass, weighted);
    const { difference } = this;
    yield;
    const { maximaCheck: maxima } = this;
    yield;
    return yield* findingSteps(this.masked, { difference, maxima });
  }

  /** The findings of this pooling. */
  get findings(): readonly Finding[] {
    return runSteps(this.findingSteps());
  }

  /** The cells that findings look at: of the input and of the matrix. */
  get cellsToLookAt(): number {
    const { inputShape, rows, windowSize } = this.view.geometry!;
    return inputShape.reduce((product, size) => product * size, 1) + rows * windowSize;
  }

  /** The bytes that findings keep of what they compute: din where it is derived, or what it should be. */
  get bytesToKeep(): number {
    const din = this.view.din!;
    if (this.weights !== undefined) return din.size * weightedCellBytes;
    return planesOf(din) === undefined ? 0 : din.size * (din.dtype === 'float32' ? 4 : 8);
  }

  /**
   * Tells which cells of a panel (flat indices) are wrong: of din, or marked in the mask without being
   * the maximum of x. Undefined where none is, and before the findings are there: nothing is looked
   * for here.
   */
  wrongIn(panel: 'x' | 'mask' | 'dout' | 'din'): ((cell: number) => boolean) | undefined {
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

  /** How din differs where the pooling has no mask. */
  private get weightedDifference(): WeightedDifference | undefined {
    if (this.pass !== undefined) this.weighted ??= weightedDifference(this.pass);
    return this.weighted;
  }

  private get pass(): Parameters<typeof weightedDifference>[0] | undefined {
    const { x, dout, din, pooledIn, cut, layout } = this.view;
    const { weights } = this;
    return weights && { weights, x, dout: dout!, din: din!, pooledIn, cut, layout };
  }

  /** The arrays, of a pooling with a mask. */
  private get masked(): Pick<View, 'x' | 'share' | 'pooledIn' | 'cut' | 'layout'> & {
    readonly mask: Mask;
    readonly dout: Tensor;
    readonly din: Tensor;
  } {
    const { x, mask, dout, din, share, pooledIn, cut, layout } = this.view;
    return { x, mask: mask!, dout: dout!, din: din!, share, pooledIn, cut, layout };
  }
}
