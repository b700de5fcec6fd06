// Lets the keys move the current place of a picture, as in a slider.

/** A picture with a current place: a channel, or a row of the matrix. */
export interface PictureSlider {
  readonly label: string;
  /** The number of places. */
  readonly size: number;
  /** How many places Page Up and Page Down move. */
  pageSize(): number;
  /** The current place, from 0 on. */
  current(): number;
  /** What a screen reader says for a place. */
  placeText(place: number): string;
  onMove(place: number): void;
  /** Takes another key; returns whether it is one that the picture has a use for. */
  onOther?(key: string): boolean;
}

/**
 * Adds the keys of a slider to a picture: arrows move by one place, Page Up and Page Down by a page,
 * Home and End to the ends. Right and down go forward, in the picture's reading order.
 * @returns to be called after a move: tells screen readers the new place
 */
export function addSliderKeys(node: HTMLElement, slider: PictureSlider): () => void {
  const last = slider.size - 1;
  node.tabIndex = 0;
  node.setAttribute('role', 'slider');
  node.setAttribute('aria-label', slider.label);
  node.setAttribute('aria-valuemin', '0');
  node.setAttribute('aria-valuemax', `${Math.max(0, last)}`);
  const announce = (): void => {
    node.setAttribute('aria-valuenow', `${slider.current()}`);
    node.setAttribute('aria-valuetext', slider.placeText(slider.current()));
  };
  node.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (slider.onOther?.(event.key)) {
      event.preventDefault();
      return;
    }
    const to = placeAfterKey(event.key, slider.current(), last, slider.pageSize());
    if (to === undefined || last < 0) return;
    event.preventDefault();
    slider.onMove(Math.max(0, Math.min(to, last)));
  });
  announce();
  return announce;
}

function placeAfterKey(key: string, place: number, last: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return place + 1;
    case 'ArrowLeft':
    case 'ArrowUp':
      return place - 1;
    case 'PageDown':
      return place + page;
    case 'PageUp':
      return place - page;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
