// Pairs from payloads.
import { runSteps } from '../core/steps.js';
import { maxTitleLength } from './model/parts.js';
import { Pair } from './pair.js';
import { View } from './view.js';
import { checkObject, checkText, field, payloadError } from './wire/codecs/fields.js';
import { pairOf } from './wire/pair.js';
import { decodeParts, toPayloadError } from './wire/payload-reader.js';

/**
 * Reads the pair in a payload of that kind, which `pair.encode()` gives, as `decode` reads a view. In Node only.
 * @param payload an object, or its JSON text
 * @throws PayloadError, and nothing else, for anything that is not the payload of a pair
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * const [before, after] = [5, 7].map((last) => explore({ mask, dout: tensor([[[10], [last]]]) }));
 * decodePair(explore(before, after).encode()).b.dout.toArray() // [[[10], [7]]]
 */
export function decodePair(payload: unknown): Pair {
  try {
    const given = checkObject(
      'payload',
      typeof payload === 'string' ? JSON.parse(payload) : payload,
    );
    const sides = pairOf(given);
    if (sides === undefined) {
      throw payloadError('kind', field(given, 'kind'), 'is not pair', 'read a view with decode');
    }
    const title = checkText('title', field(given, 'title'), maxTitleLength);
    const [a, b] = sides.map((side) => new View(runSteps(decodeParts(side))));
    return new Pair(a!, b!, title === '' ? {} : { title });
  } catch (error) {
    throw toPayloadError('payload', payload, error);
  }
}
