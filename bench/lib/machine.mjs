// The machine that is measured on, in general words.
import os from 'node:os';

/**
 * When and where something was measured, with which versions.
 *
 * @typedef {object} About
 * @property {string} day
 * @property {{ processor: string, cores: number, memoryInGiB: number, system: string }} machine
 * @property {number} load     of other work when it began: how many processes wanted a core
 * @property {number} minutes  how long it took
 * @property {Record<string, string>} versions
 *
 * @typedef {Omit<About, 'minutes' | 'versions'>} Here
 */

/** @returns {Here} */
export function here() {
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: {
      processor: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryInGiB: Math.round(os.totalmem() / 2 ** 30),
      system: `${os.type()} ${os.arch()}`,
    },
    load: Number((os.loadavg()[0] ?? Number.NaN).toFixed(1)),
  };
}
