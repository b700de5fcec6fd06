// NumPy's legacy random numbers: MT19937, uniform and normal.
import { OptionError } from '../core/errors.js';
import { checkShape, sizeOf } from '../core/shape.js';
import { log } from './log.js';
import { Tensor } from './tensor.js';

const stateSize = 624;
const shift = 397;

/**
 * NumPy's legacy generator (`numpy.random.RandomState`): MT19937 with the stream of
 * `np.random.seed(seed)`. Made by `random`.
 */
export class RandomState {
  readonly #state: Uint32Array = new Uint32Array(stateSize);
  #position = stateSize;
  #spareNormal: number | undefined;

  /** Library code calls this with a checked seed; users call `random`. */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < stateSize; i++) {
      const previous = this.#state[i - 1]!;
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /**
   * Draws uniform numbers in [0, 1), bit for bit those of `np.random.rand`.
   * @returns a float64 tensor of the given shape
   * @throws ShapeError for a size that is not an integer of 0 or more, or more than 6 of them
   * @example
   * random(0).rand(1).at(0) // 0.5488135039273248
   */
  rand(...shape: number[]): Tensor {
    return this.#fill('rand', shape, () => this.#uniform());
  }

  /**
   * Draws standard normal numbers: those of `np.random.randn` to within one ulp, and the same bits
   * on every machine. As NumPy's `legacy_gauss` it uses Marsaglia's polar form of the Box–Muller
   * method, which gives two numbers at a time; the second is kept for the next draw.
   * @returns a float64 tensor of the given shape
   * @throws ShapeError for a size that is not an integer of 0 or more, or more than 6 of them
   * @example
   * random(0).randn(2).at(0) // 1.764052345967664
   */
  randn(...shape: number[]): Tensor {
    return this.#fill('randn', shape, () => this.#normal());
  }

  #fill(operation: string, shape: number[], next: () => number): Tensor {
    checkShape(operation, 'shape', shape);
    const data = new Float64Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = next();
    return new Tensor(data, shape, 'float64');
  }

  #normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.#uniform() - 1;
      const y = 2 * this.#uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.#spareNormal = factor * x;
      return factor * y;
    }
  }

  /** A number of 53 random bits, 27 and 26 from two draws: `genrand_res53` of MT19937. */
  #uniform(): number {
    const high = this.#draw() >>> 5;
    const low = this.#draw() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  #draw(): number {
    if (this.#position === stateSize) this.#twist();
    let y = this.#state[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < stateSize; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % stateSize]! & 0x7fffffff);
      state[i] = state[(i + shift) % stateSize]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}

/**
 * Makes a generator with NumPy's legacy stream: `random(0).randn(2, 3)` draws what
 * `np.random.seed(0); np.random.randn(2, 3)` does. Each call starts the stream again; keep
 * the generator to continue it.
 * @param seed an integer from 0 to 2³² − 1
 * @throws OptionError for another seed
 * @see M. Matsumoto and T. Nishimura, Mersenne Twister: a 623-dimensionally equidistributed uniform
 *   pseudo-random number generator, ACM TOMACS 8(1), 1998; NumPy, `numpy.random.RandomState`
 * @example
 * const rng = random(0);
 * rng.randn(8, 16, 24, 16).shape // [8, 16, 24, 16]
 */
export function random(seed: number): RandomState {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return new RandomState(seed);
  throw new OptionError({
    operation: 'random',
    argument: 'seed',
    value: seed,
    problem: 'is not a seed',
    remedy: 'give an integer from 0 to 4294967295',
  });
}
