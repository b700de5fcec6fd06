import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatValue, OptionError, oneLine } from '../../../src/core/errors.js';
import { limits } from '../../../src/core/limits.js';
import { readNpz, writeNpz } from '../../../src/formats/npz.js';
import { maxPool } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { decode } from '../../../src/view/codec.js';
import { heatmap } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';
import { makeZip } from '../../fixtures/zip.js';

const seed = 20261128;
console.info(`messages: seed ${seed}`);

/** Texts from outside: long, of several lines, with what turns a line round or ends it. */
const hostile = fc.oneof(
  fc.constantFrom(
    'a\nb',
    '\r\n',
    '\u2028\u2029',
    '\u202eabc',
    '\u0000\u001b[31m',
    '\ud800',
    '\u0085',
  ),
  fc.constantFrom('n'.repeat(60_000), '\n'.repeat(60_000), '\u{1f600}'.repeat(30_000)),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** @throws unless the message is one line of at most 1,500 characters without control characters */
function expectLine(work: () => unknown): void {
  let message: string | undefined;
  try {
    work();
  } catch (error) {
    message = (error as Error).message;
  }
  if (message === undefined) return;
  expect(message.length).toBeLessThanOrEqual(limits.message);
  expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
  expect(message).toMatch(/^\S[^;]*: .*; ./s);
}

describe('the message of an error', () => {
  test('is one bounded line, whatever any of its parts is', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (argument, value, problem, remedy) => {
        expectLine(() => {
          throw new OptionError({
            operation: 'operation',
            argument,
            value,
            problem,
            derivation: problem,
            remedy: `remedy ${remedy}`,
          });
        });
      }),
      { seed, numRuns: 500 },
    );
  });

  test('is so where a name or an option comes from outside', () => {
    const payload = encode(heatmap(tensor([[1, 2]])));
    const content = new Uint8Array(4);
    fc.assert(
      fc.property(hostile, (text) => {
        const name = text.slice(0, 65_000);
        for (const work of [
          () => readNpz(makeZip([{ name, content }])),
          () => readNpz(makeZip([{ name: `${name.slice(0, 20_000)}.npy`, content }])),
          () => readNpz(makeZip([{ name: name.slice(0, 20_000), content, listed: { flags: 1 } }])),
          () => writeNpz({ [text]: 1 as never }),
          () => heatmap(tensor([1]), { [text]: 1 } as never),
          () => heatmap(tensor([1]), { title: text, role: text as never }),
          () => maxPool(tensor([[[1]]]), { kernelSize: text as never }),
          () => maxPool(tensor([[[1]]]), { kernelSize: 1, ties: text as never }),
          () => tensor([1], undefined, { dtype: text as never }),
          () => decode({ ...payload, kind: text }),
          () => decode({ ...payload, version: text }),
          () => decode(`{ "${text}`),
        ]) {
          expectLine(work);
        }
      }),
      { seed, numRuns: 60 },
    );
  }, 60_000);

  test('names a value that can’t be asked for its class', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(formatValue(proxy)).toBe('an object');
    expect(formatValue(Symbol('a\nb'))).toBe('Symbol(a\\u000ab)');
    expect(oneLine('a\u2028b', 4)).toBe('a\\u…');
  });
});
