// A line of controls that stays one line: what it has no room for goes into the menu at its end.

/** Controls in one line. */
export class OneLine {
  private readonly line: HTMLElement;
  private readonly menu: HTMLDetailsElement;
  /** In their order in the line. */
  private readonly controls: readonly HTMLElement[];
  private readonly observer = new ResizeObserver(() => this.onResize());
  private width = 0;

  /** @param line a title, the controls, and a menu whose last child holds what is in it */
  constructor(line: HTMLElement, menu: HTMLDetailsElement) {
    this.line = line;
    this.menu = menu;
    this.controls = [...line.children].slice(1, -1) as HTMLElement[];
    line.classList.add('poolscope-one-line');
    this.observer.observe(line);
  }

  /** Looks anew for what there is room, where a control has become wider. The page is laid out to answer. */
  fit(): void {
    const { line, menu, controls } = this;
    this.width = line.clientWidth;
    // Out of sight nothing can be measured: it is looked at again where it comes into sight.
    if (this.width === 0) return;
    const items = menu.lastElementChild!;
    const focused = document.activeElement;
    // They are measured in the line, whose style they have there.
    for (const control of controls) {
      if (control.parentElement === items) line.insertBefore(control, menu);
    }
    let beyond = line.scrollWidth - this.width;
    const gap = Number.parseFloat(getComputedStyle(line).columnGap) || 0;
    const widths = controls.map(({ offsetWidth }) => offsetWidth);
    for (let last = controls.length - 1; beyond > 0 && last >= 0; last--) {
      items.prepend(controls[last]!);
      beyond -= widths[last]! + gap;
    }
    if (!(focused instanceof HTMLElement) || document.activeElement === focused) return;
    const hasGone = items.contains(focused) && !menu.open;
    (hasGone ? menu.querySelector('summary') : focused)?.focus({ preventScroll: true });
  }

  dispose(): void {
    this.observer.disconnect();
  }

  /** Asked for the width once the page is laid out, which it stays. */
  private onResize(): void {
    if (this.line.clientWidth !== this.width) this.fit();
  }
}
