// The site as any server of files would serve it, not from its root, and a page that tells what it asked for.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { openBrowser } from '../fixtures/browser.mjs';

/** Where the site was built. */
export const folder: string = join(cloneAt().root, 'site');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A page of the site, and what went wrong on it. */
export interface Opened {
  readonly page: Page;
  /** Requests to other origins, or beside the site, each of which failed. */
  readonly outside: string[];
  /** Files that are not there, and errors of scripts. */
  readonly problems: string[];
}

/** The site, served, and a browser. */
export class Served {
  readonly address: string;
  private readonly browser: Browser;
  private readonly close: () => void;

  private constructor(address: string, browser: Browser, close: () => void) {
    this.address = address;
    this.browser = browser;
    this.close = close;
  }

  static async start(): Promise<Served> {
    const path = '/some/where/';
    const server = createServer(({ url = '' }, response) => {
      const { pathname } = new URL(url, 'http://site');
      const file = join(folder, normalize(decodeURIComponent(pathname.slice(path.length))));
      const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
      if (!pathname.startsWith(path) || !isFile) return response.writeHead(404).end();
      const type = types[extname(file)] ?? 'application/octet-stream';
      return createReadStream(file).pipe(response.writeHead(200, { 'content-type': type }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const browser = await openBrowser();
    return new Served(`http://127.0.0.1:${port}${path}`, browser, () => void server.close());
  }

  async open(place: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const outside: string[] = [];
    const problems: string[] = [];
    const isOwn = (url: string): boolean =>
      url.startsWith(this.address) || /^(data|blob):/.test(url);
    await context.route(
      (url) => !isOwn(url.href),
      (route) => {
        outside.push(route.request().url());
        return route.abort();
      },
    );
    context.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    await page.goto(this.address + place);
    return { page, outside, problems };
  }

  async end(): Promise<void> {
    await this.browser.close();
    this.close();
  }
}
