// What the pointer does in the picture of the matrix: points at a line, goes to it, or zooms to several.
import type { RowRange } from '../model/overview.js';

/** What the gestures report; a line is told by its rows. */
export interface RowGestures {
  /** The rows of the line at a place of the picture. */
  rowsAt(left: number, top: number): RowRange | undefined;
  onPoint(rows: RowRange | undefined): void;
  onChoose(rows: RowRange): void;
  /** From one line to another, in either order. */
  onDrag(from: RowRange, to: RowRange): void;
  onWheel(rows: RowRange, factor: number): void;
  onAll(): void;
}

/** How many pixels of the wheel double what is on screen. */
const wheelOctave = 240;

/** Listens on the picture. The wheel is the page's own, unless the picture has the focus or Ctrl is held. */
export function listenForRows(area: HTMLElement, gestures: RowGestures): void {
  const rowsUnder = (event: MouseEvent): RowRange | undefined => {
    const box = area.getBoundingClientRect();
    return gestures.rowsAt(event.clientX - box.left, event.clientY - box.top);
  };
  let from: RowRange | undefined;
  area.addEventListener('pointerdown', (event) => {
    from = event.button === 0 ? rowsUnder(event) : undefined;
    if (from !== undefined) area.setPointerCapture(event.pointerId);
  });
  area.addEventListener('pointermove', (event) => gestures.onPoint(rowsUnder(event)));
  area.addEventListener('pointerleave', () => gestures.onPoint(undefined));
  area.addEventListener('pointerup', (event) => {
    const [start, to] = [from, rowsUnder(event)];
    from = undefined;
    if (start === undefined || to === undefined) return;
    if (start.start === to.start) gestures.onChoose(to);
    else gestures.onDrag(start, to);
  });
  area.addEventListener('dblclick', () => gestures.onAll());
  area.addEventListener(
    'wheel',
    (event) => {
      const isOurs = event.ctrlKey || event.metaKey || document.activeElement === area;
      const rows = rowsUnder(event);
      if (!isOurs || rows === undefined) return;
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 24;
      gestures.onWheel(rows, 2 ** (pixels / wheelOctave));
    },
    { passive: false },
  );
}
