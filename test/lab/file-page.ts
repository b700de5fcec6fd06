import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Lab, startLab } from '../fixtures/lab.mjs';
import { isJupyters, ViewOnPage } from './notebook-page.js';

/** What came from the server of the files that were opened. */
export interface Transfer {
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

/** JupyterLab in a page of its own, to open files in. */
export class FilePage {
  readonly page: Page;
  /** Uncaught errors of the page. */
  readonly errors: string[] = [];
  /** What came through the files route. */
  readonly transfers: Transfer[] = [];
  /** Requests for a file's content as JSON. */
  readonly contents: string[] = [];
  readonly lab: Lab;

  private constructor(page: Page, lab: Lab) {
    this.page = page;
    this.lab = lab;
    page.on('pageerror', ({ stack, message }) => {
      if (!isJupyters(stack ?? message)) this.errors.push(stack ?? message);
    });
    page.on('response', (response) => {
      const url = new URL(response.url());
      if (url.pathname.startsWith('/files/')) {
        const bytes = Number(response.headers()['content-length'] ?? Number.NaN);
        this.transfers.push({ path: url.pathname, status: response.status(), bytes });
      }
      const isContent = url.searchParams.get('content') === '1';
      if (/^\/api\/contents\/.*\.np[yz]$/.test(url.pathname) && isContent) {
        this.contents.push(url.pathname);
      }
    });
  }

  static async open(lab: Lab, name = ''): Promise<FilePage> {
    const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const file = new FilePage(page, lab);
    await page.goto(name === '' ? lab.address('').replace('/tree/', '') : lab.address(name));
    await file.restored();
    return file;
  }

  /** Opens a file as a double click would, in a tab of its own: anew, where it is open already. */
  async show(name: string): Promise<ViewOnPage> {
    await this.page.evaluate(async (path) => {
      const { shell, commands } = jupyterapp;
      for (const tab of [...shell.widgets('main')]) if (tab.context?.path === path) tab.dispose();
      await commands.execute('docmanager:open', { path });
    }, name);
    return this.inFront(name);
  }

  /** Waits until a file is the one in front. */
  async inFront(name: string): Promise<ViewOnPage> {
    await this.page.waitForFunction(
      (path) => jupyterapp.shell.currentWidget?.context?.path === path,
      name,
    );
    return this.view();
  }

  /** A file or a folder in the file browser, which has just looked what there is. */
  async listed(name: string): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Refresh the file browser' }).click();
    return this.page.locator('.jp-DirListing-item', { hasText: name });
  }

  /** Reloads JupyterLab, which restores its layout. */
  async comeBack(): Promise<void> {
    const url = new URL(this.lab.address(''));
    url.pathname = '/lab';
    url.searchParams.delete('reset');
    await this.page.goto(url.href);
    await this.restored();
  }

  /** The file whose tab is in front. */
  view(): ViewOnPage {
    return new ViewOnPage(this.page.locator('.poolscope-file:visible'));
  }

  /** Where a file is that JupyterLab serves. */
  path(...names: readonly string[]): string {
    return join(this.lab.notebooks, ...names);
  }

  /** Writes a file, and the folders that it is in. */
  write(name: string, content: Uint8Array | string): void {
    const file = this.path(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  async message(): Promise<string> {
    const alert = this.view().root.getByRole('alert');
    await alert.waitFor();
    return (await alert.textContent()) ?? '';
  }

  async restored(): Promise<void> {
    await this.page.waitForFunction(() => globalThis.jupyterapp?.restored !== undefined);
    await this.page.evaluate(() => jupyterapp.restored);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/**
 * Starts a JupyterLab for the tests of a file, with a page to open files in, and ends both after them.
 *
 * @param opened called with the page, before the tests
 * @param args what JupyterLab's command line has besides
 */
export function openFilePage(
  opened: (files: FilePage) => void,
  args: readonly string[] = [],
): void {
  let lab: Lab | undefined;
  let files: FilePage | undefined;
  beforeAll(async () => {
    lab = await startLab(undefined, { args });
    files = await FilePage.open(lab);
    opened(files);
  });
  afterAll(async () => {
    await files?.close();
    await lab?.end();
    expect(files?.errors).toEqual([]);
  });
}
