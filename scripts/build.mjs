// `npm run build`: the library, from src to dist: one file for Node, one for browsers, the
// declarations, and the licences of what the files hold of others.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { kernelsLast, minified, pageScript, standIns, withoutUnits } from './lib/bundle/bundle.mjs';
import { buildFrame } from './lib/bundle/frame.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = path.join(root, 'src');
const dist = path.join(root, 'dist');

/** @param {string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1); // what it printed says why
}

node('scripts/assembly.mjs');
fs.rmSync(dist, { recursive: true, force: true });
// by its path: node_modules/.bin/tsc is the older one that tslab brings along
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--emitDeclarationOnly');

// The picture of a display is drawn when it is first asked for, by a file of its own.
const forNode = await bundled('node', {
  index: 'index.ts',
  internal: 'internal.ts',
  store: 'store.ts',
  png: 'view/picture/png.ts',
});
// In a browser each entry is one file: who imports the second needs nothing of the first.
const forBrowsers = await bundled('browser', { browser: 'index.ts' });
await bundled('browser', { 'browser-internal': 'internal.ts' });
// What the extension needs before there is a view, apart from all that draws one.
await bundled('browser', { start: 'start.ts' });
const ofPage = await standalonePage();
await buildFrame(root, dist);
fs.writeFileSync(
  path.join(dist, 'licenses.txt'),
  licencesOf([...forNode, ...forBrowsers, ...ofPage]),
);

/**
 * Writes the page that a view is put into by `toHTML`, in both languages: all but title and payload.
 *
 * @returns {Promise<string[]>} the files that went into it
 */
async function standalonePage() {
  const extension = path.join(root, 'labextension');
  const script = await pageScript(root, 'standalone.ts', 'iife');
  // Nothing in the script may end its element.
  const code = script.code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c').trim();
  const styles = ['standalone.css', 'base.css', 'explorer.css'].map((name) =>
    fs.readFileSync(path.join(extension, 'style', name), 'utf8').trim(),
  );
  const policy =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:";
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>%poolscope-title%</title>
<style>
${styles.join('\n')}
</style>
</head>
<body>
<noscript><p class="poolscope-page-noscript">This page draws with JavaScript, which is off here. In JupyterLab press <b>Trust HTML</b> above it; elsewhere allow scripts for it, or open the file in a browser.</p></noscript>
<script type="application/json" id="poolscope-payload">%poolscope-payload%</script>
<script>
${code}
</script>
</body>
</html>
`;
  fs.writeFileSync(path.join(dist, 'standalone.html'), page);
  return script.moduleIds;
}

/**
 * Writes one platform's bundle; minified for browsers, where each entry is one file.
 *
 * @param {'node' | 'browser'} platform
 * @param {Record<string, string>} entries of src
 * @returns {Promise<string[]>} the files that went into it
 */
async function bundled(platform, entries) {
  const input = Object.entries(entries).map(([name, file]) => [name, path.join(src, file)]);
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(input),
    platform,
    // Its build for Node would look for worker threads, which nothing here uses.
    resolve: { alias: { fflate: 'fflate/browser' } },
    plugins: platform === 'browser' ? [standIns, withoutUnits, kernelsLast] : [],
    // What it says of a machine that is busy is no fault of the build.
    checks: { bundlerTimings: false },
    onLog(_level, log) {
      throw new Error(`build: ${log.message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    format: 'esm',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'common', minShareCount: 2 }] },
    minify: platform === 'browser' && minified,
    // Readers have them in the declarations.
    comments: { jsdoc: false },
  });
  await bundle.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/**
 * The licences of what the build holds of others: the packages that files come from, AssemblyScript's standard library, which
 * the kernels are compiled with, the letters of the pictures, and the walkthroughs' digits.
 *
 * @param {string[]} files
 * @returns {string}
 */
function licencesOf(files) {
  const modules = path.join(root, 'node_modules');
  const folders = files.flatMap((file) => {
    const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
    return folder ? [folder] : [];
  });
  const all = new Set([...folders, path.join(modules, 'assemblyscript')]);
  const texts = [...all].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    const own = fs
      .readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice)/i.test(file))
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
    return `${name} ${version}\n\n${own.length > 0 ? own.join('\n\n') : license}\n`;
  });
  const letters = fs.readFileSync(path.join(root, 'docs', 'licenses', 'dejavu.txt'), 'utf8').trim();
  texts.push(`DejaVu fonts\n\n${letters}\n`);
  texts.push(fs.readFileSync(path.join(root, 'notebooks', 'digits.txt'), 'utf8'));
  return `What was built holds parts of these.\n\n${texts.join('\n\n')}`;
}
