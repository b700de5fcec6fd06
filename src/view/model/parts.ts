// The parts of a view: its arrays and their description, without a view's methods.
import type { HalfDType } from '../../core/half.js';
import { type AxisLayout, indexText } from '../../core/layout.js';
import { limits } from '../../core/limits.js';
import { formatCount, formatNineDigits } from '../../core/numbers.js';
import type { ArrayCounts, RowCounts } from '../../findings/counts/counts.js';
import { type Message, message } from '../../findings/finding/message.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Cut } from '../../window/edge.js';
import type { Geometry } from '../../window/geometry.js';
import type { Mask } from '../../window/mask/mask.js';
import type { Share } from '../../window/mask/share.js';
import type { Pooling } from '../../window/weights.js';

/**
 * What a view shows: one array, a mask on its input's grid, a pooling with its gradients, or part
 * of a pooling, where the mask or the backward pass is not known.
 */
export type ViewKind = 'heatmap' | 'mask' | 'pool' | 'partial';

/** How an array is coloured: activations sequential, gradients diverging about 0. */
export type Role = 'activation' | 'gradient';

/** Counts of the whole arrays, in a view that holds a part of them. */
export interface ViewAudit {
  readonly rows?: RowCounts;
  readonly value?: ArrayCounts;
  readonly x?: ArrayCounts;
  readonly dout?: ArrayCounts;
  readonly din?: ArrayCounts;
}

/** The most characters of a view's title. */
export const maxTitleLength: number = limits.title;

/** The names of a view's number arrays. */
export type ArrayName = 'value' | 'x' | 'dout' | 'din';

/** The parts of a view; `heatmap`, `maskView` and `explore` put them together. */
export interface ViewParts {
  readonly kind: ViewKind;
  readonly title: string;
  /** For a heatmap; by default `activation`. */
  readonly role?: Role | undefined;
  /** For a pool: how a row with several maxima shares its dout; by default `full`. */
  readonly share?: Share | undefined;
  /** The half precision that a pooling was computed in; its arrays stand for it in float32. */
  readonly pooledIn?: HalfDType | undefined;
  /** What a pooling without a mask computes, and its windows: then din can be explained. */
  readonly pooling?: Pooling | undefined;
  readonly geometry?: Geometry | undefined;
  readonly value?: Tensor | undefined;
  readonly x?: Tensor | undefined;
  readonly mask?: Mask | undefined;
  readonly dout?: Tensor | undefined;
  readonly din?: Tensor | undefined;
  /**
   * For a pool: what dout, mask and share give, if it was computed; din itself if none was given.
   */
  readonly expected?: Tensor | undefined;
  readonly cut?: Cut | undefined;
  /** The axes of the user's arrays, which texts name; by default channels-last, as the tensors. */
  readonly layout?: AxisLayout | undefined;
  readonly audit?: ViewAudit | undefined;
}

/** Says which part of the whole is shown, in the user's axes. */
export function cutMessage({ whole, shape, origin }: Cut, layout?: AxisLayout): Message {
  const sizes = [indexText(shape, layout), indexText(whole, layout)] as const;
  return origin.some((at) => at > 0)
    ? message('cut to [%1] of [%2], from [%3]', ...sizes, indexText(origin, layout))
    : message('cut to [%1] of [%2], from the origin', ...sizes);
}

/** Says what is known of the whole of a cut view, one line each. */
export function wholeMessages({ audit }: ViewParts): Message[] {
  if (audit === undefined) return [];
  const { rows, ...arrays } = audit;
  const sums = Object.entries(arrays).map(
    ([name, { sum }]) => `sum(${name}) = ${formatNineDigits(sum)}`,
  );
  return [
    ...(rows
      ? [
          message(
            '%1 rows in the whole: %2 with one maximum, %3 with several, %4 with none',
            formatCount(rows.total),
            formatCount(rows.one),
            formatCount(rows.several),
            formatCount(rows.none),
          ),
        ]
      : []),
    ...(sums.length > 0 ? [message('of the whole: %1', sums.join(' · '))] : []),
  ];
}
