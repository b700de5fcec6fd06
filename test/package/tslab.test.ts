import { execFile } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { pythonEnv } from '../../scripts/lib/python.mjs';
import { tslabNotebook } from '../notebooks/tslab-notebook.js';
import { Installed } from './installed.js';

// A notebook in a folder that holds the packed library, tslab and nothing of this repository: the
// kernel is installed by the README's command and run by nbclient, as JupyterLab would. There the
// walkthroughs run too, as the launcher's card puts them.

interface Output {
  readonly output_type: string;
  readonly text?: string;
  readonly evalue?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const clone = cloneAt();
const runner = fileURLToPath(new URL('../notebooks/run.py', import.meta.url));
const execute = promisify(execFile);

const cells = [
  `import * as ps from 'poolscope';
const x = ps.tensor([[[[1], [3]], [[2], [0]]]]);
const { output, mask } = ps.maxPool(x, { kernelSize: 2 });
output.data`,
  'x.data.reduce((sum, value) => sum + value)',
  'ps.show(ps.explore({ x: x, mask: mask, dout: output }));',
  'x',
  'ps.show(ps.explore({ x: x, mask: mask, dout: output }), { html: true });',
  `const shape: string = x.shape;
ps.maxPol(x, { kernelSize: 2 });`,
];

let installed: Installed;
let outputs: readonly (readonly Output[])[];
beforeAll(async () => {
  installed = await Installed.install();
  installed.add('tslab');
  const { folder } = installed;
  const kernel = ['--binary', join(folder, 'node_modules', '.bin', 'tslab')];
  const place = ['--python', clone.python, '--prefix', folder];
  await execute('npx', ['--offline', 'tslab', 'install', ...kernel, ...place], { cwd: folder });
  // The last line is wrong, and must be reported.
  installed.write('notebook.ipynb', tslabNotebook(cells));
  outputs = await run('notebook.ipynb');
});
afterAll(() => installed?.remove());

describe('in a notebook of tslab, beside the installed package', () => {
  test('a cell computes', () => {
    expect(text(0)).toContain('Float64Array(1) [ 3 ]');
  });

  test('a tensor’s elements have the methods of an array', () => {
    expect(text(1)).toContain('6');
  });

  test('types are checked, and none is any', () => {
    expect(errors(5)).toContain("Type 'readonly number[]' is not assignable to type 'string'");
    expect(errors(5)).toContain("Property 'maxPol' does not exist");
  });

  test('a view is displayed whole: the payload, a picture and a line of text', () => {
    const [{ data }] = outputs[2] as [Output];
    expect(Object.keys(data ?? {}).sort()).toEqual([
      'application/vnd.poolscope.v1+json',
      'image/png',
      'text/plain',
    ]);
    expect(data?.['application/vnd.poolscope.v1+json']).toMatchObject({ version: 1, kind: 'pool' });
  });

  test('the explorer as HTML comes along where it is asked for', () => {
    const [{ data }] = outputs[4] as [Output];
    expect([data?.['text/html']].flat().join('')).toMatch(
      /<img .*<iframe .* sandbox="allow-scripts allow-downloads"/s,
    );
  });

  test('a tensor as a cell’s last value is displayed', () => {
    expect(outputs[3]?.some(({ data }) => data && 'image/png' in data)).toBe(true);
  });
});

describe('the walkthroughs, in a folder of their own there', () => {
  const names = readdirSync(clone.notebooks).filter((name) => /\.(ipynb|npy)$/.test(name));
  const inTypeScript = names.filter((name) => /^0[12]-/.test(name));

  test('are two', () => expect(inTypeScript.length).toBe(2));

  test.each(inTypeScript)('%s runs from top to bottom', async (name) => {
    const place = 'poolscope-walkthroughs';
    for (const one of names) {
      cpSync(join(clone.notebooks, one), join(installed.folder, place, one));
    }
    // A cell that fails ends the run.
    expect((await run(join(place, name))).flat().length).toBeGreaterThan(5);
  });
});

/** Runs a notebook of the folder; what its cells give. */
async function run(name: string): Promise<Output[][]> {
  const { folder } = installed;
  const { stdout } = await execute(clone.python, [runner, join(folder, name)], {
    env: { ...pythonEnv(clone), JUPYTER_PATH: join(folder, 'share', 'jupyter') },
    maxBuffer: 2 ** 28,
  });
  const { cells } = JSON.parse(stdout) as { cells: { outputs?: Output[] }[] };
  return cells.map(({ outputs = [] }) => outputs);
}

function text(cell: number): string {
  return (outputs[cell] ?? []).map(({ text = '' }) => text).join('');
}

function errors(cell: number): string {
  return (outputs[cell] ?? []).map(({ text = '', evalue = '' }) => text + evalue).join('\n');
}
