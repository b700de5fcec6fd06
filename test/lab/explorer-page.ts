import type { Locator } from 'playwright-core';
import { ViewOnPage } from './notebook-page.js';

/** What the explorer's attributes say is marked. */
export interface Marked {
  readonly cell: string | undefined;
  readonly row: string | undefined;
  readonly rows: number[];
  readonly winners: number[];
}

/** What Plotly holds of a drawn heatmap. */
interface Graph {
  readonly layout: Record<'xaxis' | 'yaxis', { range: [number, number] }>;
  readonly data: readonly { zmin: number; zmax: number }[];
}

/** One explorer in the page. */
export class ExplorerOnPage extends ViewOnPage {
  /** One of the root's `data-` attributes. */
  async attribute(name: string): Promise<string | undefined> {
    return (await this.root.getAttribute(`data-${name}`)) ?? undefined;
  }

  async attributes(): Promise<Marked> {
    const list = async (name: string): Promise<number[]> =>
      JSON.parse((await this.attribute(name)) ?? 'null') as number[];
    return {
      cell: await this.attribute('cell'),
      row: await this.attribute('row'),
      rows: await list('rows'),
      winners: await list('winners'),
    };
  }

  /** What the live region says. */
  async status(): Promise<string> {
    return (await this.root.getByRole('status').textContent()) ?? '';
  }

  /** The cards on screen: row, outcome, title, and what the cell gets. */
  cards(): Promise<(string | null | undefined)[][]> {
    return this.root
      .locator('.poolscope-card:not([hidden])')
      .evaluateAll((cards) =>
        cards.map((card) => [
          card.getAttribute('data-row'),
          card.getAttribute('data-outcome'),
          card.querySelector('.poolscope-card-title')?.textContent,
          card.querySelector('.poolscope-card-gets')?.textContent,
        ]),
      );
  }

  texts(selector: string): Promise<string[]> {
    return this.root.locator(selector).allTextContents();
  }

  /** A table's cells as they read, line by line. */
  table(selector: string): Promise<string[][]> {
    return this.root
      .locator(selector)
      .first()
      .locator('tr')
      .evaluateAll((lines) =>
        lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')),
      );
  }

  async click(panel: string, row: number, column: number, size: readonly number[]): Promise<void> {
    const { x, y } = await this.place(panel, row, column, size);
    await this.root.page().mouse.click(x, y);
  }

  /** Draws a zoom from one cell to another. */
  async zoom(
    panel: string,
    from: readonly [number, number],
    to: readonly [number, number],
    size: readonly number[],
  ): Promise<void> {
    const { mouse } = this.root.page();
    const [start, end] = [
      await this.place(panel, ...from, size),
      await this.place(panel, ...to, size),
    ];
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
    await mouse.move(end.x, end.y);
    await mouse.up();
  }

  async focus(panel: string): Promise<void> {
    await this.panel(panel).focus();
  }

  /** Presses a key in a panel, which has the focus then: JupyterLab takes it away on its own times. */
  async key(panel: string, key: string): Promise<void> {
    await this.panel(panel).press(key);
  }

  /** What part of a panel is on screen, in cells, to a thousandth. */
  ranges(panel: string): Promise<number[]> {
    return this.graph(panel).evaluate((graph) => {
      const { xaxis, yaxis } = (graph as unknown as Graph).layout;
      return [...xaxis.range, ...yaxis.range].map((end) => Math.round(end * 1000) / 1000);
    });
  }

  /** The values at the ends of a panel's colours. */
  colourRange(panel: string): Promise<number[]> {
    return this.graph(panel).evaluate((graph) => {
      const [values] = (graph as unknown as Graph).data;
      return [values!.zmin, values!.zmax];
    });
  }

  /** Whether something is drawn over a panel's cells. */
  isMarked(panel: string): Promise<boolean> {
    return hasMarks(this.panel(panel));
  }

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /** Chooses an entry of a panel's menu. */
  async choose(panel: string, entry: string): Promise<void> {
    await this.panel(panel).locator('summary').click();
    await this.panel(panel).getByRole('button', { name: entry }).click();
  }

  /** Chooses an entry that saves a file; returns the file's path. */
  async download(panel: string, entry: string): Promise<string> {
    const [download] = await Promise.all([
      this.root.page().waitForEvent('download'),
      this.choose(panel, entry),
    ]);
    return download.path();
  }

  private graph(panel: string): Locator {
    return this.panel(panel).locator('.js-plotly-plot');
  }
}

/** Whether something that the cursor moves is drawn over the cells of a panel. */
export function hasMarks(panel: Locator): Promise<boolean> {
  return panel
    .locator('canvas.poolscope-overlay')
    .last()
    .evaluate((node) => {
      const canvas = node as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((channel) => channel !== 0);
    });
}
