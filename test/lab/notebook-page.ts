import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Lab } from '../fixtures/lab.mjs';

/** What these tests use of JupyterLab's own objects, which it exposes to the page's scripts. */
interface JupyterApp {
  restored: Promise<void>;
  commands: { execute(id: string, args?: object): Promise<unknown> };
  shell: {
    currentWidget: NotebookPanel;
    widgets(area: 'main'): Iterable<ShellWidget>;
    activateById(id: string): void;
  };
}
/** What is in a tab: a document has a context. */
interface ShellWidget {
  readonly id: string;
  readonly node: HTMLElement;
  readonly context?: { readonly path: string };
  dispose(): void;
}
interface NotebookPanel {
  context: { path: string; ready: Promise<void>; model: { dirty: boolean } };
  sessionContext: {
    ready: Promise<void>;
    session: { kernel: { status: string } } | null;
    changeKernel(options: { name: string }): Promise<unknown>;
  };
  content: {
    widgets: {
      model: {
        type: string;
        toJSON(): { outputs?: unknown[] };
        outputs: { toJSON(): unknown[]; fromJSON(outputs: unknown[]): void };
      };
    }[];
    scrollToItem(index: number): Promise<void>;
    activeCellIndex: number;
  };
}
declare global {
  var jupyterapp: JupyterApp;
}

/** One notebook, open in JupyterLab in a page of its own. */
export class NotebookPage {
  readonly page: Page;
  /** Uncaught errors of the page, and its warnings about versions that don't fit. */
  readonly errors: string[] = [];
  private readonly name: string;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    page.on('pageerror', (error) => {
      const text = error.stack ?? error.message;
      if (!isJupyters(text)) this.errors.push(text);
    });
    page.on('console', (message) => {
      if (isVersionWarning(message.text())) this.errors.push(message.text());
    });
  }

  static async open(lab: Lab, name: string): Promise<NotebookPage> {
    const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const notebook = new NotebookPage(page, name);
    await page.goto(lab.address(name));
    await notebook.opened(name);
    return notebook;
  }

  /** Loads the page again, as it was saved, and runs nothing. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.opened(this.name);
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Waits until a notebook is the one in front. */
  async opened(path: string): Promise<void> {
    await this.page.waitForFunction(
      (path) => globalThis.jupyterapp?.shell.currentWidget?.context?.path === path,
      path,
    );
    await this.page.evaluate(async () => {
      await jupyterapp.restored;
      await jupyterapp.shell.currentWidget.context.ready;
    });
  }

  /** Has the notebook run on another kernel, whichever its metadata name. */
  async changeKernel(name: string): Promise<void> {
    await this.page.evaluate(async (name) => {
      const { sessionContext } = jupyterapp.shell.currentWidget;
      await sessionContext.ready;
      await sessionContext.changeKernel({ name });
    }, name);
  }

  /** Waits for frames. */
  async frames(count: number): Promise<void> {
    await this.page.evaluate(async (count) => {
      for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
    }, count);
  }

  /** Runs all cells and waits until the kernel is idle again. */
  async runAll(): Promise<void> {
    await this.page.evaluate(async () => {
      await jupyterapp.shell.currentWidget.sessionContext.ready;
    });
    // A kernel that has just started may still be busy with itself; cells that come then can be lost.
    await this.idle();
    await this.command('notebook:run-all-cells');
    await this.idle();
  }

  async save(): Promise<void> {
    await this.command('docmanager:save');
    await expect
      .poll(() => this.page.evaluate(() => jupyterapp.shell.currentWidget.context.model.dirty))
      .toBe(false);
  }

  /** Opens a menu and chooses an entry. */
  choose(open: () => Promise<void>, entry: Locator): Promise<void> {
    return chosen(this.page, open, (options) => entry.click(options));
  }

  async command(id: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      ({ id, args }) => jupyterapp.commands.execute(id, args).then(() => {}),
      {
        id,
        args,
      },
    );
  }

  /** Opens a cell's output in a view of its own, beside the notebook: that view's root. */
  async newView(cell: number): Promise<Locator> {
    await this.page.evaluate((index) => {
      jupyterapp.shell.currentWidget.content.activeCellIndex = index;
    }, cell);
    await this.command('notebook:create-output-view');
    const root = this.page.locator('.jp-LinkedOutputView .poolscope-view[data-ready="true"]');
    await root.waitFor();
    return root;
  }

  /**
   * The view of a cell's output, made anew: nobody has touched it, whatever the test before it did, or this one when it
   * was tried before. The pointer is beside it, and the notebook in front.
   */
  async anew(cell: number): Promise<ViewOnPage> {
    await this.page.evaluate((name) => {
      const { shell } = jupyterapp;
      const tabs = [...shell.widgets('main')];
      for (const tab of tabs) if (tab.node.querySelector('.jp-LinkedOutputView')) tab.dispose();
      const own = tabs.find(({ context }) => context?.path === name)!;
      if (shell.currentWidget !== (own as unknown)) shell.activateById(own.id);
    }, this.name);
    await this.opened(this.name);
    await this.page.mouse.move(0, 0);
    await this.page.evaluate((index) => {
      const { outputs } = jupyterapp.shell.currentWidget.content.widgets[index]!.model;
      outputs.fromJSON(outputs.toJSON());
    }, cell);
    return this.view(cell);
  }

  /** The same, once it is drawn. */
  async fresh(cell: number): Promise<ViewOnPage> {
    return (await this.anew(cell)).ready();
  }

  /** The outputs that each cell holds, as they would be saved. */
  outputs(): Promise<Output[][]> {
    return this.page.evaluate(() =>
      jupyterapp.shell.currentWidget.content.widgets.map(
        ({ model }) => (model.toJSON().outputs ?? []) as Output[],
      ),
    );
  }

  /** The `nth` view of a cell, scrolled to: JupyterLab keeps cells that are far away off the page. */
  async view(cell: number, nth = 0): Promise<ViewOnPage> {
    await this.page.evaluate(
      (index) => jupyterapp.shell.currentWidget.content.scrollToItem(index),
      cell,
    );
    const root = this.page
      .locator(`.jp-NotebookPanel:not(.lm-mod-hidden) [data-windowed-list-index="${cell}"]`)
      .locator('.poolscope-view')
      .nth(nth);
    await root.waitFor();
    await root.scrollIntoViewIfNeeded();
    return new ViewOnPage(root);
  }

  private async idle(): Promise<void> {
    await this.page.waitForFunction(
      () => jupyterapp.shell.currentWidget.sessionContext.session?.kernel.status === 'idle',
    );
  }
}

