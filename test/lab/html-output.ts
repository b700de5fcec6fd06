import { execFileSync } from 'node:child_process';
import type { FrameLocator } from 'playwright-core';
import { expect } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { ExplorerOnPage } from './explorer-page.js';

/** A text that would be seen to act if a front end took it for HTML. */
export const hostile = `</title></script></iframe><script>hacked = true</script><img src=x onerror="hacked = true"> "&`;

/** The bundle of an output with HTML, as Python makes it where poolscope is installed. */
export function outputWithHtml(python: string = cloneAt().python): Record<string, unknown> {
  const program = `import json, sys, numpy, poolscope
poolscope.display(html=True)
x = numpy.array([[[[1.0], [3.0]], [[2.0], [0.0]]]])
view = poolscope.explore(x, numpy.array([[[[10.0]]]]), kernel_size=2, title=sys.argv[1])
print(json.dumps(view._repr_mimebundle_()[0]))`;
  return JSON.parse(execFileSync(python, ['-c', program, hostile], { encoding: 'utf8' }));
}

/**
 * That the explorer of `outputWithHtml`, or of the same pooling, is drawn in a frame, and follows the
 * keyboard; and that nothing of the title acts.
 */
export async function expectExplorer(frame: FrameLocator): Promise<void> {
  const root = frame.locator('.poolscope-view[data-ready="true"]');
  await root.waitFor();
  const view = new ExplorerOnPage(root);
  expect(await view.kind()).toBe('explorer');
  expect(await view.colourRange('dout')).toEqual([-10, 10]);
  await view.root.locator('.poolscope-panel').first().press('ArrowRight');
  await expect.poll(() => view.attribute('cell')).toBeTruthy();
  for (const page of [view.root, root.page().locator('html').first()]) {
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  }
}
