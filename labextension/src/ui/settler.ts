/** How long nothing may be asked for before the slow part of a drawing follows, in milliseconds. */
const quiet = 250;

/** Does slow work when things are quiet, a task at a time, so that none keeps a frame waiting. */
export class Settler {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Does the tasks, in place of those that were asked for before and are not done. */
  request(tasks: readonly (() => Promise<void>)[], failed: (error: unknown) => void): void {
    this.cancel();
    const next = (at: number, wait: number): void => {
      const task = tasks[at];
      if (task === undefined) return;
      this.timer = setTimeout(() => {
        task().then(() => next(at + 1, 16), failed);
      }, wait);
    };
    next(0, quiet);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}
