import { MIME_TYPE } from 'poolscope';
import { afterEach, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { expectExplorer, hostile, outputWithHtml } from './html-output.js';
import { NotebookPage } from './notebook-page.js';

// An output that holds the explorer as HTML too: in JupyterLab with the extension, and without it.

const cells = [
  `import numpy, poolscope
poolscope.display(html=True)
x = numpy.array([[[[1.0], [3.0]], [[2.0], [0.0]]]])
poolscope.explore(x, numpy.array([[[[10.0]]]]), kernel_size=2)`,
];

let lab: Lab;
let notebook: NotebookPage;
afterEach(async () => {
  await notebook?.close();
  await lab?.end();
});

async function open(options: { readonly extension: boolean }): Promise<void> {
  lab = await startLab(cloneAt(), options);
  writeNotebook(
    lab,
    'html.ipynb',
    cells.map((source) => ({ source, data: outputWithHtml() })),
    'python',
  );
  notebook = await NotebookPage.open(lab, 'html.ipynb');
}

describe('with the extension', () => {
  test('it draws the payload, whether or not the notebook is trusted', async () => {
    await open({ extension: true });
    const untrusted = await (await notebook.view(0)).ready();
    expect(await untrusted.kind()).toBe('explorer');
    await notebook.runAll();
    const trusted = await (await notebook.view(0)).ready();
    expect(await trusted.kind()).toBe('explorer');
    expect(await notebook.page.locator('iframe[srcdoc]').count()).toBe(0);
  });
});

describe('without the extension', () => {
  test('an untrusted notebook shows the picture, and a cell that has run the explorer', async () => {
    await open({ extension: false });
    const output = notebook.page.locator('.jp-OutputArea-output').first();
    const picture = output.locator('img');
    await picture.waitFor();
    expect(await picture.getAttribute('alt')).toContain(hostile.slice(0, 8));
    expect(await output.locator('iframe').count()).toBe(0);
    expect(await notebook.page.evaluate('globalThis.hacked')).toBeUndefined();
    await notebook.runAll();
    await expectExplorer(output.frameLocator('iframe'));
    const [[written] = []] = await notebook.outputs();
    expect(Object.keys(written?.data ?? {})).toContain(MIME_TYPE);
  });
});
