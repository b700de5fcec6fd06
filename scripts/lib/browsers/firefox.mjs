// A Firefox for `npm run test:firefox`: none comes with an npm package.
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from '../problem.mjs';

const names = ['firefox', 'firefox-esr', 'firefox.exe'];
const folders = [
  ...(process.env.PATH ?? '').split(path.delimiter),
  '/Applications/Firefox.app/Contents/MacOS',
  'C:\\Program Files\\Mozilla Firefox',
];

/**
 * The program of an installed Firefox, or the one that `POOLSCOPE_FIREFOX` names.
 *
 * @returns {string}
 * @throws {Problem} one line, where there is none
 */
export function findFirefox() {
  const named = process.env.POOLSCOPE_FIREFOX;
  const candidates = named
    ? [named]
    : folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = candidates.find((file) => fs.existsSync(file));
  if (found !== undefined) return found;
  const where = named ? `POOLSCOPE_FIREFOX=${named} is not there` : 'none is on PATH';
  throw new Problem(`no Firefox: ${where}; install it, or set POOLSCOPE_FIREFOX to its program`);
}
