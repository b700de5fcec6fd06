// Checks of arguments that are no arrays: options, and names among a few.
import { OptionError } from './errors.js';

/** An option that is one of a few names; the first is the default. */
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
 * Checks that an object holds none but an operation's own options: one without a use is an error,
 * never ignored.
 * @throws OptionError for anything but an object, or for another option
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
