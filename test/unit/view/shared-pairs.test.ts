import { createHash } from 'node:crypto';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { decodePair } from '../../../src/view/decode-pair.js';
import { renderPair } from '../../../src/view/picture/png.js';
import { explore } from '../../../src/view/views.js';
import { shown, vectors } from './shared-views.js';

/** Pairs of the views in payloads.json: one that differs from itself in nothing, others in din, mask and channels first. */
const pairs = [
  ['one window', 'one window'],
  ['a wrong din', 'a din with the other zero'],
  ['the last of ties', 'NaN and infinities'],
  ['NaN and infinities', 'NaN ignored'],
  ['1-d, with what is not finite', '1-d, with what is not finite'],
  ['channels first, 1-d', 'channels first, 1-d'],
] as const;

// Python makes the same payloads and pictures and is held to this file. After a change, with the pictures
// looked at: `npx vitest run --project unit test/unit/view/shared-pairs.test.ts -u`.
test('the pairs that Python makes too', async () => {
  const sha256 = (of: string | Uint8Array): string => createHash('sha256').update(of).digest('hex');
  const view = (name: string): ReturnType<typeof shown> =>
    shown(vectors.find((vector) => vector.name === name)!);
  const lines = pairs.map(([a, b]) => {
    const pair = explore(view(a), view(b));
    // What is read of a payload gives that payload again: so what Python sends is a pair here.
    expect(decodePair(JSON.stringify(pair.encode())).encode()).toEqual(pair.encode());
    const { png, alt } = renderPair(pair);
    return JSON.stringify({
      a,
      b,
      payload: sha256(JSON.stringify(pair.encode())),
      picture: sha256(new Uint8Array(decode(png).data)),
      alt,
    });
  });
  const header = JSON.stringify({
    source: 'the TypeScript library',
    by: 'test/unit/view/shared-pairs.test.ts',
    notes: ['sha256 of the payload’s JSON and of the picture’s red, green and blue bytes'],
  });
  await expect(`{"header": ${header},\n"pairs": [\n${lines.join(',\n')}\n]}\n`).toMatchFileSnapshot(
    '../../vectors/shared/pairs.json',
  );
});
