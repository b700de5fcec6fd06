// What a step was made from, as a hash. Home-made and dependency-free, since it says whether npm ci has to run.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Made by tools, never an input. */
const madeByTools = /^(node_modules|generated|__pycache__)$/;

/**
 * A hash of files and folders of `root`, names and contents, and of facts beside them. What is missing counts as missing.
 *
 * @param {string} root
 * @param {string[]} inputs
 * @param {string[]} [facts]
 */
export function hashOf(root, inputs, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of inputs.flatMap((input) => filesIn(root, input)).sort()) {
    hash.update(`\0${file}\0`);
    const full = path.join(root, file);
    if (fs.existsSync(full)) hash.update(fs.readFileSync(full));
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} input @returns {string[]} */
function filesIn(root, input) {
  const full = path.join(root, input);
  if (!fs.statSync(full, { throwIfNoEntry: false })?.isDirectory()) return [input];
  return fs
    .readdirSync(full)
    .filter((name) => !madeByTools.test(name))
    .flatMap((name) => filesIn(root, path.posix.join(input, name)));
}

/**
 * Writes a file as a whole or not at all, and not if it already says just this.
 *
 * @param {string} file
 * @param {string} text
 * @param {{ mode?: number }} [options]
 */
export function writeWhole(file, text, { mode } = {}) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    fs.writeFileSync(part, text, { mode, flush: true });
    fs.renameSync(part, file);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}
