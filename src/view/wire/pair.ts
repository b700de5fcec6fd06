// The two payloads of a pair: what is equal in both came with the first alone.
import { checkObject, type Fields, field, payloadError } from './codecs/fields.js';
import { checkRoom, type PayloadBytes, payloadBytes } from './room.js';

const names = ['x', 'mask', 'dout', 'din'];

/**
 * The payloads of a and b, each with all of its arrays.
 * @returns undefined for a payload of another kind, and for what is no payload
 * @throws PayloadError for a pair whose fields are not those of one, or whose arrays would take too
 *   much for what came of them: nothing is decoded before
 */
export function pairOf(payload: unknown): readonly [Fields, Fields] | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const fields = payload as Fields;
  if (field(fields, 'kind') !== 'pair') return undefined;
  const pair = field(fields, 'pair');
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw payloadError('pair', pair, 'is not two payloads', 'give those of a and b');
  }
  const same = field(fields, 'same');
  if (!Array.isArray(same) || !same.every((name) => names.includes(name))) {
    throw payloadError('same', same, 'are no names of arrays', `give some of ${names.join(', ')}`);
  }
  const [a, b] = [0, 1].map((at) => {
    const side = checkObject(`pair[${at}]`, pair[at]);
    const kind = field(side, 'kind');
    if (kind === 'pool' || kind === 'partial') return side;
    throw payloadError(`pair[${at}].kind`, kind, 'can’t be paired', 'give pool or partial');
  }) as [Fields, Fields];
  const [ours, theirs] = [a, b].map((side, at) =>
    checkObject(`pair[${at}].arrays`, field(side, 'arrays')),
  ) as [Fields, Fields];
  const shared = Object.fromEntries(same.map((name: string) => [name, field(ours, name)]));
  // A shared array may be packed, which b's own need not be.
  const version = Math.max(...[a, b].map((side) => Number(field(side, 'version'))));
  const sides = [a, { ...b, version, arrays: { ...theirs, ...shared } }] as const;
  checkRoom(payload, {
    came: payloadBytes(a).came + payloadBytes(b).came,
    taken: bytesOfPair(sides).taken,
  });
  return sides;
}

/** What the sides of a pair take: the arrays of both, and 8 bytes for the difference of each cell. */
export function bytesOfPair([a, b]: readonly [Fields, Fields]): Omit<PayloadBytes, 'came'> {
  const [ours, theirs] = [payloadBytes(a), payloadBytes(b)];
  const taken = ours.taken + theirs.taken;
  // No array has more cells than arrays have bytes.
  return { taken, derived: ours.derived + theirs.derived + 4 * taken };
}
