// Long work in steps: run to its end at once, or in turns that leave the page its frames.

/** Work that pauses now and then, and ends with a result: a generator that yields nothing. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/**
 * Runs all steps at once.
 * @example
 * function* count() { yield; return 2; }
 * runSteps(count()) // 2
 */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** After this many milliseconds of work the page gets a turn. */
const longestTurn = 12;

/**
 * Runs the steps in turns, between which the page draws and answers.
 * @param isWanted asked after each turn; when it says no, the rest is left undone
 * @returns the result; undefined if it was not wanted any more
 */
export async function runInTurns<Result>(
  steps: Steps<Result>,
  isWanted: () => boolean = () => true,
): Promise<Result | undefined> {
  let since = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < longestTurn) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) return undefined;
    since = performance.now();
  }
}
