import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MIME_TYPE } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { pythonEnv } from '../../scripts/lib/python.mjs';
import { torchClone } from '../../scripts/lib/torch.mjs';
import { tslabNotebook } from '../notebooks/tslab-notebook.js';

// `poolscope/store` in a notebook of tslab: what it writes, Python's zarr and check_store read; what
// Python's watch wrote, it reads.

interface Output {
  readonly text?: string;
  readonly evalue?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const clone = cloneAt();
const execute = promisify(execFile);
const runner = fileURLToPath(new URL('../notebooks/run.py', import.meta.url));

/** Two steps of a pooling without ties, of which x and din are known by their sums. */
const writing = `
import json, sys
import poolscope, torch
from torch import nn
model = nn.MaxPool2d(2)
with poolscope.watch(model, store=sys.argv[1]):
    for step in range(2):
        x = torch.arange(3 * 2 * 4 * 4.0).reshape(3, 2, 4, 4).add(step).requires_grad_()
        (model(x) * (step + 1)).sum().backward()
`;

const reading = `
import json, sys
import poolscope, zarr
group = zarr.open_group(sys.argv[1], mode="r")["0"]
report = poolscope.check_store(sys.argv[1], progress=False)
[wrong] = [one for one in report.calls[0].findings if one.severity == "error" and one.name == "din-differs"]
print(json.dumps({
    "x": group["x"][...].tolist(), "dout": group["dout"][...].tolist(), "steps": group["steps"][...].tolist(),
    "place": [*report.calls[0].step_of(wrong), *wrong.index(0)],
}))
`;

const cells = [
  `import * as ps from 'poolscope';
import { createStore, openStore, viewOfEntry } from 'poolscope/store';
const [python] = await openStore('python.zarr');
const shown = [];
for (let entry = 0; entry < python.entries; entry++) {
  const { view } = await viewOfEntry(python, entry);
  const sum = (values) => [...values].reduce((all, value) => all + value, 0);
  shown.push([sum(view.x.data), sum(view.dout.data), sum(view.din.data)]);
}
console.log(JSON.stringify({ steps: python.steps, shown }));`,
  `const last = await viewOfEntry(python, 5);
ps.show(last.view);`,
  `const store = createStore('tslab', { model: 'Net' });
for (const step of [0, 1]) {
  const x = ps.tensor([[[[1 + step], [3]], [[2], [0]]], [[[8], [5]], [[6], [7]]]]);
  const { output, mask } = ps.maxPool(x, { kernelSize: 2 });
  const din = ps.maxPoolBackward(output, mask);
  if (step === 1) din.data[7] += 1;
  store.add([{ name: 'pool', x, mask, dout: output, din }]);
}`,
  `const steps: string = python.steps;`,
];

let folder: string;
let outputs: readonly (readonly Output[])[];
let python: { x: number[]; dout: number[]; steps: number[][]; place: number[] };

beforeAll(async () => {
  // Below the clone, from whose node_modules tslab takes the library.
  folder = mkdtempSync(join(clone.state, 'store-tslab-'));
  const run = (program: string, name: string): Promise<{ stdout: string }> =>
    execute(torchClone(clone).python, ['-c', program, join(folder, name)]);
  await run(writing, 'python.zarr');
  // The last cell is wrong, and must be reported.
  writeFileSync(join(folder, 'notebook.ipynb'), tslabNotebook(cells));
  const { stdout } = await execute(clone.python, [runner, join(folder, 'notebook.ipynb')], {
    env: { ...pythonEnv(clone), JUPYTER_PREFER_ENV_PATH: '1' },
    maxBuffer: 2 ** 26,
  });
  const executed = JSON.parse(stdout) as { cells: { outputs?: Output[] }[] };
  outputs = executed.cells.map((cell) => cell.outputs ?? []);
  python = JSON.parse((await run(reading, 'tslab')).stdout);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (cell: number): string =>
  (outputs[cell] ?? []).map(({ text = '', evalue = '' }) => [text].flat().join('') + evalue).join();

describe('a cell of tslab', () => {
  test('reads each entry of what Python wrote', () => {
    // An entry has 32 cells, from 32·n + step on; its 8 windows get step + 1 each.
    const due = [0, 1].flatMap((step) =>
      [0, 1, 2].map((n) => [32 * (32 * n + step) + (31 * 32) / 2, 8 * (step + 1), 8 * (step + 1)]),
    );
    expect(JSON.parse(said(0))).toEqual({
      steps: [
        { step: 0, first: 0, entries: 3 },
        { step: 1, first: 3, entries: 3 },
      ],
      shown: due,
    });
  });

  test('shows an entry in the explorer', () => {
    const payload = outputs[1]?.[0]?.data?.[MIME_TYPE];
    expect(payload).toMatchObject({ kind: 'pool' });
  });

  test('writes what Python reads', () => {
    expect(said(2)).toBe('');
    expect(python.steps).toEqual([
      [0, 0, 2],
      [1, 2, 2],
    ]);
    expect(python.x.flat(3)).toEqual([1, 3, 2, 0, 8, 5, 6, 7, 2, 3, 2, 0, 8, 5, 6, 7]);
    expect(python.dout.flat(3)).toEqual([3, 8, 3, 8]);
    // The last cell of the second step, whose gradient was changed: step, entry in it, then the index.
    expect(python.place).toEqual([1, 1, 3, 1, 1, 0]);
  });

  test('has the types of poolscope/store, none of them any', () => {
    expect(said(3)).toMatch(/is not assignable to type 'string'/);
  });
});
