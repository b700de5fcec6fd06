import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { accessibilityProblems } from '../lab/axe.js';
import { ExplorerOnPage } from '../lab/explorer-page.js';
import { Served } from './served.js';

// The pages in a browser, as a stranger opens them.

let served: Served;

beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served?.end());

/** What is wrong with the page, the views in it included: they share its landmarks and its ids. */
function problemsOf(page: Page): Promise<string[]> {
  return accessibilityProblems(page.locator('body'));
}

const shown = '.poolscope-view[data-ready="true"]';

describe('the first page', () => {
  test('shows the explorer, which answers who points at a cell', async () => {
    const { page, outside, problems } = await served.open('index.html');
    const view = new ExplorerOnPage(page.locator(shown));
    await view.root.waitFor();
    // The strongest stroke of the 3: windows of 2 × 2 lie side by side, so the cell is in one.
    await view.click('din', 15, 10, [26, 26]);
    await expect.poll(() => view.attribute('cell')).toBe('din:0,15,10,0');
    expect((await view.cards()).length).toBe(1);
    expect(outside).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('can be used by everybody, %s', async (colorScheme) => {
    const { page } = await served.open('index.html', { colorScheme });
    await page.locator(shown).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.context().close();
  });

  test('says by its picture and its name what it is where no script runs', async () => {
    const { page } = await served.open('walkthroughs/02-why-it-landed-here.html', {
      javaScriptEnabled: false,
    });
    const pictures = await page
      .locator('[data-payload] img')
      .evaluateAll((nodes) => nodes.map((node) => (node as HTMLImageElement).alt));
    expect(pictures.length).toBe(2);
    expect(pictures.filter((alt) => alt === '')).toEqual([]);
    await page.context().close();
  });
});

describe('other pages', () => {
  test('a walkthrough has the views of its notebook, each live when it comes into sight', async () => {
    const { page, outside, problems } = await served.open('walkthroughs/01-max-pool-backprop.html');
    const notebook = readFileSync(join(cloneAt().notebooks, '01-max-pool-backprop.ipynb'), 'utf8');
    const views = page.locator('[data-payload]');
    expect(await views.count()).toBe(
      notebook.split('"application/vnd.poolscope.v1+json":').length - 1,
    );
    await views.last().scrollIntoViewIfNeeded();
    await views.last().and(page.locator(shown)).waitFor();
    expect(outside).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('an example of a finding leads to its cells', async () => {
    const { page } = await served.open('findings.html#not-maximum');
    const view = page.locator('[data-payload$="finding-not-maximum.json"]');
    await view.and(page.locator(shown)).waitFor();
    await view.locator('.poolscope-error .poolscope-finding-text').first().click();
    // 6 of 9 rows mark another cell; the first is row 0.
    await expect.poll(() => view.getAttribute('data-row')).toBe('0');
    await page.context().close();
  });

  test.each([
    'guide.html',
    'walkthroughs/01-max-pool-backprop.html',
    'walkthroughs/03-watch-a-model.html',
    'findings.html',
    'reference/python.html',
    'benchmarks.html',
    'decisions/index.html',
  ])('%s can be used by everybody', async (place) => {
    const { page, outside, problems } = await served.open(place);
    const views = page.locator('[data-payload]');
    for (const view of (await views.all()).slice(0, 3)) {
      await view.scrollIntoViewIfNeeded();
      await view.and(page.locator(shown)).waitFor();
    }
    expect(await problemsOf(page)).toEqual([]);
    expect(outside).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
