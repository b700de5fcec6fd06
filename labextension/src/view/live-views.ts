// The views of a page: which are in sight, and what all of them may take in memory.

import { button } from '../ui/form.js';
import type { Offer } from '../ui/problem.js';
import { trans } from '../ui/texts.js';

/** What the arrays of all views on a page, and of its files, may take together, in bytes. */
export const pageBytes: number = 2 ** 27;
/** What they may take at most where a person says so. */
export const mostPageBytes: number = 2 ** 30;
/** What views that are out of sight may keep, and how many: the last that were seen. */
const farBytes = 2 ** 26;
const farViews = 2;

/** A view, as the page sees it. */
export interface LiveView {
  readonly node: HTMLElement;
  /** It has come into sight, or near. */
  onNear(): void;
  /** It is far, and its arrays are needed elsewhere, or it is no longer among the last that were seen. */
  onLetGo(): void;
  /** Whether a person has changed what it shows: such a view goes last. */
  readonly isTouched: boolean;
}

/** The memory of a page, and the view that takes of it. */
export interface Room {
  readonly views: LiveViews;
  readonly view: LiveView;
}

/** Says that a view is not shown for what it would take; a person may have it shown all the same. */
export class OverBudget extends Error implements Offer {
  private readonly canShow: boolean;

  /** @param canShow whether it can be shown all the same */
  constructor(message: string, canShow: boolean) {
    super(message);
    this.canShow = canShow;
  }

  /** A button that shows it all the same, where that can be. */
  readonly offer = (onShow: () => void): readonly (Node | string)[] =>
    this.canShow ? [' ', button(trans.__('Show it all the same'), onShow)] : [];
}

let views: LiveViews | undefined;

/** The views of this page, and its files. */
export function liveViews(): LiveViews {
  views ??= new LiveViews();
  return views;
}

/** The views of a page. */
export class LiveViews {
  /** What each view takes. */
  private readonly taken = new Map<LiveView, number>();
  /** Views that are out of sight, the longest first. */
  private readonly far = new Set<LiveView>();
  private readonly known = new Map<Element, LiveView>();
  private readonly observer: IntersectionObserver;

  constructor() {
    // Half a page ahead: a view is there when it scrolls in. `scrollMargin` does so in scrolled boxes.
    const margin = '50% 0px';
    const options = { rootMargin: margin, scrollMargin: margin };
    this.observer = new IntersectionObserver((entries) => this.follow(entries), options);
  }

  /** Follows a view until `remove`. */
  add(view: LiveView): void {
    this.known.set(view.node, view);
    this.observer.observe(view.node);
  }

  remove(view: LiveView): void {
    this.observer.unobserve(view.node);
    this.known.delete(view.node);
    this.release(view);
  }

  /** The bytes that all views take but one. */
  total(except?: LiveView): number {
    let sum = 0;
    for (const [view, bytes] of this.taken) if (view !== except) sum += bytes;
    return sum;
  }

  /**
   * Makes room for a view, where needed by letting go of views that are out of sight.
   * @param most the bytes that all may take
   * @returns whether there is room
   */
  take(view: LiveView, bytes: number, most: number = pageBytes): boolean {
    const others = [...this.far].filter((one) => one !== view);
    const order = [
      ...others.filter(({ isTouched }) => !isTouched),
      ...others.filter(({ isTouched }) => isTouched),
    ];
    for (const one of order) {
      if (this.total(view) + bytes <= most) break;
      this.letGo(one);
    }
    if (this.total(view) + bytes > most) return false;
    this.taken.set(view, bytes);
    return true;
  }

  /** A view holds nothing any more. */
  release(view: LiveView): void {
    this.taken.delete(view);
    this.far.delete(view);
  }

  private follow(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const view = this.known.get(target);
      if (view === undefined) continue;
      this.far.delete(view);
      if (isIntersecting) view.onNear();
      else if (this.taken.has(view)) this.far.add(view);
    }
    const idle = [...this.far].filter(({ isTouched }) => !isTouched);
    let bytes = idle.reduce((sum, view) => sum + (this.taken.get(view) ?? 0), 0);
    for (const [at, view] of idle.entries()) {
      if (idle.length - at <= farViews && bytes <= farBytes) break;
      bytes -= this.taken.get(view) ?? 0;
      this.letGo(view);
    }
  }

  private letGo(view: LiveView): void {
    this.release(view);
    view.onLetGo();
  }
}