/** Whether a page says that the extension was made for other versions of what JupyterLab shares with it. */
export function isVersionWarning(text: string): boolean {
  return /Unsatisfied version/.test(text);
}

/** Opens the context menu of a view, and in it our submenu. */
export async function openViewMenu(page: Page, at: Locator): Promise<void> {
  await at.click({ button: 'right' });
  await page.locator('.lm-Menu-itemLabel').getByText('poolscope', { exact: true }).click();
}

/**
 * Opens a menu and does what it is opened for. Whatever takes the focus closes a menu, such as a
 * notebook that is ready only now: it is opened until that is done.
 */
export async function chosen(
  page: Page,
  open: () => Promise<void>,
  choice: (options: { timeout: number }) => Promise<void>,
): Promise<void> {
  const attempt = async (): Promise<void> => {
    try {
      await open();
      await choice({ timeout: 5000 });
    } catch (error) {
      await page.keyboard.press('Escape');
      throw error;
    }
  };
  await vi.waitFor(attempt, { timeout: 60_000, interval: 500 });
}

/** Errors of JupyterLab and Notebook themselves, which have none of our scripts in their stack. */
const jupyters = [
  // Its splash screen is removed twice where themes change in quick succession (4.6).
  "'removeChild'",
  // Settings with shortcuts that come before those of the shortcuts themselves (Notebook 7.6).
  "reading 'schema'",
  // The path in the address, opened before there is a file browser (Notebook 7.4).
  "Command 'filebrowser:open-path' not registered",
];

/** Whether an error of the page is one that Jupyter is known to have without us. */
export function isJupyters(text: string): boolean {
  const [message = '', ...frames] = text.split('\n');
  return (
    jupyters.some((known) => message.includes(known)) &&
    frames.every((frame) => /(jlab|notebook)_core|async Promise/.test(frame))
  );
}

export interface Output {
  readonly output_type: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly data?: Record<string, unknown>;
}

