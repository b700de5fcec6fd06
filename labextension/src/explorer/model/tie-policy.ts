// The tie policies, and a view under another one than it came with.
import { type Mask, maxPool, type Ties, View } from 'poolscope';
import { derivedDin, type Steps, sameValues } from 'poolscope/internal';

/** Who gets a window's gradient where several cells hold its maximum; `split`: all, in equal parts. */
export type TiePolicy = Ties | 'split';

const tiePolicies: readonly TiePolicy[] = ['first', 'last', 'all', 'split'];

/** Whether the maxima can be found again: it takes a mask, and an x that holds numbers. */
export function hasTiePolicy({ x, mask }: View): boolean {
  return x !== undefined && mask !== undefined && x.dtype !== 'bool';
}

/** Finds, in steps, the policy that gives a view's mask and share; undefined where none does. */
export function* policySteps(view: View): Steps<TiePolicy | undefined> {
  if (!hasTiePolicy(view)) return undefined;
  const { geometry } = view.mask!;
  // Where no window ties all give the same: the one that the mask was made with.
  const likely: TiePolicy = view.share === 'split' ? 'split' : geometry.ties;
  for (const policy of new Set([likely, ...tiePolicies])) {
    if ((policy === 'split') !== (view.share === 'split')) continue;
    yield;
    const mask = maskUnder(view, policy);
    yield;
    if (sameValues(mask.data, view.mask!.data)) return policy;
  }
  return undefined;
}

/**
 * A view with the mask of a policy, computed from its x, and the din that follows. A din that came with
 * the view, and is not what its mask gives, stays.
 */
export function viewUnder(view: View, policy: TiePolicy): View {
  const { kind, title, pooledIn, x, dout, cut, layout } = view;
  const mask = maskUnder(view, policy);
  const share = policy === 'split' ? 'split' : 'full';
  const expected = derivedDin(dout!, mask, share);
  const din = view.derived ? expected : view.din;
  return new View({ kind, title, share, pooledIn, x, mask, dout, din, expected, cut, layout });
}

function maskUnder({ x, mask }: View, policy: TiePolicy): Mask {
  const { kernelSize, stride, padding, dilation, ceilMode, nan } = mask!.geometry;
  const ties = policy === 'split' ? 'all' : policy;
  return maxPool(x!, { kernelSize, stride, padding, dilation, ceilMode, nan, ties }).mask;
}
