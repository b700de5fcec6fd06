// The cells that were chosen, one after another, and the way back through them.
import { type Cursor, cursorText } from '../model/cursor.js';

/** How many chosen cells a person can go back. */
const mostSteps = 100;

/** The chosen cell, to which the cursor goes back when the pointer leaves, and those before it. */
export class ChosenCells {
  private latest: Cursor | undefined;
  /** The latest last. */
  private readonly before: Cursor[] = [];

  /** The chosen cell; undefined: none. */
  get cursor(): Cursor | undefined {
    return this.latest;
  }

  get canGoBack(): boolean {
    return this.before.length > 0;
  }

  choose(cursor: Cursor | undefined): void {
    const { latest } = this;
    if (latest !== undefined && cursorText(latest) !== cursorText(cursor)) {
      this.before.push(latest);
      if (this.before.length > mostSteps) this.before.shift();
    }
    this.latest = cursor;
  }

  /** Takes the cell that was chosen before this one; none where there was none. */
  goBack(): void {
    this.latest = this.before.pop();
  }
}
