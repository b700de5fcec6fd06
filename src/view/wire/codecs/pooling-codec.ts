// What weighs the windows of a pooling without a mask, in payloads.
import { checkPooling, type Pooling } from '../../../window/weights.js';
import { checkObject, field } from './fields.js';

/** The description's own fields alone, in this order. */
export function encodePooling(pooling: Pooling): Pooling {
  if (pooling.op === 'average') {
    const { op, divisor } = pooling;
    return { op, ...(divisor !== undefined && { divisor }) };
  }
  const { op, p, rule } = pooling;
  return { op, p, ...(rule && { rule }) };
}

/**
 * Reads a payload's `pooling`; fields that are not known are passed over.
 * @throws PayloadError for what is no object; the errors of `checkPooling`
 */
export function readPooling(value: unknown): Pooling | undefined {
  if (value === undefined) return undefined;
  const fields = checkObject('pooling', value);
  const names = field(fields, 'op') === 'lp' ? ['op', 'p', 'rule'] : ['op', 'divisor'];
  const own = names.filter((name) => field(fields, name) !== undefined);
  const given = Object.fromEntries(own.map((name) => [name, field(fields, name)]));
  return checkPooling('payload', given as unknown as Pooling);
}
