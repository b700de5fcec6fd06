import { trans } from '../ui/texts.js';

/** How many bytes a payload's arrays have as they were sent, without decoding them. */
export function payloadSize(payload: unknown): number {
  if (typeof payload === 'string') return payload.length;
  const { arrays, pair } = (payload ?? {}) as { arrays?: unknown; pair?: unknown };
  if (Array.isArray(pair)) return pair.reduce<number>((sum, one) => sum + payloadSize(one), 0);
  if (typeof arrays !== 'object' || arrays === null) return 0;
  return Object.values(arrays)
    .map((array: unknown) => (array as { data?: unknown } | null)?.data)
    .reduce<number>((sum, data) => sum + (typeof data === 'string' ? data.length : 0), 0);
}

/**
 * Refuses a payload that is larger than the setting allows.
 * @param most in megabytes
 * @throws Error, one line
 */
export function assertPayloadSize(payload: unknown, most: number): void {
  const size = payloadSize(payload) / 1e6;
  if (size <= most) return;
  throw new Error(
    trans.__(
      'It is %1 MB large, and the setting “Largest payload” is %2 MB; show a part of it, or raise the setting.',
      size.toPrecision(3),
      most,
    ),
  );
}
