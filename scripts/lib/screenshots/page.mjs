// What all screenshots need of JupyterLab's page.

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 */

/** Waits for a view, and until Plotly and the theme's colours have settled. @param {Locator} view */
export async function settled(view) {
  await view.and(view.page().locator('[data-ready="true"]')).waitFor();
  await view.page().waitForTimeout(2000);
}

/** Runs one of JupyterLab's commands. @param {Page} page @param {string} id @param {object} [args] */
export async function execute(page, id, args = {}) {
  await page.evaluate(
    async ({ id, args }) => {
      const app = Reflect.get(globalThis, 'jupyterapp');
      await app.restored;
      await app.commands.execute(id, args);
    },
    { id, args },
  );
}
