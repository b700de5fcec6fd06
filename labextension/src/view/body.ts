// What shows a view or a file, and what it needs of the output or the page around it.
import type { LiveSettings } from '../ui/settings.js';
import type { Room } from './live-views.js';

/** What a body showed, for the body that shows the same again. */
export interface Memory {
  /** By the sliders' labels. */
  readonly sliders?: Readonly<Record<string, number>>;
  /** Of an explorer: its slices and its cursor. */
  readonly explorer?: unknown;
}

/** A view or a file, drawn in the page. */
export interface Body {
  readonly node: HTMLElement;
  /** The root's `data-kind`. */
  readonly kind: string;
  /** Draws everything again in the next frame. */
  redraw(): void;
  /** What it shows now. */
  memory(): Memory;
  /** Goes to the place that a link names after `#`, where it has such places. */
  follow?(fragment: string): void;
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
  /** The memory of the page that it is on, and who takes of it. */
  readonly room: Room;
  /** What a person has set; the defaults hold where it is missing. */
  readonly settings?: LiveSettings;
}
