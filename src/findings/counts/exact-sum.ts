// Sums that are exact and rounded once, so that they are the same in whichever order numbers come.

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/**
 * A sum without any rounding, which adds up with others to the same whatever the order. Python's
 * `findings/counts/exact.py` gives the same numbers.
 *
 * Numbers are added in buckets of 16 exponents. Those of a bucket are multiples of one unit, each
 * less than 2⁶⁸ of it, so 2¹⁹ of them round to float64 by at most 2³³ units a time. These roundings
 * are numbers of float64 (Knuth) and less than 2⁵³ units together: their sum has none.
 *
 * The sum of 1e100, 1 and −1e100 is 1.
 * @see D. E. Knuth, The Art of Computer Programming, vol. 2, 3rd ed., 1997, section 4.2.2
 */
export class ExactSum {
  /** The sum of finite numbers, but for those in the buckets, as a multiple of 2⁻¹⁰⁷⁴. */
  #units = 0n;
  /** The sum of NaN and ±∞; 0 where there is none. */
  #notFinite = 0;
  /** Of each bucket the sum in float64, and that of its roundings. */
  readonly #buckets = new Float64Array(252);
  /** How many numbers the buckets hold. */
  #held = 0;

  static of(numbers: ArrayLike<number>): ExactSum {
    const sum = new ExactSum();
    for (let i = 0; i < numbers.length; i++) sum.add(numbers[i]!);
    return sum;
  }

  add(value: number): void {
    number[0] = value;
    const at = (words[1]! >>> 23) & 254;
    // From 2⁹⁹³ on, a bucket would leave the range of float64.
    if (at > 250) {
      if (Number.isFinite(value)) this.#units += unitsOf(value);
      else this.#notFinite += value;
      return;
    }
    const buckets = this.#buckets;
    const before = buckets[at]!;
    const after = before + value;
    const added = after - before;
    buckets[at] = after;
    buckets[at + 1]! += before - (after - added) + (value - added);
    if (++this.#held === 2 ** 19) this.#empty();
  }

  /** Adds another sum to this one, or subtracts it. */
  plus(other: ExactSum, sign: 1 | -1 = 1): this {
    other.#empty();
    this.#units += BigInt(sign) * other.#units;
    this.#notFinite += sign * other.#notFinite;
    return this;
  }

  /** The nearest float64; NaN and ±∞ as their sum is. */
  get value(): number {
    if (this.#notFinite !== 0) return this.#notFinite;
    this.#empty();
    const units = this.#units;
    // Of 63 bits or more the last one says whether any below is set, so that they round as all would.
    const low = Math.max(0, units.toString(2).length - 64);
    const high = units >> BigInt(low);
    return Number(high | BigInt(high << BigInt(low) !== units)) * 2 ** (low - 1074);
  }

  #empty(): void {
    for (const sum of this.#buckets) if (sum !== 0) this.#units += unitsOf(sum);
    this.#buckets.fill(0);
    this.#held = 0;
  }
}

function unitsOf(value: number): bigint {
  let shift = 1074n;
  for (; !Number.isInteger(value); shift -= 64n) value *= 2 ** 64;
  return BigInt(value) << shift;
}
