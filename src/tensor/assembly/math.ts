// AssemblyScript. Math.log here is the table-driven logarithm of its standard library, the same
// bits on every machine; a JavaScript engine's own is free to differ.

/** The natural logarithm, within 0.52 ulp. */
export function log(x: f64): f64 {
  return Math.log(x);
}
