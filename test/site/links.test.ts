import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from './served.js';

// What the files of the site name, without a browser: JupyterLite's own pages aside, which the browser's tests open.

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => statSync(join(folder, name)).isFile());
const pages = files.filter((name) => name.endsWith('.html') && !name.startsWith('lite/'));

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const idsOf = new Map(
  pages.map((name) => [
    name,
    new Set([...read(name).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id)),
  ]),
);

/** What a page's attributes name, without what is code in it. */
function named(page: string): string[] {
  const tags = read(page).matchAll(/<[a-z][^>]*?\s(?:href|src|data-payload)="([^"]*)"[^>]*>/g);
  return [...tags].map(([, to = '']) => to.replaceAll('&amp;', '&'));
}

/** The links of a page that lead nowhere. */
function broken(page: string): string[] {
  return named(page).filter((to) => {
    if (to === '#' || /^[a-z]+:/.test(to)) return false; // a script's, or elsewhere: the next test
    const [, path = '', anchor] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(to) ?? [];
    const file = path === '' ? page : posix.join(posix.dirname(page), path);
    if (!files.includes(file)) return true;
    return (
      anchor !== undefined &&
      /\.html$/.test(file) &&
      idsOf.get(file)?.has(decodeURIComponent(anchor)) !== true
    );
  });
}

describe('the site', () => {
  test('has pages of each kind', () => {
    const kinds = [
      'index.html',
      'guide.html',
      'findings.html',
      'benchmarks.html',
      'reference/python.html',
    ];
    const made = ['walkthroughs', 'decisions', 'reference/typescript'].map(
      (name) => `${name}/index.html`,
    );
    expect(pages).toEqual(
      expect.arrayContaining([
        ...kinds,
        ...made,
        'decisions/0001-toolchain.html',
        'guide.zh-CN.html',
        'walkthroughs/01-max-pool-backprop.zh-CN.html',
      ]),
    );
  });

  test('leads to files and headings that are there', () => {
    const all = pages.flatMap((page) => broken(page).map((to) => `${page}: ${to}`));
    expect(all).toEqual([]);
  });

  test('takes pictures, scripts and styles from itself alone', () => {
    const elsewhere =
      /<(?:img|script|iframe|source)\b[^>]*\ssrc="(?:https?:)?\/\/|<link\b[^>]*\shref="(?:https?:)?\/\/|url\((?:https?:)?\/\//;
    const own = files.filter(
      (name) => /\.(html|css)$/.test(name) && !name.startsWith('lite/build/'),
    );
    expect(own.filter((name) => elsewhere.test(read(name)))).toEqual([]);
  });

  test('is 45 MB at most', () => {
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(45e6);
  });
});
