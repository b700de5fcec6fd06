import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// Which room may import which: data flows one way, and imports follow it. A room is a folder; `.` is
// the top, whose files put the rooms together. Each row names all that its room imports, so a new
// arrow is a decision, and one that nothing needs any more is struck out.

const library = {
  core: [],
  'core/bytes': ['core'],
  memory: ['core', 'core/bytes'],
  tensor: ['core', 'core/bytes', 'memory'],
  window: ['core', 'tensor'],
  'window/mask': ['core', 'memory', 'tensor', 'window'],
  kernels: ['core', 'memory', 'window', 'window/mask'],
  'kernels/assembly': [
    'memory',
    'kernels/assembly/axes',
    'kernels/assembly/lib',
    'kernels/assembly/ops',
  ],
  'kernels/assembly/axes': ['memory', 'kernels/assembly/lib'],
  'kernels/assembly/lib': ['memory'],
  'kernels/assembly/ops': ['memory', 'kernels/assembly/lib'],
  ops: ['core', 'memory', 'tensor', 'window', 'window/mask', 'kernels'],
  'formats/zip': ['core', 'core/bytes'],
  formats: ['core', 'core/bytes', 'tensor', 'formats/zip'],
  'formats/tensors': ['core', 'formats'],
  'formats/zarr': ['core', 'formats'],
  'findings/counts': ['core', 'tensor', 'window', 'window/mask', 'ops'],
  'findings/finding': ['core', 'findings/counts'],
  'findings/kinds': [
    'core',
    'tensor',
    'window',
    'window/mask',
    'findings/counts',
    'findings/finding',
  ],
  findings: [
    'core',
    'tensor',
    'window',
    'window/mask',
    'findings/counts',
    'findings/finding',
    'findings/kinds',
  ],
  'view/model': ['core', 'tensor', 'window', 'window/mask', 'findings/counts', 'findings/finding'],
  'view/wire/codecs': ['core', 'core/bytes', 'tensor', 'window', 'findings/counts', 'view/model'],
  'view/wire': [
    'core',
    'tensor',
    'window',
    'window/mask',
    'formats',
    'findings/kinds',
    'view/model',
    'view/wire/codecs',
  ],
  'view/picture': ['core', 'core/bytes', 'findings/finding', 'view/model'],
  view: [
    'core',
    'tensor',
    'window',
    'window/mask',
    'formats',
    'findings',
    'findings/counts',
    'findings/finding',
    'view/model',
    'view/wire',
    'view/wire/codecs',
  ],
  store: [
    'core',
    'core/bytes',
    'tensor',
    'window',
    'window/mask',
    'formats',
    'formats/zarr',
    'view',
  ],
  'view/host': ['core', 'core/bytes', 'tensor', 'window/mask', 'view', 'view/wire', 'view/picture'],
  '.': [
    'core',
    'memory',
    'tensor',
    'window',
    'window/mask',
    'kernels',
    'ops',
    'formats',
    'formats/tensors',
    'formats/zarr',
    'formats/zip',
    'findings',
    'findings/counts',
    'findings/finding',
    'findings/kinds',
    'view',
    'view/model',
    'view/wire',
    'view/wire/codecs',
    'view/picture',
    'view/host',
    'store',
  ],
};

