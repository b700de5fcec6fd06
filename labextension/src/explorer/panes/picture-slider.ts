/** What a picture shows a place in, and how a key moves it. */
export interface PictureSlider {
  readonly label: string;
  /** How many places there are. */
  readonly size: number;
  /** How many a page is. */
  page(): number;
  /** The place on screen, from 0 on. */
  place(): number;
  /** How a screen reader says it. */
  text(place: number): string;
  moved(place: number): void;
}

/**
 * Lets keys move a place in a picture, as in a slider: arrows by one, Page Up and Page Down by a page,
 * Home and End to the ends. To the right and downwards is onwards, as the picture reads.
 * @returns says the place anew, when it has moved
 */
export function pictureSlider(node: HTMLElement, slider: PictureSlider): () => void {
  const last = slider.size - 1;
  node.tabIndex = 0;
  node.setAttribute('role', 'slider');
  node.setAttribute('aria-label', slider.label);
  node.setAttribute('aria-valuemin', '0');
  node.setAttribute('aria-valuemax', `${Math.max(0, last)}`);
  const say = (): void => {
    node.setAttribute('aria-valuenow', `${slider.place()}`);
    node.setAttribute('aria-valuetext', slider.text(slider.place()));
  };
  node.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const to = target(event.key, slider.place(), last, slider.page());
    if (to === undefined || last < 0) return;
    event.preventDefault();
    slider.moved(Math.max(0, Math.min(to, last)));
  });
  say();
  return say;
}

function target(key: string, place: number, last: number, page: number): number | undefined {
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
