/** Asks for a call in the browser's next frame; several requests before it become one call. */
export interface NextFrame {
  request(): void;
  cancel(): void;
}

/** @param call is called in the next frame after a request */
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
