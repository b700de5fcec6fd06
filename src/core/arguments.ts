// Checks of options: one of a few names, and no unknown names.
import { DTypeError, OptionError } from './errors.js';

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

/** A class, whatever its constructor takes. */
type Class<Instance> = abstract new (...given: never[]) => Instance;

/** Whether a value is of a class; what can't be asked, such as a proxy that throws, is not. */
export function isA<Instance>(value: unknown, type: Class<Instance>): value is Instance {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** Whether a value is an object that can be read, which a proxy may refuse, and has a part. */
function isReadable(value: unknown, part?: string): value is object {
  try {
    return (
      typeof value === 'object' && Object.keys(value!) && (part === undefined || part in value!)
    );
  } catch {
    return false;
  }
}

/**
 * Checks that an argument is an object that can be read, and has a part.
 * @throws OptionError unless it is an object, DTypeError unless it is one with that part
 */
export function checkReadable(
  operation: string,
  argument: string,
  value: unknown,
  remedy: string,
  problem = 'is not an object',
  part?: string,
): asserts value is object {
  if (isReadable(value, part)) return;
  const Kind = part === undefined ? OptionError : DTypeError;
  throw new Kind({ operation, argument, value, problem, remedy });
}

/** @throws DTypeError unless an argument is a function */
export function checkFunction(
  operation: string,
  argument: string,
  value: unknown,
  remedy: string,
): void {
  if (typeof value === 'function') return;
  throw new DTypeError({ operation, argument, value, problem: 'is not a function', remedy });
}

/**
 * Checks that an object holds only options that the operation takes: a misspelt or useless option
 * is an error, it is never ignored.
 * @throws OptionError for a value that is not an object, or for an unknown option
 */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  const remedy = names.includes('kernelSize')
    ? 'give { kernelSize: 2, stride: 2 }'
    : `give an object, with ${names.join(', ')}`;
  checkReadable(operation, 'options', options, remedy);
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
