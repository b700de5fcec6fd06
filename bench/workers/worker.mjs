// A contestant in a process of its own: takes one JSON line a request, and answers with one.
import fs from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * @typedef {import('../rows/row.mjs').Row & {
 *   dtype: import('../rows/row.mjs').DType, outputShape: number[], x: string, dout: string,
 *   codeBytes: number
 * }} Task `x` and `dout` name files with their elements; a mask's row takes `codeBytes`
 *
 * What a contestant can do of a task; a call's result is made and freed by it.
 * @typedef {object} Prepared
 * @property {() => void} [forward]
 * @property {() => void} [backward]
 * @property {Record<string, () => Float32Array | Float64Array>} results what the calls give
 * @property {() => void} release
 *
 * @typedef {object} Peer
 * @property {Record<string, string>} versions
 * @property {(task: Task, read: (file: string) => Float32Array | Float64Array) => Record<string, Prepared>} prepare
 */

const [name, ...args] = process.argv.slice(2);
const { peer } = await import(`./${name}.mjs`);
/** @type {Peer} */
const { versions, prepare } = await peer(...args);
/** @type {Record<string, Prepared>} */
let prepared = {};
answer(versions);

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...request } = JSON.parse(line);
  if (ask === 'prepare') {
    for (const { release } of Object.values(prepared)) release();
    prepared = request.task ? prepare(request.task, reader(request.task.dtype)) : {};
    answer(
      Object.fromEntries(
        Object.entries(prepared).map(([id, { results }]) => [
          id,
          Object.fromEntries(
            Object.entries(results).map(([work, result]) => [work, digest(result())]),
          ),
        ]),
      ),
    );
  } else {
    answer(timed(/** @type {any} */ (prepared)[request.contestant][request.work], request));
  }
}

/**
 * Calls until the time is up; milliseconds of each call.
 *
 * @param {() => void} call
 * @param {{ milliseconds: number }} options
 */
function timed(call, { milliseconds }) {
  const times = [];
  const end = performance.now() + milliseconds;
  do {
    const began = performance.now();
    call();
    times.push(performance.now() - began);
  } while (performance.now() < end);
  return times;
}

/** @param {import('../rows/row.mjs').DType} dtype */
function reader(dtype) {
  const Elements = dtype === 'float32' ? Float32Array : Float64Array;
  return (/** @type {string} */ file) => new Elements(new Uint8Array(fs.readFileSync(file)).buffer);
}

/**
 * Sums that tell whether two contestants gave the same numbers in the same places; the last is the
 * size of what was added.
 *
 * @param {Float32Array | Float64Array} data channels-last
 */
function digest(data) {
  let sum = 0;
  let placed = 0;
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    const value = /** @type {number} */ (data[i]);
    const part = value * ((i % 251) - 125);
    sum += value;
    placed += part;
    size += Math.abs(part);
  }
  return [sum, placed, size];
}

/** @param {unknown} value */
function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
