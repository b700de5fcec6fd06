// `npm run build`: the library, from src to dist.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

node('scripts/assembly.mjs');
fs.rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
// by its path: node_modules/.bin/tsc is the older one that tslab brings along
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
