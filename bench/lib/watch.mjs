// The part of the benchmark that is about Python: what `poolscope.watch` and `find` cost.
import { linesOf } from './python-part.mjs';

/**
 * Milliseconds: the least and the median of all.
 *
 * @typedef {{ min: number, median: number }} Times
 *
 * What is measured, and how long it takes: a training step or a pooling call, plain, under `watch`
 * and the first look at what was found; or `find` on arrays.
 * @typedef {{ kind: 'step' | 'pool', name: string, plain: Times, watched: Times, look: Times }} Watched
 * @typedef {{ kind: 'find', name: string, find: Times }} Found
 */

/**
 * Measures it, and prints each as it comes.
 *
 * @param {Pick<import('./parts.mjs').Options, 'clone' | 'bench' | 'signal' | 'quick'>} options
 * @returns {Promise<{ versions: Record<string, string>, results: (Watched | Found)[] }>}
 */
export async function measureWatch({ clone, bench, signal, quick }) {
  /** @type {Record<string, string>} */
  let versions = {};
  /** @type {(Watched | Found)[]} */
  const results = [];
  const args = quick ? ['--quick'] : [];
  const lines = linesOf({ clone, environment: bench, program: 'watch', args, signal });
  for await (const { kind, ...rest } of lines) {
    if (kind === 'versions') {
      versions = rest;
    } else {
      const result = /** @type {Watched | Found} */ ({ kind, ...rest });
      results.push(result);
      console.log(lineOf(result));
    }
  }
  return { versions, results };
}

/** @param {Watched | Found} result */
function lineOf(result) {
  if (result.kind === 'find') return `${result.name}: ${result.find.min.toFixed(1)} ms`;
  const { name, plain, watched, look } = result;
  const times = (watched.min / plain.min).toFixed(2);
  return `${name}: ${plain.min.toFixed(1)} ms, watched ${watched.min.toFixed(1)} ms (${times} times), a look ${look.min.toFixed(1)} ms`;
}
