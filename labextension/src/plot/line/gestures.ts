// Zooms into a line: by a drag over a part of it, by the wheel about the pointer, by a double click out again.
import type { CellGrid } from '../canvas/cell-grid.js';
import { zoomed } from '../zoom.js';

/** What the gestures need of their plot. */
export interface ZoomHost {
  grid(): CellGrid | undefined;
  /** The number of cells. */
  columns(): number;
  /** Shows what a drag has chosen so far, in pixels of the area; undefined: nothing. */
  showSelection(ends: readonly [number, number] | undefined): void;
  /** Shows a part, in cells; undefined: all. */
  zoomTo(x: CellGrid['x'] | undefined): void;
}

/** A drag of fewer pixels is a click. */
const leastDrag = 5;
/** How many pixels of the wheel double what is on screen. */
const wheelOctave = 240;

/** Listens on the area of a line. The wheel is the page's own, unless the plot has the focus or Ctrl is held. */
export function listenForZoom(area: HTMLElement, host: ZoomHost): void {
  const along = (clientX: number): number => clientX - area.getBoundingClientRect().left;
  area.addEventListener('pointerdown', (press) => {
    if (press.button !== 0) return;
    const from = along(press.clientX);
    const move = (event: PointerEvent): void => {
      const to = along(event.clientX);
      host.showSelection(Math.abs(to - from) < leastDrag ? undefined : [from, to]);
    };
    const up = (event: PointerEvent): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', up);
      host.showSelection(undefined);
      const [grid, to] = [host.grid(), along(event.clientX)];
      if (grid === undefined || event.type !== 'pointerup' || Math.abs(to - from) < leastDrag)
        return;
      const cell = (at: number): number =>
        grid.x[0] + (Math.max(0, Math.min(at, grid.width)) / grid.width) * (grid.x[1] - grid.x[0]);
      host.zoomTo(wholeCells([cell(Math.min(from, to)), cell(Math.max(from, to))]));
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', up);
    // No text is selected on the way.
    press.preventDefault();
  });
  area.addEventListener('dblclick', () => host.zoomTo(undefined));
  area.addEventListener(
    'wheel',
    (event) => {
      const grid = host.grid();
      const isOurs = event.ctrlKey || event.metaKey || area.closest(':focus') !== null;
      if (grid === undefined || !isOurs) return;
      event.preventDefault();
      const span = grid.x[1] - grid.x[0];
      const at = grid.x[0] + (along(event.clientX) / grid.width) * span;
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 24;
      const pan = event.shiftKey ? pixels : event.deltaX;
      const factor = event.shiftKey ? 1 : 2 ** (pixels / wheelOctave);
      host.zoomTo(zoomed(grid.x, host.columns(), { at, factor, by: (pan / grid.width) * span }));
    },
    { passive: false },
  );
}

/** The cells of which some is in a stretch. */
function wholeCells([from, to]: CellGrid['x']): CellGrid['x'] {
  return [Math.floor(from + 0.5) - 0.5, Math.ceil(to - 0.5) + 0.5];
}
