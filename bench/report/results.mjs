// What the parts of the benchmark leave in bench/results, from which the page is made.
import fs from 'node:fs';
import path from 'node:path';

/**
 * @typedef {import('../lib/machine.mjs').About} About
 * @typedef {import('../lib/measure.mjs').RowResult} RowResult
 *
 * What one row gave; each may be measured on a day of its own.
 * @typedef {RowResult & { day: string, load?: number }} DatedResult
 *
 * @typedef {object} Rows
 * @property {About['machine']} machine
 * @property {About['versions']} versions
 * @property {{ min: number, median: number, times: number }} start
 * @property {{ bytes: number, gzipped: number }} bundle
 * @property {Record<string, string>} contestants their titles
 * @property {DatedResult[]} results
 *
 * @typedef {object} Report
 * @property {Rows} rows
 * @property {Rows[]} others  the rows on other kinds of processors
 * @property {About & { points: import('../lib/parts.mjs').Point[] }} curves
 * @property {About & { results: (import('../lib/watch.mjs').Watched | import('../lib/watch.mjs').Found)[] }} watch
 * @property {About & { results: import('../lib/stores.mjs').Checked[] }} stores
 * @property {Omit<About, 'versions'> & { results: import('../lib/large-files.mjs').Opened[] }} files
 */

/** @typedef {Exclude<keyof Report, 'others'>} Part */

const folder = path.join('bench', 'results');
/** @param {string} part */
const fileOf = (part) => path.join(folder, `${part}.json`);
/** Where the rows of another kind of processor are. @param {string} processor */
const otherPart = (processor) =>
  `rows-${processor
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}`;

/** @param {string} root @returns {Report} */
export function readReport(root) {
  const read = (/** @type {string} */ part) => readPart(root, part);
  const others = fs
    .readdirSync(path.join(root, folder))
    .filter((name) => /^rows-.*\.json$/.test(name));
  return {
    rows: read('rows'),
    others: others.sort().map((name) => read(path.basename(name, '.json'))),
    curves: read('curves'),
    watch: read('watch'),
    stores: read('stores'),
    files: read('files'),
  };
}

/** @param {string} root @param {string} part */
function readPart(root, part) {
  return JSON.parse(fs.readFileSync(path.join(root, fileOf(part)), 'utf8'));
}

/**
 * @template {Part} Name
 * @param {string} root
 * @param {Name} part
 * @param {Report[Name]} measured
 */
export function writeResults(root, part, measured) {
  write(root, part, measured);
}

/** @param {string} root @param {string} part @param {object} measured */
function write(root, part, measured) {
  const file = path.join(root, fileOf(part));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, inLines(measured));
}

/**
 * Puts what some rows gave in the place of what they gave before; others stay. Another kind of processor
 * than the first has a file of its own.
 *
 * @param {string} root
 * @param {Partial<Rows> & Pick<Rows, 'machine'>} rest what else is new
 * @param {readonly DatedResult[]} results
 */
export function writeRows(root, rest, results) {
  const read = (/** @type {string} */ part) =>
    fs.existsSync(path.join(root, fileOf(part))) ? readPart(root, part) : undefined;
  const { processor } = rest.machine;
  const first = read('rows')?.machine.processor ?? processor;
  const part = first === processor ? 'rows' : otherPart(processor);
  const there = read(part) ?? { results: [] };
  write(root, part, { ...there, ...rest, results: replaced(there.results, results) });
}

/**
 * Results with others in their places, by row, dtype and direction; new ones come last.
 *
 * @param {readonly DatedResult[]} before
 * @param {readonly DatedResult[]} after
 * @returns {DatedResult[]}
 */
export function replaced(before, after) {
  const key = (/** @type {RowResult} */ { row, dtype, work }) => `${row} ${dtype} ${work}`;
  const all = new Map([...before, ...after].map((result) => [key(result), result]));
  return [...all.values()];
}

/**
 * JSON whose lists have one entry a line.
 *
 * @param {object} measured
 */
function inLines(measured) {
  const facts = Object.entries(measured).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${facts.join(',\n')}\n}\n`;
}
