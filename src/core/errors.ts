// The library's error classes, and the sentence that every error says.
/**
 * The parts of an error's message, which reads
 * `operation: argument=value problem (derivation); remedy`.
 */
export interface ErrorDetails {
  /** The function that was called, as the caller wrote it: `maxPool`. */
  operation: string;
  /** The argument at fault: `kernelSize[1]`. */
  argument: string;
  value: unknown;
  problem: string;
  /** The numbers that the problem follows from: `3 + 1 + 0`. */
  derivation?: string;
  remedy: string;
}

/**
 * The base class of every error that the library throws on bad input. A call that throws one has
 * not changed its arguments.
 */
export class PoolscopeError extends Error {
  readonly operation: string;
  readonly argument: string;

  constructor(details: ErrorDetails) {
    super(formatMessage(details));
    this.name = new.target.name;
    this.operation = details.operation;
    this.argument = details.argument;
  }
}

/** A shape, rank, length or index that does not fit. */
export class ShapeError extends PoolscopeError {}

/** A dtype that is unknown, or that the operation does not take. */
export class DTypeError extends PoolscopeError {}

/** An option or value outside what is allowed. */
export class OptionError extends PoolscopeError {}

/** Memory that can't be allocated, or that was disposed of. */
export class MemoryError extends PoolscopeError {}

function formatMessage({
  operation,
  argument,
  value,
  problem,
  derivation,
  remedy,
}: ErrorDetails): string {
  const why = derivation === undefined ? '' : ` (${oneLine(derivation, longestPart)})`;
  return `${oneLine(operation)}: ${oneLine(argument)}=${formatValue(value)} ${oneLine(problem, longestPart)}${why}; ${oneLine(remedy, longestPart)}`;
}

/** How deep nested arrays are printed: a hostile value could be nested without limit. */
const maxDepth = 4;
const maxLength = 60;
/** Arguments, problems and remedies may quote names and texts that came from outside. */
const longestArgument = 120;
const longestPart = 300;

/** What would break a line, or turn it round: control characters, line and direction marks. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text on one line, with escapes for what would not stay on it, of so many characters at most. */
export function oneLine(text: string, most: number = longestArgument): string {
  // No more than can be printed is looked at.
  const printed = text
    .slice(0, most + 1)
    .replace(unprintable, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return truncate(printed, most);
}

/** Formats any value on one line, in about 60 characters at most. */
export function formatValue(value: unknown): string {
  try {
    return formatReadable(value, 0);
  } catch {
    return 'an object'; // a proxy that can't be asked
  }
}

function formatReadable(value: unknown, depth: number): string {
  if (Array.isArray(value)) {
    if (depth === maxDepth) return '[…]';
    const head = Array.from(value.slice(0, 8), (item) => formatReadable(item, depth + 1)).join(
      ', ',
    );
    return truncate(`[${head}${value.length > 8 ? ', …' : ''}]`);
  }
  if (typeof value === 'string')
    return truncate(oneLine(JSON.stringify(value.slice(0, maxLength))));
  if (typeof value === 'bigint') return truncate(`${value}n`);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return truncate(oneLine(String(value)));
  if (typeof value === 'object' && value !== null) {
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === 'string' && name !== '' ? truncate(oneLine(name)) : 'an object';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function truncate(text: string, most = maxLength): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
