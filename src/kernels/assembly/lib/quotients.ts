// AssemblyScript. Rows divided by a number, and their square roots.

/**
 * How a vector is divided: a divisor of 2, 4, 8, … by a multiplication, which gives the same bits in
 * a fifth of the time. They are types, since a choice for each vector would do both.
 */
type Multiplied = u16;
type Divided = u8;

/** Whether a division may be `Multiplied`. */
export function isPowerOfTwo(divisor: i32): bool {
  return (divisor & (divisor - 1)) === 0;
}

/** What a vector is multiplied or divided by. */
function factorOf<T, D>(divisor: i32): v128 {
  if (sizeof<D>() === sizeof<Multiplied>()) return v128.splat<T>(<T>1 / <T>divisor);
  return v128.splat<T>(<T>divisor);
}

function quotient<T, D>(value: v128, by: v128): v128 {
  if (sizeof<D>() === sizeof<Multiplied>()) return v128.mul<T>(value, by);
  return v128.div<T>(value, by);
}

/** Divides rows by a number, in place or from elsewhere; not one row more is written. */
export function divide<T>(from: usize, out: usize, rows: i32, divisor: i32): void {
  if (isPowerOfTwo(divisor)) divideRows<T, Multiplied>(from, out, rows, divisor);
  else divideRows<T, Divided>(from, out, rows, divisor);
}

function divideRows<T, D>(from: usize, out: usize, rows: i32, divisor: i32): void {
  const by = factorOf<T, D>(divisor);
  const end = out + <usize>rows * sizeof<T>();
  const shift = from - out;
  for (; out + 16 <= end; out += 16) v128.store(out, quotient<T, D>(v128.load(out + shift), by));
  for (; out < end; out += sizeof<T>()) store<T>(out, load<T>(out + shift) / <T>divisor);
}

/** The square roots of rows, in place. */
export function squareRoots<T>(out: usize, rows: i32): void {
  const end = out + <usize>rows * sizeof<T>();
  for (; out + 16 <= end; out += 16) v128.store(out, v128.sqrt<T>(v128.load(out)));
  for (; out < end; out += sizeof<T>()) store<T>(out, sqrt<T>(load<T>(out)));
}
