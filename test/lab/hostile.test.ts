import { encode, explore, heatmap, MIME_TYPE, maxPool, tensor } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { hostilePayloads } from '../vectors/hostile/corpus.js';
import { NotebookPage } from './notebook-page.js';

// The worst payloads, in a notebook that is not trusted, in a real browser: each output holds one
// readable line, nothing runs, and the views beside them still work.

const attacks = [
  '<img src=x onerror="globalThis.hacked = true">',
  '<a href="javascript:globalThis.hacked = true">x</a>',
  'javascript:globalThis.hacked = true',
  '<svg onload="globalThis.hacked = true">',
];
const x = tensor(
  Float64Array.from({ length: 32 }, (_, i) => (i * 7) % 11),
  [1, 4, 4, 2],
);
const { output, mask } = maxPool(x, { kernelSize: 2 });
// Bits of 4096 by 4096 zeros: small to send, and more than can be drawn.
const bits = `${'A'.repeat(2_796_203)}=`;
const endless = {
  ...encode(heatmap(tensor([true]))),
  arrays: { value: { dtype: 'bool', shape: [4096, 4096], data: bits } },
};
const payloads = hostilePayloads();

let lab: Lab;
let notebook: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  writeNotebook(lab, 'hostile.ipynb', [
    ...payloads.map(({ text }) => outputCell(text)),
    outputCell(endless),
    ...attacks.map((title) => ({
      source: '',
      data: { [MIME_TYPE]: encode(explore({ x, mask, dout: output, title })) },
    })),
  ]);
  notebook = await NotebookPage.open(lab, 'hostile.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

async function message(cell: number): Promise<string> {
  const alert = (await notebook.view(cell)).root.getByRole('alert');
  await alert.waitFor();
  return (await alert.textContent()) ?? '';
}

describe('a payload from a stranger', () => {
  test.each(payloads.map(({ name, says }, cell) => ({ name, says, cell })))(
    'that holds $name leaves one line in its output',
    async ({ says, cell }) => {
      const said = await message(cell);
      expect(said).toContain(says);
      expect(said.length).toBeLessThan(700);
    },
  );

  test('with a slice of 16 million cells is not drawn', async () => {
    expect(await message(payloads.length)).toContain(
      'has 4,096 × 4,096 cells, more than the 4,194,304 that are drawn at a time',
    );
  });

  test.each(attacks.map((attack, i) => ({ attack, cell: payloads.length + 1 + i })))(
    'whose title is $attack shows it as the text it is',
    async ({ attack, cell }) => {
      const view = await (await notebook.view(cell)).ready();
      expect(await view.root.textContent()).toContain(attack);
      expect(await view.root.locator('img, svg[onload], a[href^="javascript:"]').count()).toBe(0);
    },
  );

  test('runs no script, and breaks no other view', async () => {
    expect(await notebook.page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(notebook.errors).toEqual([]);
  });
});
