import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { denoKernels } from '../../scripts/lib/deno.mjs';
import { pythonEnv } from '../../scripts/lib/python.mjs';
import { testNotebooks } from '../notebooks/notebook.js';
import { Installed } from '../package/installed.js';

const clone = cloneAt();
const env = { JUPYTER_PATH: denoKernels(clone) };

describe('the walkthroughs of tslab’s kernel, on Deno’s', () => {
  testNotebooks('tslab', '01-max-pool-backprop.ipynb', { name: 'deno', env });
});

// In a folder that holds the packed library and nothing of this repository.

const cells = [
  `import * as ps from 'poolscope';
const x = ps.tensor([[[[1], [3]], [[2], [0]]]]);
const { output, mask } = ps.maxPool(x, { kernelSize: 2 });`,
  'ps.explore({ x, mask, dout: output })', // the shorthand that tslab can't read
  'x',
  'mask',
  'ps.show(ps.heatmap(x), { html: true })',
  'console.log(x, { x })',
];

interface Output {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

let installed: Installed;
let outputs: readonly (readonly Output[])[];
beforeAll(async () => {
  installed = await Installed.install();
  installed.write('notebook.ipynb', JSON.stringify(notebook()));
  const runner = fileURLToPath(new URL('../notebooks/run.py', import.meta.url));
  const args = [runner, '--kernel', 'deno', `${installed.folder}/notebook.ipynb`];
  const options = { env: { ...pythonEnv(clone), ...env }, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(clone.python, args, options);
  const { cells } = JSON.parse(stdout) as { cells: { outputs: Output[] }[] };
  outputs = cells.map(({ outputs }) => outputs);
});
afterAll(() => installed?.remove());

const payload = 'application/vnd.poolscope.v1+json';

describe('a cell’s last value', () => {
  test.each([
    [1, 'view', 'pool', /^Max pooling.*: x float64 \[1, 2, 2, 1\], mask bool \[1, 4\]/],
    [2, 'tensor', 'heatmap', /^Tensor float64 \[1, 2, 2, 1\]$/],
    [3, 'mask', 'mask', /^Mask \[1, 4\] of \[1, 2, 2, 1\]/],
  ])('in cell %i, a %s, is displayed whole, and then printed', (cell, _, kind, printed) => {
    const [shown, result] = outputs[cell] as [Output, Output];
    expect(shown.output_type).toBe('display_data');
    expect(Object.keys(shown.data ?? {}).sort()).toEqual([payload, 'image/png', 'text/plain']);
    expect(shown.data?.[payload]).toMatchObject({ version: 1, kind });
    expect(shown.metadata?.['image/png']).toMatchObject({ alt: expect.any(String) });
    expect(result.output_type).toBe('execute_result');
    expect(Object.keys(result.data ?? {})).toEqual(['text/plain']);
    expect([result.data?.['text/plain']].flat().join('')).toMatch(printed);
  });
});

test('show adds the explorer as HTML where it is asked for', () => {
  const [{ data }] = outputs[4] as [Output];
  expect([data?.['text/html']].flat().join('')).toContain('<iframe ');
});

test('what a cell prints itself is a line, and no display', () => {
  const [printed, ...others] = outputs[5] as [Output];
  expect(others).toEqual([]);
  expect([printed.text].flat().join('')).toBe(
    'Tensor float64 [1, 2, 2, 1] { x: Tensor float64 [1, 2, 2, 1] }\n',
  );
});

function notebook(): unknown {
  const shared = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'deno', display_name: 'Deno' } },
    cells: cells.map((source, at) => ({ ...shared, id: `cell-${at}`, source })),
  };
}
