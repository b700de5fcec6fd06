// Where Deno lives beside a clone, and its kernel, which runs the TypeScript walkthroughs too.
import fs from 'node:fs';
import path from 'node:path';
import { npm } from './set-up/packages.mjs';

/** @typedef {import('./clone.mjs').Clone} Clone */

/** @param {Clone} clone */
const folderOf = (clone) => path.join(clone.state, 'deno');

/** The folder in which Jupyter finds the kernel `deno`, as JUPYTER_PATH names it. @param {Clone} clone */
export const denoKernels = (clone) => path.join(folderOf(clone), 'share', 'jupyter');

/** What to say before Deno is fetched; nothing once it is there. @param {Clone} clone @returns {string | undefined} */
export const denoNotice = (clone) =>
  fs.existsSync(denoKernels(clone))
    ? undefined
    : 'Deno: npm fetches the binary that scripts/deno pins into .poolscope/deno, about 40 MB, 95 unpacked';

/** Deno and its kernel. @param {Clone} clone @returns {import('./set-up/set-up.mjs').Step} */
export function denoStep(clone) {
  const folder = folderOf(clone);
  return {
    id: 'deno',
    name: 'Deno',
    doing: 'installing what scripts/deno pins into .poolscope/deno',
    done: 'installed what scripts/deno pins into .poolscope/deno',
    from: ['scripts/deno'],
    facts: [process.platform, process.arch, clone.root],
    makes: ['.poolscope/deno/share/jupyter/kernels/deno/kernel.json'],
    async work(run) {
      fs.rmSync(folder, { recursive: true, force: true });
      fs.mkdirSync(folder, { recursive: true });
      for (const name of ['package.json', 'package-lock.json']) {
        fs.copyFileSync(path.join(clone.root, 'scripts', 'deno', name), path.join(folder, name));
      }
      // Its script would only put a second copy of the binary where its command is.
      await npm(run, ['ci', '--ignore-scripts'], folder);
      const kernel = path.join(denoKernels(clone), 'kernels', 'deno');
      fs.mkdirSync(kernel, { recursive: true });
      const spec = {
        argv: [binaryIn(folder), 'jupyter', '--kernel', '--conn', '{connection_file}'],
        display_name: 'Deno',
        language: 'typescript',
        // It keeps what it compiles there, and asks for no newer version.
        env: { DENO_DIR: path.join(folder, 'cache'), DENO_NO_UPDATE_CHECK: '1' },
      };
      fs.writeFileSync(path.join(kernel, 'kernel.json'), JSON.stringify(spec));
    },
  };
}

/** Deno's binary: npm installs that of the platform alone. @param {string} folder */
function binaryIn(folder) {
  const place = path.join(folder, 'node_modules', '@deno');
  const [platform = ''] = fs.readdirSync(place);
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return path.join(place, platform, name);
}
