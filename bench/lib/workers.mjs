import { Worker } from './worker.mjs';

/** The contestants' processes, which live while a part of the benchmark is measured. */
export class Workers {
  /** @type {Record<string, Worker>} */
  all = {};
  /** @type {Record<string, string>} */
  versions = {};

  /**
   * Starts a process for each command, and waits until each is there.
   *
   * @param {Record<string, string[]>} commands
   * @param {import('../../scripts/lib/clone.mjs').Clone} bench
   */
  async start(commands, bench) {
    const started = Object.entries(commands).map(([name, command]) => {
      const worker = new Worker(name, command, bench);
      this.all[name] = worker;
      return worker;
    });
    for (const worker of started) Object.assign(this.versions, await worker.answer());
  }

  /** Ends some of them, or all. */
  end(names = Object.keys(this.all)) {
    for (const name of names) {
      this.all[name]?.end();
      delete this.all[name];
    }
  }
}