/** One rendered view. */
export class ViewOnPage {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  /** Waits until what is on screen is what was asked for. */
  async ready(): Promise<this> {
    await this.root.and(this.root.page().locator('[data-ready="true"]')).waitFor();
    return this;
  }

  /**
   * Waits until nothing has changed in the view for half a second and thirty frames: what is drawn anew once moves have
   * stopped is drawn by then, however slow the machine.
   */
  async settled(): Promise<void> {
    await this.root.evaluate(async (root) => {
      let [frames, last] = [0, performance.now()];
      const observer = new MutationObserver(() => {
        [frames, last] = [0, performance.now()];
      });
      observer.observe(root, { subtree: true, childList: true, attributes: true });
      while (frames < 30 || performance.now() - last < 500) {
        await new Promise(requestAnimationFrame);
        frames++;
      }
      observer.disconnect();
    });
  }

  kind(): Promise<string | null> {
    return this.root.getAttribute('data-kind');
  }

  /** The panels on screen. */
  panels(): Promise<(string | null)[]> {
    return this.root
      .locator('[data-panel]:visible')
      .evaluateAll((panels) => panels.map((panel) => panel.getAttribute('data-panel')));
  }

  /** Shows a part of an explorer, or hides it, by its box in the line of controls or in the menu behind it. */
  async show(part: string, shown = true): Promise<void> {
    const box = this.root.getByRole('checkbox', { name: part, exact: true, includeHidden: true });
    await this.openMore(!(await box.isVisible()));
    await box.setChecked(shown);
    await this.openMore(false);
  }

  /** Opens the menu behind an explorer's controls, or closes it. */
  async openMore(open = true): Promise<void> {
    await this.root
      .locator('.poolscope-parts')
      .evaluate((menu, open) => ((menu as HTMLDetailsElement).open = open), open);
  }

  /** Goes to a row of the matrix. */
  async goToRow(row: number): Promise<void> {
    await this.openMore();
    await this.slider('row').fill(`${row}`);
    await this.openMore(false);
  }

  /** Gives the view a width, and waits until it is drawn so. Its output would give it all there is. */
  async resize(width: number): Promise<void> {
    await this.root.evaluate((root, width) => {
      Object.assign(root.style, { flex: 'none', width: `${width}px` });
    }, width);
    await this.settled();
    await this.ready();
  }

  panel(name: string): Locator {
    return this.root.locator(`[data-panel="${name}"]`);
  }

  slider(label: string): Locator {
    return this.root.locator(`input[type=range][aria-label="${label}"]`);
  }

  /** The number field beside a slider. */
  number(label: string): Locator {
    return this.root.locator(`input[type=number][aria-label="${label}, number"]`);
  }

  /** Moves sliders and waits for the drawing. */
  async move(positions: Readonly<Record<string, number>>): Promise<void> {
    for (const [label, position] of Object.entries(positions)) {
      await this.slider(label).fill(String(position));
    }
    await this.ready();
  }

  /** The numbers that a panel's heatmap draws, row by row. */
  numbers(name: string): Promise<number[][]> {
    return this.panel(name)
      .locator('.js-plotly-plot')
      .evaluate((plot) => (plot as unknown as { data: { z: number[][] }[] }).data[0]!.z);
  }

  /** Moves the pointer to a cell of a panel that shows `size` rows and columns. */
  async point(panel: string, row: number, column: number, size: readonly number[]): Promise<void> {
    const { x, y } = await this.place(panel, row, column, size);
    await this.root.page().mouse.move(x, y);
  }

  /** Where a panel's cells are in the page, scrolled to. */
  area(panel: string): Promise<{ x: number; y: number; width: number; height: number }> {
    // In one call, since Plotly replaces the element when it draws.
    return this.panel(panel).evaluate((node) => {
      const area = node.querySelector('.nsewdrag, .poolscope-line-area')!;
      area.scrollIntoView({ block: 'nearest' });
      const { x, y, width, height } = area.getBoundingClientRect();
      return { x, y, width, height };
    });
  }

  /** Where a cell is in the page, scrolled to. */
  protected async place(
    panel: string,
    row: number,
    column: number,
    [rows = 1, columns = 1]: readonly number[],
  ): Promise<{ x: number; y: number }> {
    const box = await this.area(panel);
    return {
      x: box.x + ((column + 0.5) / columns) * box.width,
      y: box.y + ((row + 0.5) / rows) * box.height,
    };
  }
}
