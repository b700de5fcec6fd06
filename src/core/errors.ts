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
  const why = derivation === undefined ? '' : ` (${derivation})`;
  return `${operation}: ${argument}=${formatValue(value)} ${problem}${why}; ${remedy}`;
}

/** How deep nested arrays are printed: a hostile value could be nested without limit. */
const maxDepth = 4;
const maxLength = 60;

/** Formats any value in about 60 characters at most. */
function formatValue(value: unknown, depth = 0): string {
  if (Array.isArray(value)) {
    if (depth === maxDepth) return '[…]';
    const head = Array.from(value.slice(0, 8), (item) => formatValue(item, depth + 1)).join(', ');
    return truncate(`[${head}${value.length > 8 ? ', …' : ''}]`);
  }
  if (typeof value === 'string') return truncate(JSON.stringify(value.slice(0, maxLength)));
  if (typeof value === 'bigint') return truncate(`${value}n`);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) {
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === 'string' && name !== '' ? truncate(name) : 'an object';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function truncate(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}
