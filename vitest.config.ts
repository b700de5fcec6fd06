// The suites of `npm test`, `npm run check` and `npm run nodes`, each a project.
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const src = fileURLToPath(new URL('src', import.meta.url));
const minutes = 60_000;

/** The library's sources, in place of what is built of them. */
const sources = [
  { find: /^poolscope$/, replacement: `${src}/index.ts` },
  { find: /^poolscope\/internal$/, replacement: `${src}/internal.ts` },
  { find: /^poolscope\/store$/, replacement: `${src}/store.ts` },
  { find: /^poolscope\/start$/, replacement: `${src}/start.ts` },
];

/** Tests of the sources that take seconds each: a suite of their own, which `npm run check` leaves out. */
const slow = [
  'test/properties/hostile.test.ts', // thousands of payloads that lie
  'test/properties/wasm.test.ts', // every kernel against the reference, on arrays at random
  'test/unit/memory/residency.test.ts', // fills WASM's memory
  'test/unit/memory/threads.test.ts', // starts threads
  'test/unit/view/picture/png.test.ts', // draws and reads large pictures
  'test/unit/view/picture/shared.test.ts', // the same
];

/** Tests that need a fresh process: one replaces a module, the other counts what WASM memory holds. */
const alone = ['test/unit/view/host/display.test.ts', 'test/unit/examples.test.ts'];

/** Suites of the sources: nothing has to be built for them. */
function ofSources(
  name: string,
  include = [`test/${name}/**/*.test.ts`],
  exclude = [...slow, ...alone],
): TestProjectInlineConfiguration {
  // One slow moment of a machine fails no run, and is named where it ends; what is drawn at random fails for good.
  const retry = ['properties', 'slow'].includes(name) ? 0 : 1;
  const test = { name, include, exclude, testTimeout: minutes, retry };
  return { resolve: { alias: sources }, test };
}

/** The conformance suite again, on what the package gives those who bundle for browsers. */
const browser: TestProjectInlineConfiguration = {
  resolve: {
    alias: [...sources, { find: /^\.\/build\.js$/, replacement: `${src}/memory/build-browser.ts` }],
  },
  test: {
    name: 'conformance-browser',
    include: ['test/conformance/**/*.test.ts'],
    testTimeout: minutes,
  },
};

/** Suites of what was built and installed; each test may start a kernel, a server or a browser. */
function ofTheBuild(name: string): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      // On a machine that is three times as slow as usual a test still ends in time.
      testTimeout: 5 * minutes,
      hookTimeout: 5 * minutes,
      expect: { poll: { timeout: minutes } },
      // Each file has a JupyterLab and a browser of its own, which wait more than they work.
      fileParallelism: ['lab', 'site', 'jupyter'].includes(name),
      // JupyterLab moves the focus on its own times.
      retry: 1,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      ...['unit', 'properties', 'conformance'].map((name) => ofSources(name)),
      ofSources('alone', alone, []),
      ofSources('slow', slow, []),
      browser,
      ...[
        'types',
        'package',
        'notebooks',
        'start',
        'site',
        'lab',
        'jupyter',
        'torch',
        'marimo',
        'kernels',
        'firefox',
        'webkit',
      ].map(ofTheBuild),
    ],
  },
});
