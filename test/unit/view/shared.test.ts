import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dtypes } from '../../../src/core/dtype.js';
import { runSteps } from '../../../src/core/steps.js';
import { decode } from '../../../src/view/codec.js';
import { unpackBytes } from '../../../src/view/wire/codecs/packing.js';
import { encode, type Payload } from '../../../src/view/wire/payload.js';

import { shown, vectors } from './shared-views.js';

// What the Python side has too. It is held to the same files in test/python.

/** A payload with its arrays as they are before they are packed: packed bytes may differ. */
function unpacked(payload: Payload): unknown {
  const arrays = Object.entries(payload.arrays).map(([name, { dtype, shape, packing, data }]) => {
    if (packing === undefined) return [name, { dtype, shape, data }];
    const width = dtype === 'bool' ? 0 : dtypes[dtype].bytes;
    const cells = shape.reduce((product, size) => product * size, 1);
    const bytes = runSteps(unpackBytes(Buffer.from(data, 'base64'), cells, width))!;
    return [name, { dtype, shape, data: Buffer.from(bytes).toString('base64') }];
  });
  return { ...payload, version: 1, arrays: Object.fromEntries(arrays) };
}

describe('a payload as Python encodes it too', () => {
  test.each(vectors)('$name', (vector) => {
    const view = shown(vector);
    const text = JSON.stringify(unpacked(encode(view)));
    if (vector.payload) expect(text).toBe(JSON.stringify(vector.payload));
    else expect(createHash('sha256').update(text).digest('hex')).toBe(vector.sha256);
    expect(text.length).toBe(vector.length);
    // As releases before wrote it, in version 1: it opens, and is the same view.
    if (vector.payload) expect(encode(decode(text))).toEqual(encode(view));
  });
});
