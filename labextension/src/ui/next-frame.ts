/** Calls that wait for the browser's next frame; several before it become one. */
export interface NextFrame {
  request(): void;
  cancel(): void;
}

/** @param call what is done in the next frame after a request */
export function nextFrame(call: () => void): NextFrame {
  let pending: number | undefined;
  return {
    request() {
      pending ??= requestAnimationFrame(() => {
        pending = undefined;
        call();
      });
    },
    cancel() {
      if (pending !== undefined) cancelAnimationFrame(pending);
      pending = undefined;
    },
  };
}
