// What shows a view or a file, and what it needs of the output or the page around it.
import type { LiveSettings } from '../ui/settings.js';

/** A view or a file, drawn in the page. */
export interface Body {
  readonly node: HTMLElement;
  /** The root's `data-kind`. */
  readonly kind: string;
  /** Draws everything again in the next frame. */
  redraw(): void;
  /** Releases what it holds and leaves the page. */
  dispose(): void;
}

/** What a body needs of the output or the page that it is in. */
export interface BodyHost {
  /** The root element, for the attributes that say what is marked. */
  readonly root: HTMLElement;
  /** Says whether what was asked for is on screen. */
  readonly setReady: (ready: boolean) => void;
  /** Reports an error while drawing. */
  readonly reportError: (error: unknown) => void;
  /** What a person has set; the defaults hold where it is missing. */
  readonly settings?: LiveSettings;
}
