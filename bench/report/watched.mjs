// What is asked of `poolscope.watch` and `find`, beside what was measured.
import { mark, milliseconds, table, times } from './markdown.mjs';

/**
 * @typedef {import('../lib/watch.mjs').Watched} Watched
 * @typedef {import('../lib/watch.mjs').Found} Found
 */

/** A training step under `watch` takes at most so many times as long. @type {Record<string, number>} */
const steps = {
  'a small network': 1.5,
  'ResNet18, batch 32': 1.3,
  'GoogLeNet, batch 16': 1.6,
};
/** A pooling call and the look at what was found: at most so many times as long, or milliseconds. */
const call = { times: 10, milliseconds: 20 };
/** `find` takes at most so many milliseconds. */
const find = 100;

/**
 * What is asked of a result, in words, what was measured, and whether it is met.
 *
 * @param {Watched | Found} result
 * @returns {{ asked: string, measured: string, met: boolean }}
 */
export function watchVerdict(result) {
  if (result.kind === 'find') {
    const { min } = result.find;
    return { asked: `at most ${find} ms`, measured: `${milliseconds(min)} ms`, met: min <= find };
  }
  const { name, plain, watched, look } = result;
  if (result.kind === 'step') {
    const [value, asked] = [watched.min / plain.min, steps[name] ?? Number.NaN];
    return { asked: `at most ${asked}×`, measured: `${times(value)}×`, met: value <= asked };
  }
  const whole = watched.min + look.min;
  return {
    asked: `at most ${call.times}×, or ${call.milliseconds} ms`,
    measured: `${times(whole / plain.min)}×`,
    met: whole <= call.times * plain.min || whole <= call.milliseconds,
  };
}

/** @param {readonly (Watched | Found)[]} results */
export function watchTable(results) {
  const head = ['what', 'plain, ms', 'watched, ms', 'the first look, ms', 'asked', 'measured'];
  const titles = { step: 'a training step of ', pool: '', find: '`find`, max pooling ' };
  const lines = results.map((result) => {
    const { asked, measured, met } = watchVerdict(result);
    const own =
      result.kind === 'find'
        ? ['', '', '']
        : [result.plain, result.watched, result.look].map(({ min }) => milliseconds(min));
    return [`${titles[result.kind]}${result.name}`, ...own, asked, `${measured} ${mark(met)}`];
  });
  return table(head, lines);
}
