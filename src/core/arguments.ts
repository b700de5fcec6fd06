// Checks of options: one of a few names, and no unknown names.
import { OptionError } from './errors.js';

/**
 * Checks an option that must be one of a few names.
 * @returns the name, or the first of `names` where the option was left out
 * @throws OptionError for any other value
 */
export function checkChoice<Name extends string>(
  operation: string,
  argument: string,
  value: unknown,
  names: readonly [Name, ...Name[]],
): Name {
  if (value === undefined) return names[0];
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new OptionError({
    operation,
    argument,
    value,
    problem: 'is unknown',
    remedy: `use ${names.map((name) => `'${name}'`).join(', ')}`,
  });
}

/**
 * Checks that an object holds only options that the operation takes: a misspelt or useless option
 * is an error, it is never ignored.
 * @throws OptionError for a value that is not an object, or for an unknown option
 */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError({
      operation,
      argument: 'options',
      value: options,
      problem: 'is not an object',
      remedy: names.includes('kernelSize')
        ? 'give { kernelSize: 2, stride: 2 }'
        : `give an object, with ${names.join(', ')}`,
    });
  }
  for (const [name, value] of Object.entries(options)) {
    if (names.includes(name)) continue;
    throw new OptionError({
      operation,
      argument: `options.${name}`,
      value,
      problem: 'is not an option',
      remedy: `use ${names.join(', ')}`,
    });
  }
}
