import asc from 'assemblyscript/asc';
import { beforeAll, describe, expect, test } from 'vitest';
import { log } from '../../../src/tensor/log.js';
import { random } from '../../../src/tensor/random.js';

/** The table-driven logarithm of AssemblyScript's standard library, with all of its tables. */
let standard: (x: number) => number;

beforeAll(async () => {
  const source = 'export function log(x: f64): f64 { return Math.log(x); }';
  let binary = new Uint8Array();
  await asc.main(['log.ts', '--outFile', 'log.wasm', '--runtime', 'stub', '-O3'], {
    readFile: (name) => (name === 'log.ts' ? source : null),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') binary = Uint8Array.from(contents);
    },
    listFiles: () => [],
  });
  const { instance } = await WebAssembly.instantiate(binary);
  standard = instance.exports.log as typeof standard;
}, 60_000);

function expectSameBits(numbers: Iterable<number>): void {
  for (const x of numbers) expect([x, log(x)]).toEqual([x, standard(x)]);
}

describe("the logarithm is, bit for bit, that of AssemblyScript's standard library", () => {
  // 0.6875 is where the first of the 128 intervals begins; below 1 they are half as long.
  test('in each interval of the table, at its ends and within', () => {
    const ends = Array.from({ length: 129 }, (_, i) =>
      i < 80 ? 0.6875 + i / 256 : 1 + (i - 80) / 128,
    );
    expectSameBits(ends.flatMap((end) => [end, end * (1 - 2 ** -53), end + 0.001, end + 0.003]));
  });

  test('around 1, and where the polynomial ends that is for its neighbours', () => {
    const edges = [0.9375, 1, 1.064697265625];
    expectSameBits(edges.flatMap((edge) => [edge, edge * (1 - 2 ** -53), edge * (1 + 2 ** -52)]));
  });

  test('for random numbers of all sizes', () => {
    const drawn = random(0);
    const numbers = [...drawn.rand(2000).data];
    const sizes = [...drawn.rand(2000).data];
    expectSameBits(numbers);
    expectSameBits(numbers.map((number, i) => (number + 0.1) * 2 ** (2000 * (sizes[i]! - 0.5))));
  });
});

test('the logarithms of 2 and of 10 are the nearest numbers', () => {
  expect([log(2), log(10)]).toEqual([Math.LN2, Math.LN10]);
});
