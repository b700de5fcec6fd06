// AssemblyScript. The natural logarithm, with the same bits on every machine.
// Math.log is here the table-driven one of AssemblyScript's standard library; those of JavaScript
// engines differ.

/** The natural logarithm, within 0.52 ulp. */
export function log(x: f64): f64 {
  return Math.log(x);
}
