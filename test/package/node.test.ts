import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Installed } from './installed.js';

let package_: Installed;
beforeAll(async () => {
  package_ = await Installed.install();
});
afterAll(() => package_?.remove());

/** A program that prints the maximum of 1, 3, 2, the backend that computed it, and the name of an error. */
const work = `
  const { output } = ps.maxPool(ps.tensor([[[1], [3], [2]]]), { kernelSize: 3 });
  let error;
  try { ps.tensor([1, 2], [3]) } catch (caught) { error = caught.name }
  console.log(JSON.stringify({ backend: ps.backend(), output: output.toArray(), error }));`;
const worked = { backend: 'wasm', output: [[[3]]], error: 'ShapeError' };

describe('the installed package', () => {
  test('can be imported', async () => {
    const program = `import * as ps from 'poolscope'; ${work}`;
    expect(await package_.run(program, '--input-type=module')).toEqual(worked);
  });

  test('can be required, as notebooks do', async () => {
    const program = `const ps = require('poolscope'); ${work}`;
    expect(await package_.run(program, '--no-warnings')).toEqual(worked);
  });

  test('has a file for bundlers of browser code, which works in Node too', async () => {
    const program = `import * as ps from 'poolscope'; ${work}`;
    const flags = ['--input-type=module', '--conditions=browser'];
    expect(await package_.run(program, ...flags)).toEqual(worked);
  });

  test('has the same exports for Node and for browsers', async () => {
    const names = `console.log(JSON.stringify(Object.keys(await import('poolscope')).sort()))`;
    const forNode = await package_.run(names, '--input-type=module');
    const forBrowsers = await package_.run(names, '--input-type=module', '--conditions=browser');
    expect(forNode).toContain('maxPoolBackward');
    expect(forBrowsers).toEqual(forNode);
  });

  test.each([
    ['WebAssembly is missing', 'globalThis.WebAssembly = undefined'],
    [
      'WebAssembly has no SIMD',
      'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError() } }',
    ],
  ])('computes with the reference where %s', async (_, stub) => {
    const program = `${stub}; const ps = await import('poolscope'); ${work}`;
    for (const condition of ['node', 'browser']) {
      const flags = ['--input-type=module', `--conditions=${condition}`];
      expect(await package_.run(program, ...flags)).toEqual({ ...worked, backend: 'reference' });
    }
  });

  test('computes the same bits with two threads, which don’t keep the process alive', async () => {
    const program = `
      import { createHash } from 'node:crypto';
      import * as ps from 'poolscope';
      const data = Float32Array.from({ length: 8 * 112 * 112 * 32 }, (_, i) => (i * 7919) % 1021);
      const x = ps.tensor(data, [8, 112, 112, 32]).to('wasm');
      const digest = () => ps.tidy(() => {
        const { output, mask } = ps.maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
        const din = ps.maxPoolBackward(output, mask);
        return createHash('sha256').update(output.data).update(mask.data).update(din.data).digest('hex');
      });
      const alone = digest();
      const threads = await ps.setThreads(2);
      console.log(JSON.stringify({ threads, same: digest() === alone }));`;
    const flags = ['--input-type=module'];
    expect(await package_.run(program, ...flags)).toEqual({ threads: 2, same: true });
  });

  test('has no dependencies, and names the licences of the code in its files', () => {
    const { dependencies } = JSON.parse(package_.read('package.json'));
    expect(dependencies).toBeUndefined();
    for (const name of ['fast-png', 'fflate', 'iobuffer']) {
      expect(package_.read('dist/licenses.txt')).toMatch(
        new RegExp(`^${name} [0-9.]+\n\n.*MIT License`, 'ms'),
      );
    }
  });
});
