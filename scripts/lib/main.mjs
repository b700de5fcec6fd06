// What all commands have in common: how they end, by themselves, by an error or by Ctrl-C.
import { cloneAt } from './clone.mjs';
import { lineOf, Said, Stopped } from './problem.mjs';
import { endSignal } from './processes/ended.mjs';
import { outputOn } from './progress.mjs';

/**
 * What a command gets: the clone, its own arguments, where its lines go, and a signal that is aborted when it is to end.
 *
 * @typedef {import('./progress.mjs').Output
 *   & { clone: import('./clone.mjs').Clone, args: string[], signal: AbortSignal }} Context
 */

/** Runs a command; what it throws is one line and the exit code. @param {string} [name] @param {string[]} args */
export async function main(name, ...args) {
  const clone = cloneAt();
  // A terminal that closes takes its output along; what was started still has to be ended.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    const { command } = await import(`../commands/${name}.mjs`);
    await command({ clone, args, signal: endSignal(), ...outputOn(process.stdout) });
  } catch (error) {
    if (error instanceof Said) return console.log(error.message);
    console.error(lineOf(error, clone.state));
    process.exitCode = error instanceof Stopped ? 130 : 1;
  }
}
