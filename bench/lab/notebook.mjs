// A notebook of saved outputs in a page of its own.
import { MIME_TYPE } from 'poolscope';
import { writeNotebook } from '../../test/fixtures/lab.mjs';

/** @typedef {import('../../test/fixtures/lab.mjs').Lab} Lab */

/** A view that is drawn, of the notebook in front. */
export const readyView = '.jp-NotebookPanel:not(.lm-mod-hidden) .poolscope-view[data-ready="true"]';

/**
 * Writes a notebook with an output for each payload.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {readonly object[]} payloads
 * @param {string} [type] of the outputs
 */
export function writeOutputs(lab, name, payloads, type = MIME_TYPE) {
  const cells = payloads.map((payload) => ({ source: '', data: { [type]: payload } }));
  writeNotebook(lab, name, cells);
}

/**
 * Opens a notebook in a page of its own.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {readonly object[]} payloads
 */
export async function openNotebook(lab, name, payloads) {
  writeOutputs(lab, name, payloads);
  const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(lab.address(name));
  await page.waitForFunction(
    () => Reflect.get(globalThis, 'jupyterapp')?.shell.currentWidget?.context?.isReady,
  );
  return page;
}

/**
 * Opens one whose first view is drawn: what comes with the first view has come.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {readonly object[]} payloads
 */
export async function openDrawn(lab, name, payloads) {
  const page = await openNotebook(lab, name, payloads);
  await page.locator(readyView).first().waitFor();
  await page.waitForTimeout(2000);
  return page;
}
