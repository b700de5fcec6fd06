// Layouts: the order of the axes that a user's arrays have. Inside, arrays are channels-last.
import { checkChoice } from './arguments.js';
import { OptionError } from './errors.js';

/**
 * The axes of a user's arrays: N is the batch, C the channels; without N or C there is one entry, or
 * one channel. `NHWC` and `NCHW` stand for any number of spatial axes.
 */
export type AxisLayout =
  | 'NHWC'
  | 'NCHW'
  | 'HWC'
  | 'CHW'
  | 'HW'
  | 'NLC'
  | 'NCL'
  | 'LC'
  | 'CL'
  | 'L'
  | 'NDHWC'
  | 'NCDHW'
  | 'DHWC'
  | 'CDHW'
  | 'DHW';

/** Where the channels are: last (the library's own layout) or first, as in PyTorch and ONNX. */
export type Layout = 'channels-last' | 'channels-first';

/** All layouts. The lists of TypeScript and Python are the same: test/vectors/shared/layouts.json. */
export const axisLayouts: readonly [AxisLayout, ...AxisLayout[]] = [
  ...(['NHWC', 'NCHW', 'HWC', 'CHW', 'HW'] as const),
  ...(['NLC', 'NCL', 'LC', 'CL', 'L'] as const),
  ...(['NDHWC', 'NCDHW', 'DHWC', 'CDHW', 'DHW'] as const),
];

const spatialLetters: Readonly<Record<number, string>> = { 1: 'L', 2: 'HW', 3: 'DHW' };

/** The axes that a layout names. */
export function axesOf(layout: AxisLayout | Layout): AxisLayout {
  if (layout === 'channels-last') return 'NHWC';
  return layout === 'channels-first' ? 'NCHW' : layout;
}

/**
 * Puts what belongs to the axes of a channels-last array into the order of the user's axes: an index
 * becomes the user's index, a shape the user's shape. Arrays of rank 0 to 2 have no layout.
 * @param layout by default channels-last: nothing changes
 * @example
 * userOrder([0, 2, 6, 1], 'NCHW') // [0, 1, 2, 6]
 */
export function userOrder<Part>(parts: readonly Part[], layout?: AxisLayout): Part[] {
  if (layout === undefined || parts.length < 3) return [...parts];
  const [batch, channels] = [parts.slice(0, 1), parts.slice(-1)];
  const spatial = parts.slice(1, -1);
  return [
    ...(layout.startsWith('N') ? batch : []),
    ...(layout.includes('C') && !layout.endsWith('C') ? channels : []),
    ...spatial,
    ...(layout.endsWith('C') ? channels : []),
  ];
}

/**
 * The user's index of a cell, from its channels-last one, as text: `0, 1, 0, 5` in NCHW of
 * `[0, 0, 5, 1]`.
 */
export function indexText(index: readonly number[], layout?: AxisLayout): string {
  return userOrder(index, layout).join(', ');
}

/**
 * The layout of arrays whose channels-last shape is given, with the letters of its spatial axes;
 * undefined for channels-last arrays, which are as the library has them. NCHW of three axes is NCL.
 * @throws OptionError for a layout of other spatial axes, or one that leaves out an axis that has
 *   more than one entry
 */
export function exactLayout(
  operation: string,
  layout: AxisLayout | undefined,
  shape: readonly number[],
): AxisLayout | undefined {
  if (layout === undefined || layout === 'NHWC') return undefined;
  const fail = (problem: string): OptionError =>
    new OptionError({
      operation,
      argument: 'layout',
      value: layout,
      problem,
      derivation: `channels-last the shape is [${shape.join(', ')}]`,
      remedy: 'name the axes of the arrays, or leave it out',
    });
  const [batch, channels] = [layout.startsWith('N'), layout.includes('C')];
  const rank = layout.length - Number(batch) - Number(channels);
  if (layout !== 'NCHW' && rank !== shape.length - 2) {
    throw fail(`names ${rank} spatial axes where there are ${shape.length - 2}`);
  }
  if (!batch && shape[0] !== 1) throw fail(`leaves out a batch of ${shape[0]}`);
  if (!channels && shape.at(-1) !== 1) throw fail(`leaves out ${shape.at(-1)} channels`);
  if (batch && layout.endsWith('C')) return undefined;
  return layout === 'NCHW' ? (`NC${spatialLetters[shape.length - 2]}` as AxisLayout) : layout;
}

/**
 * Checks the option `layout` of arrays whose channels-last shape is given.
 * @returns what `exactLayout` does
 * @throws OptionError for an unknown layout, or one that does not fit the shape
 */
export function checkLayout(
  operation: string,
  layout: AxisLayout | Layout | undefined,
  shape: readonly number[],
): AxisLayout | undefined {
  const names = [...axisLayouts, 'channels-last', 'channels-first'] as const;
  const known = checkChoice<AxisLayout | Layout>(operation, 'layout', layout, names);
  return exactLayout(operation, axesOf(known), shape);
}
