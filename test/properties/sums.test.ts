import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactSum } from '../../src/findings/counts/exact-sum.js';

const unitsOfOne = 1074n;

/** A finite number by its bits, as a multiple of the least one, 2⁻¹⁰⁷⁴. */
function unitsOf(value: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(value).buffer)[0]!;
  const exponent = (bits >> 52n) & 2047n;
  const fraction = bits & (2n ** 52n - 1n);
  const size = exponent === 0n ? fraction : (fraction | (2n ** 52n)) << (exponent - 1n);
  return bits < 0n ? -size : size;
}

/** The numbers next to one that is not 0, seen away from 0 and towards it. */
function neighbours(value: number): number[] {
  const bits = new BigInt64Array(Float64Array.of(value).buffer)[0]!;
  return [...new Float64Array(BigInt64Array.of(bits + 1n, bits - 1n).buffer)];
}

/** The nearest number, or of two the even one, by what lies half-way to its neighbours. */
function expectNearest(found: number, exact: bigint): void {
  // Half of the last bit beyond the largest number, IEEE 754 rounds to ∞.
  const beyond = (2n ** 1024n - 2n ** 970n) << unitsOfOne;
  if (exact >= beyond || exact <= -beyond) {
    expect(found).toBe(exact > 0n ? Infinity : -Infinity);
    return;
  }
  if (exact === 0n) {
    expect(found).toBe(0);
    return;
  }
  const isOdd = new BigInt64Array(Float64Array.of(found).buffer)[0]! % 2n !== 0n;
  for (const other of neighbours(found)) {
    if (!Number.isFinite(other)) continue;
    const [off, gap] = [exact - unitsOf(found), unitsOf(other) - unitsOf(found)];
    const twice = (gap > 0n ? off : -off) * 2n;
    const size = gap > 0n ? gap : -gap;
    expect(isOdd ? twice < size : twice <= size).toBe(true);
  }
}

/** Numbers of all sizes, others that are near each other, and some that cancel. */
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -8, max: 8 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, 2 ** 53, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 2 ** 993, 0.1),
);
const lists = fc.tuple(fc.array(finite), fc.nat()).chain(([numbers, kept]) =>
  fc.shuffledSubarray([...numbers, ...numbers.slice(0, kept % 8).map((value) => -value)], {
    minLength: numbers.length,
  }),
);

test('a sum is the nearest number to that of the integers which the numbers stand for', () => {
  fc.assert(
    fc.property(lists, (numbers) => {
      const exact = numbers.reduce((sum, value) => sum + unitsOf(value), 0n);
      expectNearest(ExactSum.of(numbers).value, exact);
    }),
    { numRuns: 5000 },
  );
});

test('parts add up to the same in whichever order, and subtract to nothing', () => {
  fc.assert(
    fc.property(lists, lists, (some, others) => {
      const whole = ExactSum.of([...some, ...others]);
      expect(ExactSum.of(others).plus(ExactSum.of(some)).value).toBe(whole.value);
      expect(whole.plus(ExactSum.of(others), -1).value).toBe(ExactSum.of(some).value);
      expect(whole.plus(ExactSum.of(some), -1).value).toBe(0);
    }),
    { numRuns: 2000 },
  );
});

test('numbers whose bits lie as far apart as one bucket has them are rounded once, two million too', () => {
  // Exponents 1 and 16 begin and end a bucket. Once a million large ones are added, each small one
  // rounds by 2³⁴ − 1 of its last bits, to the same side: by more than 2⁵³ in all.
  const [small, large] = [2 + 2 ** -17 - 2 ** -51, 2 ** 17 * (1 - 2 ** -53)];
  const million = 2 ** 20;
  const numbers = new Float64Array(2 * million + 1).fill(large, 0, million).fill(small, million);
  const exact = BigInt(million) * unitsOf(large) + BigInt(million + 1) * unitsOf(small);
  const sum = ExactSum.of(numbers);
  const rounded = sum.value;
  expectNearest(rounded, exact);
  // Without its first 53 bits, the others show.
  expectNearest(sum.plus(ExactSum.of([rounded]), -1).value, exact - unitsOf(rounded));
});
