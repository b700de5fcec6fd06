/**
 * The last value that was made of a shape and options, for loops that ask for the same again and
 * again. Options are compared one by one; any that is no primitive could be changed from outside, so
 * nothing is kept then.
 */
export class Recent<Value> {
  #shape: readonly number[] = [];
  #names: readonly string[] = [];
  #options: readonly unknown[] = [];
  #value: Value | undefined;

  /** The value, if it was made of just this. */
  find(shape: readonly number[], options: object): Value | undefined {
    if (this.#value === undefined || !Array.isArray(shape)) return undefined;
    if (shape.length !== this.#shape.length) return undefined;
    for (let axis = 0; axis < shape.length; axis++) {
      if (shape[axis] !== this.#shape[axis]) return undefined;
    }
    let index = 0;
    for (const name in options) {
      const same =
        name === this.#names[index] &&
        (options as Record<string, unknown>)[name] === this.#options[index];
      if (!same) return undefined;
      index++;
    }
    return index === this.#names.length ? this.#value : undefined;
  }

  /** Keeps a value, in place of the one before. */
  keep(shape: readonly number[], options: object, value: Value): Value {
    const given = Object.values(options);
    if (given.some((option) => typeof option === 'object' && option !== null)) return value;
    this.#shape = [...shape];
    this.#names = Object.keys(options);
    this.#options = given;
    this.#value = value;
    return value;
  }
}
