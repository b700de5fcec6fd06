import { Stopped } from '../../scripts/lib/problem.mjs';

/** What ends a measurement where a person stops the command. @returns {AbortController} */
export function endingOfCommand() {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => ending.abort(new Stopped('stopped; the next run starts anew')));
  }
  return ending;
}
