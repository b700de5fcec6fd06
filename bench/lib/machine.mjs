// The machine that is measured on, in general words.
import fs from 'node:fs';
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
      processor: processor(),
      cores: os.availableParallelism(),
      memoryInGiB: Math.round(os.totalmem() / 2 ** 30),
      system: `${os.type()} ${os.arch()}`,
    },
    load: Number((os.loadavg()[0] ?? Number.NaN).toFixed(1)),
  };
}

/** The processor's name, and what tells kinds of one name apart: its family, and how wide its vectors are. */
function processor() {
  const name = os.cpus()[0]?.model.trim() ?? 'unknown';
  const list = '/proc/cpuinfo';
  const facts = fs.existsSync(list) ? fs.readFileSync(list, 'utf8') : '';
  const family = /^cpu family\s*: (\d+)$/m.exec(facts)?.[1];
  const flags = /^flags\s*: (.*)$/m.exec(facts)?.[1]?.split(' ') ?? [];
  const vectors = flags.includes('avx512f') ? 'AVX-512' : flags.includes('avx2') ? 'AVX2' : '';
  const own = [family && `family ${family}`, vectors].filter(Boolean).join(', ');
  return own === '' ? name : `${name} (${own})`;
}
