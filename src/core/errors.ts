/** What an error says, part by part; `message` joins them as `operation: argument=value problem (derivation); remedy`. */
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

/** The class of every error that the library throws on bad input; its arguments are left as they were. */
export class PoolscopeError extends Error {
  readonly operation: string;
  readonly argument: string;

  constructor(details: ErrorDetails) {
    super(sentence(details));
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

/** Memory that can't be had, or that was given back. */
export class MemoryError extends PoolscopeError {}

function sentence({
  operation,
  argument,
  value,
  problem,
  derivation,
  remedy,
}: ErrorDetails): string {
  const why = derivation === undefined ? '' : ` (${derivation})`;
  return `${operation}: ${argument}=${printed(value)} ${problem}${why}; ${remedy}`;
}

/** How deep arrays in arrays are printed: without an end a hostile value would take hours, or the stack. */
const deepest = 4;
const longest = 60;

/** A value in at most about 60 characters, safe for whatever a caller passed. */
function printed(value: unknown, depth = 0): string {
  if (Array.isArray(value)) {
    if (depth === deepest) return '[…]';
    const head = Array.from(value.slice(0, 8), (item) => printed(item, depth + 1)).join(', ');
    return shortened(`[${head}${value.length > 8 ? ', …' : ''}]`);
  }
  if (typeof value === 'string') return shortened(JSON.stringify(value.slice(0, longest)));
  if (typeof value === 'bigint') return shortened(`${value}n`);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) {
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === 'string' && name !== '' ? shortened(name) : 'an object';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
