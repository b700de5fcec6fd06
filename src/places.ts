const blockSize = 4096;

/** The numbers below a size that pass a test, to be walked without a list of them: there may be millions. */
export class Places {
  readonly count: number;
  readonly #test: (at: number) => boolean;
  /** How many there are before each block. */
  readonly #before: Uint32Array;

  constructor(size: number, test: (at: number) => boolean) {
    this.#test = test;
    this.#before = new Uint32Array(Math.ceil(size / blockSize));
    let count = 0;
    for (let at = 0; at < size; at++) {
      if (at % blockSize === 0) this.#before[at / blockSize] = count;
      if (test(at)) count++;
    }
    this.count = count;
  }

  /** The one with `k` before it; `k` is less than the count. */
  at(k: number): number {
    let [low, high] = [0, this.#before.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#before[middle]! <= k) low = middle;
      else high = middle - 1;
    }
    let left = k - this.#before[low]!;
    let at = low * blockSize;
    while (!this.#test(at) || left-- > 0) at++;
    return at;
  }
}
