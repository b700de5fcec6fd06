// `heatmap`, `maskView` and `explore`: the functions that make views.
import { checkChoice, checkOptions } from '../core/arguments.js';
import { countCells, countRows } from '../findings/counts/counts.js';
import { expectedDin } from '../findings/counts/expected-din.js';
import { checkPoolParts, type PoolParts } from '../findings/pool-parts.js';
import { checkWeightedParts, isWeighted, type WeightedParts } from '../findings/weighted-parts.js';
import { isGradient } from '../tensor/gradients.js';
import { checkTensor, type Tensor } from '../tensor/tensor.js';
import type { Cut } from '../window/edge.js';
import type { Geometry } from '../window/geometry.js';
import { checkMask, type Mask } from '../window/mask/mask.js';
import type { Weights } from '../window/weights.js';
import type { Role } from './model/parts.js';
import { resolveTitle } from './model/title.js';
import { Pair, type PairOptions } from './pair.js';
import { View } from './view.js';
import { cutHeatmap, cutPool, type PoolArrays, partOfPool, type Range } from './wire/cut.js';

export interface HeatmapOptions {
  /** The text above the heatmap, 1 to 200 characters; by default `Tensor` or `Gradient`. */
  title?: string;
  /**
   * `activation`: colours from minimum to maximum; `gradient`: symmetric about 0. By default the
   * latter for what a backward pass gave, as `avgPoolBackward` does, and for copies of that.
   */
  role?: Role;
}

export interface MaskViewOptions {
  /** The text above the mask, 1 to 200 characters; by default it names the pooling. */
  title?: string;
}

/** Which part of a pooling `explore` shows: by default all that fits into a payload. */
export interface PartOptions {
  /** One batch entry, or `[first, end]`: what a cut view leaves out. */
  batch?: Range;
  /** One channel, or `[first, end]`. */
  channels?: Range;
}

/** The pooling that `explore` shows. */
export interface ExploreParts extends PoolParts, PartOptions {
  /** The text above the explorer, 1 to 200 characters; by default it names the pooling. */
  title?: string;
}

/** The average, Lp or global pooling that `explore` shows. */
export interface ExploreWeightedParts extends WeightedParts, PartOptions {
  /** The text above the explorer, 1 to 200 characters; by default it names the pooling. */
  title?: string;
}

/**
 * A view of one array. From rank 3 on the array is channels-last, with sliders for batch and
 * channel; bools are drawn as a mask; NaN and infinities have colours of their own. If its payload
 * would be larger than 4 MB, the view is cut: it holds fewer batches, then fewer channels, then a
 * spatial window, says so, and carries the whole array's counts.
 * @param x any dtype, rank 0 to 6
 * @returns a view of kind `heatmap`
 * @throws DTypeError if x is not a tensor; OptionError for an unknown role, or a title that is not
 *   a string of 1 to 200 characters
 * @example
 * heatmap(tensor([[1, 2], [3, 4]]), { title: 'weights' }).kind // 'heatmap'
 */
export function heatmap(x: Tensor, options: HeatmapOptions = {}): View {
  const operation = 'heatmap';
  checkTensor(operation, 'x', x);
  checkOptions(operation, options, ['title', 'role']);
  const role =
    options.role === undefined && isGradient(x)
      ? 'gradient'
      : checkChoice(operation, 'role', options.role, ['activation', 'gradient']);
  const title = resolveTitle(operation, options.title, role === 'gradient' ? 'Gradient' : 'Tensor');
  const whole = new View({ kind: 'heatmap', title, role, value: x });
  const part = cutHeatmap(x);
  if (part.cut === undefined) return whole;
  return new View(
    { kind: 'heatmap', title, role, ...part, audit: { value: countCells(x) } },
    whole,
  );
}

/**
 * A view of a mask on its input's grid: which cells won a window. It is cut as `heatmap` is.
 * @returns a view of kind `mask`
 * @throws DTypeError if mask is not a mask; OptionError for a title, as in `heatmap`
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * maskView(mask).title // 'Mask of max pooling, window 2, stride 2'
 */
export function maskView(mask: Mask, options: MaskViewOptions = {}): View {
  const operation = 'maskView';
  checkMask(operation, 'mask', mask);
  checkOptions(operation, options, ['title']);
  const title = resolveTitle(operation, options.title, `Mask of ${describePooling(mask.geometry)}`);
  const whole = new View({ kind: 'mask', title, mask });
  const part = cutPool({ mask }, false);
  if (part.cut === undefined) return whole;
  return new View({ kind: 'mask', title, ...part, audit: { rows: countRows(mask) } }, whole);
}

/**
 * Two runs of one pooling side by side, as `explore` made them: A, B and B − A of each array under one
 * cursor. Each is cut to half of what a single view may take. In Node only.
 * @throws DTypeError, ShapeError, OptionError that name the first field in which b is not a
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * const [before, after] = [5, 7].map((last) => explore({ mask, dout: tensor([[[10], [last]]]) }));
 * explore(before, after).encode().same // ['mask']
 */
