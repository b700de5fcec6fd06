// The finding that a given din is not what dout and the mask give.
import { type AxisLayout, indexText } from '../../core/layout.js';
import { formatCount, formatSixDigits } from '../../core/numbers.js';
import { unflatten } from '../../core/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Share } from '../../window/mask/share.js';
import type { DinDifference, DinKind } from '../counts/din-difference.js';
import { Finding } from '../finding/finding.js';
import type { Message } from '../finding/message.js';
import { Places } from '../finding/places.js';
import { quantity, sentence, sentenceFor, severityOf } from '../finding/table.js';

/**
 * The finding that a given din is not what dout and the mask give; none if it is.
 * @param layout the user's axes, which the sentence names
 */
export function findInDin(
  din: Tensor,
  difference: DinDifference,
  share: Share,
  layout?: AxisLayout,
): Finding[] {
  const { as, right, differs, comparison } = difference;
  if (as === share) return [];
  const places = new Places(din.size, comparison.count, differs);
  const n = places.count;
  const first = places.at(0);
  const [given, due] = [din.data[first]!, right.data[first]!];
  const off = given - due;
  const cell = [
    indexText(unflatten(first, din.shape), layout),
    formatSixDigits(given),
    formatSixDigits(due),
  ] as const;
  const at = Number.isFinite(off)
    ? sentence('din-differs.at-off', ...cell, formatSixDigits(off))
    : sentence('din-differs.at', ...cell);
  const differ = sentenceFor(
    n,
    'din-differs.cells',
    formatCount(n),
    quantity(din.size, 'cell'),
    at,
  );
  return [
    new Finding({
      name: 'din-differs',
      severity: severityOf('din-differs', as),
      as,
      count: n,
      message: sentence('din-differs', describeDin(as, share), differ),
      place: (k) => ({ array: 'din', cell: places.at(k) }),
    }),
  ];
}

function describeDin(as: DinKind, share: Share): Message {
  return as === 'assigned' || as === 'other'
    ? sentence(`din-differs.${as}`)
    : sentence('din-differs.share', as, share);
}
