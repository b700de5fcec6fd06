// `npm run build`: the library, from src to dist: one file for Node, one for browsers, the
// declarations, and the licences of what the files hold of others.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = path.join(root, 'src');
const dist = path.join(root, 'dist');

/** An error's name is its class's, and messages name the classes of values: those stay. */
const named = { keepNames: { class: true, function: false } };

/** @param {string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

node('scripts/assembly.mjs');
fs.rmSync(dist, { recursive: true, force: true });
// by its path: node_modules/.bin/tsc is the older one that tslab brings along
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--emitDeclarationOnly');

/**
 * In the browser's bundle a file `x-browser.ts` stands for `x.ts` beside it.
 *
 * @type {import('rolldown').Plugin}
 */
const standIns = {
  name: 'stand-ins',
  async resolveId(source, importer, options) {
    const found = await this.resolve(source, importer, options);
    const other = found?.id.replace(/\.ts$/, '-browser.ts');
    return found && other !== found.id && fs.existsSync(String(other)) ? other : found;
  },
};

// The picture of a display is drawn when it is first asked for, by a file of its own.
const forNode = await bundled({
  platform: 'node',
  input: { index: path.join(src, 'index.ts'), png: path.join(src, 'view', 'png.ts') },
  minify: false,
});
const forBrowsers = await bundled({
  platform: 'browser',
  input: { browser: path.join(src, 'index.ts') },
  minify: true,
});
// What the extension needs before there is a view, apart from all that draws one.
await bundled({
  platform: 'browser',
  input: { 'mime-type': path.join(src, 'view', 'mime-type.ts') },
  minify: true,
});
fs.writeFileSync(path.join(dist, 'licenses.txt'), licencesOf([...forNode, ...forBrowsers]));

/**
 * Writes one platform's bundle.
 *
 * @param {{ platform: 'node' | 'browser', input: Record<string, string>, minify: boolean }} options
 * @returns {Promise<string[]>} the files that went into it
 */
async function bundled({ platform, input, minify }) {
  const bundle = await rolldown({
    cwd: root,
    input,
    platform,
    // Its build for Node would look for worker threads, which nothing here uses.
    resolve: { alias: { fflate: 'fflate/browser' } },
    plugins: platform === 'browser' ? [standIns] : [],
    onLog(_level, log) {
      throw new Error(`build: ${log.message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    format: 'esm',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'common', minShareCount: 2 }] },
    minify: minify && { mangle: named, compress: named, codegen: true },
  });
  await bundle.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/**
 * The licences of the packages that files come from.
 *
 * @param {string[]} files
 * @returns {string}
 */
function licencesOf(files) {
  const folders = files.flatMap((file) => {
    const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
    return folder ? [folder] : [];
  });
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    return `${name} ${version}\n\n${fs.readFileSync(path.join(folder, 'LICENSE'), 'utf8').trim()}\n`;
  });
  return `The files of this folder hold parts of these packages.\n\n${texts.join('\n\n')}`;
}
