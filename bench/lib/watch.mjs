// The part of the benchmark that is about Python: what `poolscope.watch` and `find` cost.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnv } from '../../scripts/lib/python.mjs';

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
  const child = spawn(
    bench.python,
    [path.join(clone.root, 'bench', 'watch'), ...(quick ? ['--quick'] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...pythonEnv(bench),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: path.join(clone.root, 'labextension'),
      },
    },
  );
  const end = () => child.kill();
  signal.addEventListener('abort', end);
  const ended = new Promise((resolve) => child.once('close', resolve));
  /** @type {Record<string, string>} */
  let versions = {};
  /** @type {(Watched | Found)[]} */
  const results = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { kind, ...rest } = JSON.parse(line);
      if (kind === 'versions') {
        versions = rest;
      } else {
        results.push({ kind, ...rest });
        console.log(lineOf(/** @type {Watched | Found} */ ({ kind, ...rest })));
      }
    }
    if (signal.aborted) throw signal.reason;
    if ((await ended) !== 0) throw new Error('bench: watch ended; its message is above');
    return { versions, results };
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** @param {Watched | Found} result */
function lineOf(result) {
  if (result.kind === 'find') return `${result.name}: ${result.find.min.toFixed(1)} ms`;
  const { name, plain, watched, look } = result;
  const times = (watched.min / plain.min).toFixed(2);
  return `${name}: ${plain.min.toFixed(1)} ms, watched ${watched.min.toFixed(1)} ms (${times} times), a look ${look.min.toFixed(1)} ms`;
}
