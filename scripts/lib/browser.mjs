// Finds a browser for the tests and the screenshots, and starts it.
import { execFile } from 'node:child_process';
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cloneAt } from './clone.mjs';

const { root, state } = cloneAt();
const remedy = 'set POOLSCOPE_CHROMIUM to the path of a Chrome or Chromium';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser with a fresh profile and checks that it draws text.
 *
 * The browser is the one named by `POOLSCOPE_CHROMIUM`, else an installed Chrome or Chromium, else
 * the one inside the npm package `@sparticuz/chromium`.
 *
 * @returns {Promise<import('playwright-core').Browser>} close it to end its processes
 * @throws {Error} one line that names the browser tried, why it did not start and what to do
 * @example
 * const browser = await openBrowser();
 * const page = await browser.newPage();
 */
export async function openBrowser() {
  const { chromium } = await import('playwright-core');
  const { executablePath, env } = await findBrowser();
  try {
    const browser = await chromium.launch({
      executablePath,
      args: flags,
      env: { ...process.env, ...env },
    });
    await probe(browser).catch(async (error) => {
      await browser.close();
      throw error;
    });
    return browser;
  } catch (error) {
    throw new Error(`browser: ${executablePath} did not start (${cause(error)}); ${remedy}`);
  }
}

/**
 * Where the browser is, and the variables it needs to start there.
 *
 * @returns {Promise<{ executablePath: string, env: Record<string, string> }>}
 * @throws {Error} one line, when there is none or `POOLSCOPE_CHROMIUM` names no program
 */
export async function findBrowser() {
  const named = process.env.POOLSCOPE_CHROMIUM;
  if (named) {
    if (await isProgram(named)) return { executablePath: named, env: {} };
    throw new Error(`browser: POOLSCOPE_CHROMIUM=${named} is not a program; ${remedy}`);
  }
  for (const path of installedPlaces()) {
    if (await isProgram(path)) return { executablePath: path, env: {} };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return unpackBundled();
  throw new Error(
    `browser: no Chrome or Chromium found (${process.platform} ${process.arch}); install one, or ${remedy}`,
  );
}

/** The usual places of an installed Chrome or Chromium on this platform, the first to be preferred. */
function installedPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(process.env.HOME ?? '', 'Applications')].map((folder) =>
        join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
    ];
    return programs.flatMap((program) =>
      folders.flatMap((name) => (process.env[name] ? [join(process.env[name], program)] : [])),
    );
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
  ];
}

/**
 * Unpacks `@sparticuz/chromium` into `.poolscope/`, once a version. The package unpacks into the
 * temporary folder, and its system libraries only where it sees a cloud's variables: a child
 * process is given both. Its fonts.conf names the cloud's folders, so another is written.
 */
async function unpackBundled() {
  const manifest = new URL('../../package.json', import.meta.resolve('@sparticuz/chromium'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const folder = join(state, `chromium-${version}`);
  if (!(await isProgram(join(folder, 'chromium')))) {
    const partial = `${folder}.${process.pid}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const unpack = `
      const { default: chromium } = await import('@sparticuz/chromium');
      await chromium.executablePath();`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd: root,
      env: { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    await writeFile(join(partial, 'fonts', 'fonts.conf'), fontsConf(folder));
    // The folder appears whole or not at all: another run may be unpacking the same one.
    await rename(partial, folder).catch(async (error) => {
      await rm(partial, { recursive: true, force: true });
      if (!(await isProgram(join(folder, 'chromium')))) throw error;
    });
  }
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean);
  return {
    executablePath: join(folder, 'chromium'),
    env: { FONTCONFIG_PATH: join(folder, 'fonts'), LD_LIBRARY_PATH: libraries.join(delimiter) },
  };
}

/** @param {string} folder */
function fontsConf(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

/**
 * A browser without fonts starts, yet draws empty boxes or nothing: wide and narrow letters differ
 * only with real glyphs.
 *
 * @param {import('playwright-core').Browser} browser
 */
async function probe(browser) {
  const page = await browser.newPage();
  await page.setContent(
    '<span style="font: 40px sans-serif">W</span> <span style="font: 40px sans-serif">i</span>',
  );
  const [wide = 0, narrow = 0] = await page
    .locator('span')
    .evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect().width));
  await page.close();
  if (!(wide > narrow && narrow > 0))
    throw new Error('it draws text without glyphs: no font found');
}

/** @param {string} path */
async function isProgram(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * The line of a start-up error that says most: what the dynamic linker or the browser itself wrote.
 *
 * @param {unknown} error
 */
function cause(error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => /error while loading|FATAL|cannot/i.test(line)) ?? lines[0];
}