const extension = {
  ui: [],
  'plot/canvas': ['ui'],
  plot: ['ui', 'plot/canvas'],
  'plot/line': ['ui', 'plot', 'plot/canvas'],
  panel: ['ui', 'plot', 'plot/canvas', 'plot/line'],
  view: ['ui', 'plot', 'panel'],
  'explorer/model': ['plot', 'panel'],
  'explorer/sentences': ['ui', 'explorer/model'],
  'explorer/loops': ['ui', 'explorer/model'],
  'explorer/shown': ['ui', 'plot/canvas', 'panel', 'explorer/model', 'explorer/sentences'],
  'explorer/cards': ['ui', 'plot/canvas', 'panel', 'explorer/model', 'explorer/sentences'],
  'explorer/rail': ['ui', 'plot/canvas', 'explorer/model'],
  'explorer/matrix': ['ui', 'plot', 'plot/canvas', 'panel', 'explorer/model', 'explorer/panes'],
  'explorer/panes': ['ui', 'panel', 'explorer/model', 'explorer/loops', 'explorer/shown'],
  'explorer/pair': [
    'ui',
    'plot',
    'plot/canvas',
    'panel',
    'view',
    'explorer/model',
    'explorer/sentences',
    'explorer/shown',
  ],
  explorer: [
    'ui',
    'plot',
    'panel',
    'view',
    'explorer/model',
    'explorer/sentences',
    'explorer/loops',
    'explorer/shown',
    'explorer/cards',
    'explorer/rail',
    'explorer/matrix',
    'explorer/panes',
  ],
  'open-view': ['ui', 'view', 'explorer', 'explorer/pair'],
  jupyter: ['ui', 'view', 'open-view'],
  'files/source': ['ui', 'panel', 'view'],
  'files/zarr': ['ui', 'files/source'],
  'files/bodies': ['ui', 'panel', 'view', 'open-view', 'files/source'],
  files: ['ui', 'view', 'open-view', 'jupyter', 'files/source', 'files/zarr', 'files/bodies'],
  walkthroughs: ['ui', 'jupyter'],
  page: ['ui', 'view', 'open-view', 'jupyter'],
  '.': ['ui', 'jupyter', 'files', 'walkthroughs'],
};

/** What a file's code imports, types included: relative paths alone. */
function importsOf(code: string): string[] {
  const statements = /(?:from|import)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?'(\.[^']+)'/g;
  return [...code.matchAll(statements)].map(([, path = '']) => path);
}

/** The files of a tree of sources, from its top, each with those that it imports. */
function filesIn(folder: string): Map<string, string[]> {
  const top = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  const names = readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((name) => normalize(name).replaceAll('\\', '/'))
    .filter((name) => /\.ts$/.test(name) && !/\.d\.ts$|generated\//.test(name));
  return new Map(
    names.map((name) => {
      const imported = importsOf(readFileSync(join(top, name), 'utf8'))
        .map((path) => relative(top, join(top, dirname(name), path)).replace(/\.js$/, ''))
        .map((path) => (path.endsWith('.ts') ? path : `${path}.ts`));
      return [name, imported.filter((path) => names.includes(path))];
    }),
  );
}

/** The first way from something back to itself along arrows; undefined where there is none. */
function circleIn(arrows: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (at: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(at)) return [...path.slice(path.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const next of arrows.get(at) ?? []) {
      const found = visit(next, [...path, at]);
      if (found !== undefined) return found;
    }
    done.add(at);
    return undefined;
  };
  for (const start of arrows.keys()) {
    const found = visit(start, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe.each([
  ['src', library, []],
  ['labextension/src', extension, ['open-view']],
] as const)('the imports of %s', (folder, table, alone) => {
  const files = filesIn(folder);
  const roomOf = (file: string): string => {
    const single = alone.find((name) => file === `${name}.ts`);
    return single ?? dirname(file);
  };
  const rows = new Map<string, readonly string[]>(Object.entries(table));
  const arrows = [...files].flatMap(([file, imported]) =>
    imported.map((other) => ({ file, other, from: roomOf(file), to: roomOf(other) })),
  );

  test('are read from every file of every room', () => {
    expect([...new Set([...files.keys()].map(roomOf))].sort()).toEqual([...rows.keys()].sort());
    expect(arrows.length).toBeGreaterThan(files.size);
  });

  test('go from room to room only as the table says', () => {
    const against = arrows
      .filter(({ from, to }) => from !== to && !rows.get(from)?.includes(to))
      .map(({ file, other }) => `${file} imports ${other}`);
    expect(against).toEqual([]);
  });

  test('need every arrow of the table', () => {
    const unused = [...rows].flatMap(([from, others]) =>
      others
        .filter((to) => !arrows.some((arrow) => arrow.from === from && arrow.to === to))
        .map((to) => `${from} → ${to}`),
    );
    expect(unused).toEqual([]);
  });

  test('never come back: no circle of files, none of rooms', () => {
    expect(circleIn(files)).toBeUndefined();
    expect(circleIn(rows)).toBeUndefined();
  });
});

describe('the search for circles', () => {
  test('finds one, however long', () => {
    const arrows = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['d', 'b']],
    ]);
    expect(circleIn(arrows)).toEqual(['b', 'c', 'b']);
  });

  test('takes two ways to one place for none', () => {
    const arrows = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
    ]);
    expect(circleIn(arrows)).toBeUndefined();
  });
});
