import axe, { type AxeResults } from 'axe-core';
import type { Locator } from 'playwright-core';

/**
 * What axe-core (https://github.com/dequelabs/axe-core) finds wrong in a part of a page, of any impact: a
 * text each. It is asked too whether what is read on a control is in its name, a rule of WCAG 2.1 (2.5.3) that it
 * holds to be an experiment.
 */
export async function accessibilityProblems(part: Locator): Promise<string[]> {
  await part.page().evaluate(axe.source);
  const { violations } = (await part.evaluate((node) => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    return run(node, { rules: { 'label-content-name-mismatch': { enabled: true } } });
  })) as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${impact}, ${id}: ${html.slice(0, 240)}\n${failureSummary}`,
    ),
  );
}
