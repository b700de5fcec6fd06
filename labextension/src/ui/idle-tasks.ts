/** How many milliseconds without a request pass before the tasks run. */
const quietTime = 250;

/** Runs slow tasks once requests have stopped, one at a time, so that no frame has to wait for them. */
export class IdleTasks {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs these tasks; earlier ones that have not run yet are dropped. */
  request(tasks: readonly (() => Promise<void>)[], onError: (error: unknown) => void): void {
    this.cancel();
    const runFrom = (at: number, wait: number): void => {
      const task = tasks[at];
      if (task === undefined) return;
      this.timer = setTimeout(() => {
        task().then(() => runFrom(at + 1, 16), onError);
      }, wait);
    };
    runFrom(0, quietTime);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}
