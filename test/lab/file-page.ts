import type { Page } from 'playwright-core';
import type { Lab } from '../fixtures/lab.mjs';
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
  private readonly lab: Lab;

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
    page.setDefaultTimeout(45_000);
    const file = new FilePage(page, lab);
    await page.goto(name === '' ? lab.address('').replace('/tree/', '') : lab.address(name));
    await file.restored();
    return file;
  }

  /** Opens a file as a double click would, in a tab of its own. */
  async show(name: string): Promise<ViewOnPage> {
    await this.page.evaluate(
      (path) => jupyterapp.commands.execute('docmanager:open', { path }).then(() => {}),
      name,
    );
    return this.view();
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
