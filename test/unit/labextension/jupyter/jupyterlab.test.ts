import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// JupyterLab reads the extension's package.json: `dependencies` when it lists what is compatible,
// `sharedPackages` when the page takes JupyterLab's own modules.

const extension = new URL('../../../../labextension/', import.meta.url);
const { dependencies, jupyterlab } = JSON.parse(
  readFileSync(new URL('package.json', extension), 'utf8'),
) as {
  dependencies: Record<string, string>;
  jupyterlab: { sharedPackages: Record<string, { requiredVersion: string }> };
};
const isJupyterLabs = (name: string): boolean => /^@(jupyterlab|lumino)\//.test(name);

describe('what the extension imports from JupyterLab', () => {
  test('is named among its dependencies', () => {
    const src = new URL('src/', extension);
    const imported = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(new URL(file, src), 'utf8').matchAll(/ from '([^']+)'/g)])
      .map(([, name = '']) => name)
      .filter(isJupyterLabs);
    expect(imported).not.toEqual([]);
    expect(imported.filter((name) => !(name in dependencies))).toEqual([]);
  });

  test.each(Object.entries(dependencies).filter(([name]) => isJupyterLabs(name)))(
    'allows the same versions of %s when it is installed and when it runs: %s',
    (name, range) => {
      expect(jupyterlab.sharedPackages[name]?.requiredVersion).toBe(range);
    },
  );
});
