// The contract between what is shown of a view or a file, and the output or the page that it stands in.
import type { LiveSettings } from '../ui/settings.js';

/** What a rendered view puts on the page. */
export interface Body {
  readonly node: HTMLElement;
  /** The root's `data-kind`. */
  readonly kind: string;
  /** Draws everything anew in the next frame. */
  redraw(): void;
  /** Frees what it holds and leaves the page. */
  dispose(): void;
}

/** What a body needs of the output that it stands in. */
export interface BodyHost {
  /** Its root, for the attributes that tell what a person has marked. */
  readonly root: HTMLElement;
  /** Told whether what is on screen is what is asked for. */
  readonly ready: (ready: boolean) => void;
  /** Told of an error while drawing. */
  readonly failed: (error: unknown) => void;
  /** What a person has set; where there are none, the defaults hold. */
  readonly settings?: LiveSettings;
}
