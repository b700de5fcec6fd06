// The tie policies, and a view under another one than it came with.
import { type Mask, maxPool, maxPoolBackward, type Ties, View } from 'poolscope';

/** Who gets a window's gradient where several cells hold its maximum; `split`: all, in equal parts. */
export type TiePolicy = Ties | 'split';

export const tiePolicies: readonly TiePolicy[] = ['first', 'last', 'all', 'split'];

/** Whether the maxima can be found again: it takes a mask, and an x that holds numbers. */
export function hasTiePolicy({ x, mask }: View): boolean {
  return x !== undefined && mask !== undefined && x.dtype !== 'bool';
}

/** The policy that gives a view's mask and share; undefined where none does. */
export function policyOf(view: View): TiePolicy | undefined {
  if (!hasTiePolicy(view)) return undefined;
  const { geometry } = view.mask!;
  const likely: TiePolicy = view.share === 'split' ? 'split' : geometry.ties;
  // Where no window ties all give the same: the one that the mask was made with.
  return [likely, ...tiePolicies].find(
    (policy) =>
      (policy === 'split') === (view.share === 'split') &&
      isSame(maskUnder(view, policy), view.mask!),
  );
}

/**
 * A view with the mask of a policy, computed from its x, and the din that follows. A din that came with
 * the view, and is not what its mask gives, stays.
 */
export function viewUnder(view: View, policy: TiePolicy): View {
  const { kind, title, pooledIn, x, dout, cut, layout } = view;
  const mask = maskUnder(view, policy);
  const share = policy === 'split' ? 'split' : 'full';
  const expected = maxPoolBackward(dout!, mask, { share });
  const din = view.derived ? expected : view.din;
  return new View({ kind, title, share, pooledIn, x, mask, dout, din, expected, cut, layout });
}

function maskUnder({ x, mask }: View, policy: TiePolicy): Mask {
  const { kernelSize, stride, padding, dilation, ceilMode, nan } = mask!.geometry;
  const ties = policy === 'split' ? 'all' : policy;
  return maxPool(x!, { kernelSize, stride, padding, dilation, ceilMode, nan, ties }).mask;
}

function isSame({ data }: Mask, { data: other }: Mask): boolean {
  return data.every((cell, i) => cell === other[i]);
}
