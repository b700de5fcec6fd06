/** What stands in the browser bundle instead of threads.ts: the memory there can't be shared. */
export const Threads: { start(): Promise<undefined> } = { start: async () => undefined };
