// How a command says what it does. Home-made and dependency-free, since it tells of npm ci too.
const aliveEvery = 10_000;
const frames = ['|', '/', '-', '\\'];

/**
 * Where progress goes. `log` gets a whole line; `live`, on a terminal only, what the current line shows now.
 *
 * @typedef {{ log: (line: string) => void, live?: ((line: string) => void) | undefined }} Output
 */

/** To the terminal: one line per step, and the step at work shown in place. @param {NodeJS.WriteStream} stream @returns {Output} */
export function outputOn(stream) {
  if (!stream.isTTY) return { log: (line) => stream.write(`${line}\n`) };
  const clear = '\r\u001b[2K';
  return {
    log: (line) => stream.write(`${clear}${line}\n`),
    live: (line) => stream.write(`${clear}${line.slice(0, (stream.columns || 80) - 1)}`),
  };
}

/**
 * Does the work of one step and says so in one line: what it is, what it did, how long it took.
 * While it works, a terminal shows the seconds; elsewhere a line comes every ten.
 *
 * @template T
 * @param {Output} output
 * @param {{ name: string, doing: string, done: string }} words
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step({ log, live }, { name, doing, done }, work) {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let turn = 0;
  const show = live
    ? () => live(`${frames[turn++ % frames.length]} ${name}: ${doing} (${elapsed().toFixed(0)} s)`)
    : () => log(`  ${name}: still ${doing} (${elapsed().toFixed(0)} s)`);
  if (live) show();
  const timer = setInterval(show, live ? 250 : aliveEvery);
  try {
    const result = await work();
    log(`${name}: ${done} (${elapsed().toFixed(1)} s)`);
    return result;
  } catch (error) {
    live?.('');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
