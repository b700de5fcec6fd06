// `npm run bench:scale -- --gb 10`: figures of `check_store`, in the environment that `npm run torch` makes.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
const python = path.join(root, '.poolscope/torch', bin);
const args = [path.join(root, 'bench/scale.py'), ...process.argv.slice(2)];
const { status, error } = spawnSync(python, args, { stdio: 'inherit', cwd: root });
if (error) console.error(`${python} is not there: run \`npm run torch\` first`);
process.exitCode = status ?? 1;