export function explore(a: View, b: View, options?: PairOptions): Pair;
/**
 * The explorer of a pooling and its backward pass: input, mask, dout and din side by side under one
 * cursor, a player of the loops, and the findings. A given din is shown as it is, right or wrong.
 * With a `layout`, all that it says of a cell names the user's axes; the tensors are channels-last
 * whatever it is, as everywhere in the library (`fromChannelsFirst` makes them so).
 * The view is cut as `heatmap` is; cells of din at a cut's edge keep the gradients from windows
 * outside.
 * @returns a view of kind `pool`
 * @throws ShapeError if x, dout or din does not fit the mask's geometry; DTypeError for a dout or
 *   din that is not float32 or float64; OptionError for an unknown share, or a title, as in
 *   `heatmap`
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * explore({ mask, dout: tensor([[[10], [5]]]) }).din.toArray() // [[[0], [10], [5], [0]]]
 */
export function explore(parts: ExploreParts): View;
/**
 * The same of a pooling without a mask: average, Lp or global. Each cell of a window gets its weight
 * times dout; a given din is held against that. Windows of different sizes, as of an adaptive
 * pooling whose output's size does not divide the input's, or at random places can't be shown.
 * @returns a view of kind `partial`, with `pooling` and `geometry`
 * @throws OptionError, ShapeError, DTypeError that say which part does not fit
 * @example
 * const x = tensor([[[1], [3], [5]]]);
 * const geometry = windows(x.shape, { kernelSize: 2, stride: 1 });
 * explore({ pooling: { op: 'average' }, geometry, x, dout: tensor([[[2], [6]]]) }).din.toArray() // [[[1], [4], [3]]]
 */
export function explore(parts: ExploreWeightedParts): View;
export function explore(
  parts: ExploreParts | ExploreWeightedParts | View,
  b?: View,
  options?: PairOptions,
): View | Pair {
  const operation = 'explore';
  if (b !== undefined) return new Pair(parts as View, b, options);
  const given = parts as ExploreParts | ExploreWeightedParts;
  if (isWeighted(operation, given)) return exploreWeighted(operation, given);
  const { share, layout } = checkPoolParts(operation, given);
  const { x, mask, dout, pooledIn } = given;
  const title = resolveTitle(operation, given.title, capitalize(describePooling(mask.geometry)));
  const expected = expectedDin(dout, mask, share);
  const din = given.din ?? expected;
  const head = { kind: 'pool', title, layout, share, pooledIn } as const;
  const whole = new View({ ...head, x, mask, dout, din, expected });
  const chosen = partOfPool(operation, { x, mask, dout, din }, given);
  const part = cutChosen(chosen, whole.derived);
  if (part.cut === undefined) return whole;
  const audit = {
    rows: countRows(mask),
    ...(x && { x: countCells(x) }),
    dout: countCells(dout),
    din: countCells(din),
  };
  const kept = chosen.cut ? new View({ ...head, ...chosen, audit }) : whole;
  return new View({ ...head, ...part, audit }, kept);
}

function exploreWeighted(operation: string, parts: ExploreWeightedParts): View {
  const { weights, din, layout } = checkWeightedParts(operation, parts);
  const { x, dout, pooledIn } = parts;
  const { pooling, geometry } = weights;
  const words = describePooling(geometry, describeOperation(weights));
  const title = resolveTitle(operation, parts.title, capitalize(words));
  const head = { kind: 'partial', title, layout, pooledIn, pooling } as const;
  const whole = new View({ ...head, geometry, x, dout, din });
  const chosen = partOfPool(operation, { geometry, x, dout, din }, parts);
  const part = cutChosen(chosen, false);
  if (part.cut === undefined) return whole;
  const audit = { ...(x && { x: countCells(x) }), dout: countCells(dout), din: countCells(din) };
  const kept = chosen.cut ? new View({ ...head, ...chosen, audit }) : whole;
  return new View({ ...head, ...part, audit }, kept);
}

/** A part, cut further where it does not fit into a payload. */
function cutChosen<Arrays extends PoolArrays>(
  chosen: Arrays & { cut?: Cut },
  derived: boolean,
): Arrays & { cut?: Cut } {
  const part = cutPool(chosen, derived);
  if (chosen.cut === undefined || part === chosen || part.cut === undefined) return part;
  const { whole, origin } = chosen.cut;
  return { ...part, cut: { whole, origin, shape: part.cut.shape } };
}

/** What a pooling without a mask computes, in words. */
function describeOperation({ pooling, geometry }: Weights): string {
  const name = pooling.op === 'lp' ? `L${pooling.p} pooling` : 'average pooling';
  const isGlobal =
    geometry.outputSpatial.every((size) => size === 1) &&
    geometry.kernelSize.every((size, axis) => size === geometry.inputSpatial[axis]);
  const divided =
    pooling.op === 'average' && pooling.divisor !== undefined ? `, divisor ${pooling.divisor}` : '';
  return `${isGlobal ? 'global ' : ''}${name}${divided}`;
}

/**
 * Describes a pooling: its window and stride, and padding and dilation if they are not the default.
 */
function describePooling(
  { kernelSize, stride, padding, dilation }: Geometry,
  what = 'max pooling',
): string {
  const sides = padding.map(([low, high]) => (low === high ? `${low}` : `${low}+${high}`));
  return [
    what,
    `window ${kernelSize.join(' × ')}`,
    `stride ${formatPerAxis(stride)}`,
    ...(padding.flat().some((side) => side > 0) ? [`padding ${formatPerAxis(sides)}`] : []),
    ...(dilation.some((step) => step > 1) ? [`dilation ${formatPerAxis(dilation)}`] : []),
  ].join(', ');
}

/** Formats one number per axis, or a single one if all are equal. */
function formatPerAxis(sizes: readonly (number | string)[]): string {
  return new Set(sizes).size === 1 ? `${sizes[0]}` : sizes.join(' × ');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
