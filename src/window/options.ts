// The options of poolings: their types, names, defaults and checks.
import { checkChoice, checkOptions } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';

/** Which cells of a row count as its maximum when several are equal. */
export type Ties = 'first' | 'last' | 'all';

/** What a NaN does: `propagate` makes it win, as in PyTorch; `ignore` never lets it win. */
export type NanRule = 'propagate' | 'ignore';

/** Padding as the caller writes it: a number, one per axis, `[[low, high], …]`, or a name. */
export type Padding =
  | number
  | readonly number[]
  | readonly (readonly [number, number])[]
  | 'valid'
  | 'same'
  | 'same-lower';

/**
 * Which windows there are: sizes and steps, named as in PyTorch. As there, a list of one entry is
 * for every axis.
 */
export interface WindowOptions {
  /** Cells of a window along each spatial axis. */
  kernelSize: number | readonly number[];
  /** Step from window to window; by default `kernelSize`. */
  stride?: number | readonly number[];
  /**
   * Cells added on each side; they are never real. By default 0. Each side is less than the effective
   * kernel, `dilation·(kernelSize−1)+1`: more than the half of a window at which PyTorch stops.
   */
  padding?: Padding;
  /** Step between the cells of a window; by default 1. */
  dilation?: number | readonly number[];
  /** Whether a last, partial window counts; by default false. */
  ceilMode?: boolean;
}

/** Who wins a window. */
export interface WinnerOptions {
  /** By default `first`. */
  ties?: Ties;
  /** By default `propagate`. */
  nan?: NanRule;
}

/** All options that a geometry carries; each operation takes those that it uses. */
export interface PoolOptions extends WindowOptions, WinnerOptions {
  /** Whether an average's divisor counts padded cells; by default true. */
  countIncludePad?: boolean;
}

/**
 * The options in full: one number per axis, padding as `[low, high]`. `windows` accepts this form
 * too.
 */
export interface ResolvedOptions {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;
  readonly ties: Ties;
  readonly nan: NanRule;
  readonly countIncludePad: boolean;
}

/** The names of `WindowOptions`. */
export const windowOptions: readonly string[] = [
  'kernelSize',
  'stride',
  'padding',
  'dilation',
  'ceilMode',
] satisfies (keyof WindowOptions)[];

/** The names of `WinnerOptions`. */
export const winnerOptions: readonly string[] = ['ties', 'nan'] satisfies (keyof WinnerOptions)[];

/** The names of `Ties` and of `NanRule`, the default first. */
export const tiesNames: readonly [Ties, ...Ties[]] = ['first', 'last', 'all'];
export const nanNames: readonly [NanRule, ...NanRule[]] = ['propagate', 'ignore'];

const poolOptions = [...windowOptions, ...winnerOptions, 'countIncludePad'];

/**
 * Checks each option and fills in its default. `padding` is resolved separately: it depends on the
 * input's size.
 * @throws OptionError for an unknown option, a size that is not a positive integer, an unknown name
 */
export function resolveOptions(
  operation: string,
  options: PoolOptions,
  rank: number,
): Omit<ResolvedOptions, 'padding'> {
  checkOptions(operation, options, poolOptions);
  return {
    kernelSize: resolvePerAxis(operation, 'kernelSize', options.kernelSize, rank),
    stride: resolvePerAxis(operation, 'stride', options.stride ?? options.kernelSize, rank),
    dilation: resolvePerAxis(operation, 'dilation', options.dilation ?? 1, rank),
    ceilMode: checkFlag(operation, 'ceilMode', options.ceilMode, false),
    ties: checkChoice(operation, 'ties', options.ties, tiesNames),
    nan: checkChoice(operation, 'nan', options.nan, nanNames),
    countIncludePad: checkFlag(operation, 'countIncludePad', options.countIncludePad, true),
  };
}

/**
 * Resolves padding given in numbers to `[low, high]` per axis.
 * @param extent the effective kernel of each axis, `dilation·(kernelSize−1)+1`: each side must be
 *   less
 * @throws OptionError for any other padding
 */
export function resolvePaddingSides(
  operation: string,
  padding: unknown,
  extent: readonly number[],
): [number, number][] {
  const given: unknown = padding;
  if (Array.isArray(given) && given.length !== 1 && given.length !== extent.length) {
    throw new OptionError({
      operation,
      argument: 'padding',
      value: given,
      problem: `has ${given.length} entries for ${extent.length} spatial axes`,
      remedy: 'give one number, one an axis, or [low, high] an axis',
    });
  }
  return extent.map((reach, axis) => {
    const at = Array.isArray(given) && given.length === 1 ? 0 : axis;
    const own: unknown = Array.isArray(given) ? given[at] : given;
    const sides: unknown[] = Array.isArray(own) ? own : [own, own];
    const name = Array.isArray(given) ? `padding[${at}]` : 'padding';
    if (sides.length !== 2) {
      throw new OptionError({
        operation,
        argument: name,
        value: own,
        problem: 'is not a pair',
        remedy: 'give [low, high]',
      });
    }
    const side = (which: 0 | 1): number => {
      const size = sides[which];
      const argument = Array.isArray(own) ? `${name}[${which}]` : name;
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
        throw new OptionError({
          operation,
          argument,
          value: size,
          problem: 'is not a number of cells',
          remedy: "give an integer of 0 or more, 'valid', 'same' or 'same-lower'",
        });
      }
      if (size >= reach) {
        throw new OptionError({
          operation,
          argument,
          value: size,
          problem: `is not less than the effective kernel ${extent[axis]}`,
          derivation: 'dilation·(kernelSize−1)+1; a window could lie in the padding alone',
          remedy: 'reduce padding or use a larger window',
        });
      }
      return size;
    };
    return [side(0), side(1)];
  });
}

function resolvePerAxis(
  operation: string,
  argument: string,
  value: unknown,
  rank: number,
): number[] {
  const given: unknown = value;
  if (Array.isArray(given) && given.length !== 1 && given.length !== rank) {
    throw new OptionError({
      operation,
      argument,
      value: given,
      problem: `has ${given.length} numbers for ${rank} spatial axes`,
      remedy: 'give one number, or one an axis',
    });
  }
  const listed: unknown[] = Array.isArray(given) ? given : [given];
  const numbers: unknown[] = listed.length === 1 ? new Array(rank).fill(listed[0]) : listed;
  return numbers.map((size, axis) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 1) return size;
    throw new OptionError({
      operation,
      argument: Array.isArray(given) ? `${argument}[${axis}]` : argument,
      value: size,
      problem: 'is not a positive integer',
      remedy: 'give an integer of 1 or more',
    });
  });
}

function checkFlag(
  operation: string,
  argument: string,
  value: unknown,
  fallback: boolean,
): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new OptionError({
    operation,
    argument,
    value,
    problem: 'is not a boolean',
    remedy: 'give true or false',
  });
}

/** Splits an operation's options from `out`, which says where the result goes. */
export function splitOut<Options extends { out?: unknown }>(
  options: Options,
): [Omit<Options, 'out'>, Options['out']] {
  if (typeof options !== 'object' || options === null) return [options, undefined];
  const { out, ...others } = options;
  return [others, out];
}
