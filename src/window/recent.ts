// A cache of one value, for loops that repeat the same call.
/**
 * Keeps the last value made from a shape and options, for loops that repeat the same call. Options
 * are compared one by one. If one is an object or an array, nothing is kept: the caller could
 * change it.
 */
export class Recent<Value> {
  #shape: readonly number[] = [];
  #names: readonly string[] = [];
  #options: readonly unknown[] = [];
  #value: Value | undefined;

  /** The value, if it was made from the same shape and options. */
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

  /** Keeps a value instead of the previous one. */
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
