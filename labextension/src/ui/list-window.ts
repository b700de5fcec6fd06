// The part of a long list that is drawn, and the slider that moves it.
import { type SliderControl, slider } from './controls.js';

/** The most entries of a list that are drawn at a time. */
const mostListed = 200;

/** Which entries of a list are drawn. */
export class ListWindow {
  /** Moves the part; undefined where all entries are drawn. */
  readonly slider: HTMLElement | undefined;
  private readonly count: number;
  private readonly control: SliderControl | undefined;
  private first = 0;

  /**
   * @param label of the slider, whose position is the first entry that is drawn
   * @param onMove called when another part is to be drawn
   */
  constructor(count: number, label: string, onMove: () => void) {
    this.count = count;
    if (count <= mostListed) return;
    this.control = slider(label, count - mostListed + 1, 0, (at) => {
      this.first = at;
      onMove();
    });
    this.slider = this.control.node;
  }

  /** The numbers of the entries that are drawn. */
  get shown(): number[] {
    const length = Math.min(mostListed, this.count);
    return Array.from({ length }, (_, i) => this.first + i);
  }

  /** The place of an entry among those that are drawn; undefined where it is not. */
  placeOf(at: number): number | undefined {
    const place = at - this.first;
    return place >= 0 && place < mostListed ? place : undefined;
  }

  /**
   * Moves the part, where an entry is not in it, so that it is.
   * @returns whether another part is to be drawn
   */
  bring(at: number): boolean {
    if (this.placeOf(at) !== undefined) return false;
    this.first = Math.max(0, Math.min(at - mostListed / 2, this.count - mostListed));
    this.control?.show(this.first);
    return true;
  }
}
