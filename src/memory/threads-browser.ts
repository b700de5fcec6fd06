// Replaces threads.ts in the browser bundle.
/** Starts nothing: the browser's build has no shared memory. */
export const Threads: { start(): Promise<undefined> } = { start: async () => undefined };
