// The part of the benchmark that is about large files in the viewer: how long until the first heatmap of
// one is there, what is fetched for it, and what the page holds then; in a real browser on a real JupyterLab.
import fs from 'node:fs';
import path from 'node:path';
import { random, writeNpy } from 'poolscope';
import * as zarr from 'zarrita';
import { startLab } from '../../test/fixtures/lab.mjs';
import { followPeak, heapOf } from '../../test/fixtures/page-memory.mjs';
import { makeSafetensors } from '../../test/fixtures/safetensors.mjs';
import { median } from '../report/statistics.mjs';

/**
 * One file: milliseconds from the command that opens it to the frame that shows it, where it is the first
 * file of its page and where another was open before; the bytes and requests that it took; and by how much
 * what the page's scripts hold grew, garbage included while it opened, and without garbage thereafter.
 *
 * @typedef {object} Opened
 * @property {'opened'} kind
 * @property {string} name
 * @property {number} bytes
 * @property {{ min: number, median: number }} first
 * @property {{ min: number, median: number }} next
 * @property {number} fetched
 * @property {number} requests
 * @property {number} peak
 * @property {number} held
 */

/** So many pages are opened for each file. */
const rounds = 5;

const side = 512;

/**
 * Files of 10 GB, of which only what is drawn was written: the rest are holes, or chunks that are missing.
 *
 * @param {string} folder
 * @returns {Promise<{ name: string, file: string, title: string, bytes: number }[]>}
 */
async function makeFiles(folder) {
  const shape = [8, 25_000, 25_000];
  const bytes = 2 * 8 * 25_000 ** 2;
  const header = { x: { dtype: 'BF16', shape, data_offsets: [0, bytes] } };
  const start = makeSafetensors(header, 0);
  const file = fs.openSync(path.join(folder, 'large.safetensors'), 'w');
  fs.writeSync(file, start);
  const values = Float32Array.from(random(0).randn(side, side).data);
  const halves = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
  for (let row = 0; row < side; row++) {
    const part = halves.subarray(side * row, side * (row + 1));
    fs.writeSync(file, part, 0, undefined, start.length + 2 * 25_000 * row);
  }
  fs.ftruncateSync(file, start.length + bytes);
  fs.closeSync(file);

  const packed = { name: 'zstd', configuration: { level: 1, checksum: false } };
  const plain = { name: 'bytes', configuration: { endian: 'little' } };
  const grid = [40, 8000, 8000];
  for (const [name, codecs] of /** @type {const} */ ([
    ['plain', [plain]],
    ['packed', [plain, packed]],
  ])) {
    const array = await zarr.create(zarr.root(writerTo(path.join(folder, `${name}.zarr`))), {
      shape: grid,
      chunkShape: [1, 256, 256],
      dtype: 'float32',
      codecs: [...codecs],
    });
    const drawn = [0, zarr.slice(0, side), zarr.slice(0, side)];
    await zarr.set(array, drawn, { data: values, shape: [side, side], stride: [side, 1] });
  }
  const large = 4 * 40 * 8000 ** 2;
  return [
    { name: '`.safetensors`, bf16', file: 'large.safetensors', title: 'x', bytes },
    ...[
      { name: 'Zarr, plain chunks of 256 × 256', title: 'plain.zarr' },
      { name: 'Zarr, the same by zstd', title: 'packed.zarr' },
    ].map(({ name, title }) => ({ name, file: `${title}/zarr.json`, title, bytes: large })),
  ];
}

/** A folder for zarrita to write to. @param {string} folder */
function writerTo(folder) {
  return {
    get: async () => undefined,
    /** @type {(key: string, bytes: Uint8Array) => Promise<void>} */
    set: async (key, bytes) => {
      const file = path.join(folder, key);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, bytes);
    },
  };
}

/**
 * Measures them, and prints each as it comes.
 *
 * @returns {Promise<Opened[]>}
 */
export async function measureLargeFiles() {
  const lab = await startLab();
  try {
    const files = await makeFiles(lab.notebooks);
    const small = { file: 'small.npy', title: 'small' };
    fs.writeFileSync(path.join(lab.notebooks, small.file), writeNpy(random(1).randn(8, 8)));
    /** @type {Opened[]} */
    const opened = [];
    for (const { name, file, title, bytes } of files) {
      /** @type {{ first: number[], next: number[] }} */
      const { first, next } = { first: [], next: [] };
      let about = { fetched: 0, requests: 0, peak: 0, held: 0 };
      for (let round = 0; round < rounds; round++) {
        first.push((await openIn(lab, [{ file, title }])).time);
        const { time, ...rest } = await openIn(lab, [small, { file, title }]);
        next.push(time);
        about = rest;
      }
      const timesOf = (/** @type {number[]} */ times) => ({
        min: Number(Math.min(...times).toFixed(1)),
        median: Number(median(times).toFixed(1)),
      });
      /** @type {Opened} */
      const result = {
        kind: 'opened',
        name,
        bytes,
        first: timesOf(first),
        next: timesOf(next),
        ...about,
      };
      opened.push(result);
      console.log(
        `${name}: ${result.first.median} ms, beside another ${result.next.median} ms; ${about.requests} requests, ${(about.fetched / 1e6).toFixed(1)} MB fetched, peak ${(about.peak / 1e6).toFixed(1)} MB, held ${(about.held / 1e6).toFixed(1)} MB`,
      );
    }
    return opened;
  } finally {
    await lab.end();
  }
}

/**
 * Opens files, one after the other, in a page of their own; tells of the last.
 *
 * @param {import('../../test/fixtures/lab.mjs').Lab} lab
 * @param {readonly { readonly file: string, readonly title: string }[]} files
 */
async function openIn(lab, files) {
  const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
  let [fetched, requests] = [0, 0];
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/files/')) return;
    fetched += Number(response.headers()['content-length'] ?? 0);
    requests++;
  });
  try {
    await page.goto(lab.address('').replace('/tree/', ''));
    await page.waitForFunction(() => Reflect.get(globalThis, 'jupyterapp')?.restored !== undefined);
    await page.evaluate(() => Reflect.get(globalThis, 'jupyterapp').restored.then(() => {}));
    await page.waitForTimeout(2000);
    for (const file of files.slice(0, -1)) await page.evaluate(openFile, file);
    await page.waitForTimeout(500);
    [fetched, requests] = [0, 0];
    const before = await heapOf(page);
    const peak = await followPeak(page);
    const time = await page.evaluate(openFile, /** @type {typeof files[number]} */ (files.at(-1)));
    const most = await peak();
    return {
      time,
      fetched,
      requests,
      peak: Math.max(0, most - before),
      held: Math.max(0, (await heapOf(page)) - before),
    };
  } finally {
    await page.close();
  }
}

/**
 * Opens a file as a double click would, and waits for the frame that shows its heatmap.
 *
 * @param {{ readonly file: string, readonly title: string }} of what its title begins with
 */
async function openFile({ file, title }) {
  const start = performance.now();
  const { commands } = Reflect.get(globalThis, 'jupyterapp');
  // Not waited for: what counts is what is on screen.
  void commands.execute('docmanager:open', { path: file });
  const isShown = () =>
    Array.from(
      document.querySelectorAll('.poolscope-file[data-ready="true"] .poolscope-title'),
    ).some((one) => one.checkVisibility() && one.textContent?.startsWith(`${title} [`));
  while (!isShown()) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}
