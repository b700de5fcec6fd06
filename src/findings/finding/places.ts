// The places of a finding, looked up instead of listed.
const blockSize = 4096;

/**
 * The numbers below a size that pass a test. There may be millions, so they are not listed: at the
 * first access an index of how many lie before each block is built.
 */
export class Places {
  readonly count: number;
  readonly #size: number;
  readonly #test: (at: number) => boolean;
  #index: Uint32Array | undefined;
  /** The last answer: who goes through all places asks for the next one. */
  #last = { k: -1, at: -1 };

  /** @param count how many numbers pass the test, known to the caller */
  constructor(size: number, count: number, test: (at: number) => boolean) {
    this.count = count;
    this.#size = size;
    this.#test = test;
  }

  /** The k-th number that passes, counted from 0; `k` is less than the count. */
  at(k: number): number {
    let at = k === this.#last.k + 1 ? this.#last.at + 1 : undefined;
    if (at === undefined) at = this.#startFor(k);
    else while (!this.#test(at)) at++;
    this.#last = { k, at };
    return at;
  }

  #startFor(k: number): number {
    this.#index ??= this.#before();
    const before = this.#index;
    let [low, high] = [0, before.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (before[middle]! <= k) low = middle;
      else high = middle - 1;
    }
    let left = k - before[low]!;
    let at = low * blockSize;
    while (!this.#test(at) || left-- > 0) at++;
    return at;
  }

  /** How many pass before each block. */
  #before(): Uint32Array {
    const before = new Uint32Array(Math.ceil(this.#size / blockSize));
    let count = 0;
    for (let at = 0; at < this.#size; at++) {
      if (at % blockSize === 0) before[at / blockSize] = count;
      if (this.#test(at)) count++;
    }
    return before;
  }
}
