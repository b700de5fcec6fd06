// WebKitGTK's driver and a screen for it, for `npm run test:webkit`: no npm package brings them along.
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from '../problem.mjs';

/** Each program, and the Debian package that has it. */
const packages = /** @type {const} */ ({
  WebKitWebDriver: 'webkit2gtk-driver',
  Xvfb: 'xvfb',
});

/**
 * The programs on PATH.
 *
 * @param {string} [searched] the folders, as in PATH
 * @returns {Record<keyof typeof packages, string>}
 * @throws {Problem} one line that names what is missing
 */
export function findWebKit(searched = process.env.PATH ?? '') {
  const folders = searched.split(path.delimiter);
  /** @type {(name: string) => string | undefined} */
  const find = (name) =>
    folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  const found = { WebKitWebDriver: find('WebKitWebDriver'), Xvfb: find('Xvfb') };
  const { WebKitWebDriver, Xvfb } = found;
  if (WebKitWebDriver !== undefined && Xvfb !== undefined) return { WebKitWebDriver, Xvfb };
  const missing = Object.entries(packages).filter(([name]) => !find(name));
  throw new Problem(
    `no WebKitGTK to drive: ${missing.map(([name]) => name).join(' and ')} not on PATH; Debian has ${missing.map(([, name]) => name).join(' and ')}`,
  );
}
