// The suites of `npm test`, `npm run check` and `npm run nodes`, each a project.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from 'vitest/config';

const source = fileURLToPath(new URL('src/index.ts', import.meta.url));
const kernels = fileURLToPath(new URL('src/kernels', import.meta.url));
const minutes = 60_000;

/** Tests of the sources that take seconds each: a suite of their own, which `npm run check` leaves out. */
const slow = [
  'test/properties/hostile.test.ts', // thousands of payloads that lie
  'test/properties/wasm.test.ts', // every kernel against the reference, on arrays at random
  'test/unit/residency.test.ts', // fills WASM's memory
  'test/unit/threads.test.ts', // starts threads
];

/**
 * Imports from the files that define what is used, in place of the index, which imports all: `npm run check`, which asks for
 * it, then finds the few tests that a change can affect. Everywhere else tests import what users do.
 */
function direct(): Plugin {
  const lists = readFileSync(source, 'utf8').matchAll(/^export \{([^}]*)\} from '(.*?)\.js';/gm);
  const namesIn = (list = '') =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
  const places = new Map(
    [...lists].flatMap(([, names, file]) =>
      namesIn(names).map((name) => [name, join(dirname(source), `${file}.ts`)]),
    ),
  );
  return {
    name: 'direct-imports',
    enforce: 'pre',
    transform: (code) =>
      code.replaceAll(/^import \{([^}]*)\} from 'poolscope';/gm, (all, names) => {
        const one = (name: string) =>
          `import { ${name} } from '${places.get(name.split(' ')[0] ?? '') ?? 'poolscope'}';`;
        return namesIn(names).map(one).join(' ') + all.replaceAll(/[^\n]/g, '');
      }),
  };
}

/** Suites of the sources: nothing has to be built for them. */
function ofSources(
  name: string,
  include = [`test/${name}/**/*.test.ts`],
  exclude = slow,
): TestProjectInlineConfiguration {
  return {
    plugins: process.env.POOLSCOPE_CHECK ? [direct()] : [],
    resolve: { alias: { poolscope: source } },
    test: { name, include, exclude },
  };
}

/** The conformance suite again, on what the package gives those who bundle for browsers. */
const browser: TestProjectInlineConfiguration = {
  resolve: {
    alias: [
      { find: 'poolscope', replacement: source },
      { find: /^\.\/build\.js$/, replacement: `${kernels}/build-browser.ts` },
    ],
  },
  test: { name: 'conformance-browser', include: ['test/conformance/**/*.test.ts'] },
};

/** Suites of what was built and installed; each test may start a kernel, a server or a browser. */
function ofTheBuild(name: string): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: 3 * minutes,
      hookTimeout: 3 * minutes,
      expect: { poll: { timeout: minutes / 4 } },
      fileParallelism: false,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      ...['unit', 'properties', 'conformance'].map((name) => ofSources(name)),
      ofSources('slow', slow, []),
      browser,
      ...['types', 'package', 'notebooks', 'start', 'lab', 'jupyter', 'torch'].map(ofTheBuild),
    ],
  },
});
