// The rows of what was measured, and how they are printed.

/** @type {[string, string, string][]} what, measured, asked for */
const rows = [];

/**
 * Adds a row.
 *
 * @param {string} what
 * @param {string} measured
 * @param {string} [asked] empty where nothing is asked for
 */
export function report(what, measured, asked = '') {
  rows.push([what, measured, asked]);
}

/** Prints all rows. */
export function printReport() {
  const widest = Math.max(...rows.map(([what]) => what.length));
  for (const [what, measured, asked] of rows) {
    console.log(`${what.padEnd(widest)}  ${measured.padStart(10)}  ${asked}`);
  }
}

/**
 * The main thread's work for each of so many moves, and how much of it is scripts, style and layout.
 *
 * @param {import('../../test/fixtures/page-memory.mjs').Cpu} cpu
 * @param {number} times
 */
export function cpuText({ task, script, style, layout }, times) {
  const [all, ...parts] = [task, script, style, layout].map((time) => (time / times).toFixed(1));
  return `${all} ms (${parts.join(', ')})`;
}

/** @param {number} time */
export function ms(time) {
  return `${time.toFixed(1)} ms`;
}
