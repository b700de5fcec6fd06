import type { Tensor } from 'poolscope';
import { type AxisName, type Panel, type Slice, slice } from 'poolscope/internal';

/** What is drawn of a panel now. */
export interface SlicePlace {
  readonly tensor: Tensor;
  readonly positions: { readonly [Name in AxisName]?: number };
  /** Tells the contents of one tensor apart that change with time. */
  readonly version: number;
}

/**
 * The slices on screen. One that is asked for again is the same object, so that whoever has drawn
 * it knows that there is nothing new to draw.
 */
export class Slices {
  private readonly kept = new Map<Panel, { readonly at: string; readonly slice: Slice }>();

  of(panel: Panel, { tensor, positions, version }: SlicePlace): Slice {
    const at = JSON.stringify([positions, version]);
    const before = this.kept.get(panel);
    if (before?.at === at) return before.slice;
    const made = slice({ ...panel, tensor }, positions);
    this.kept.set(panel, { at, slice: made });
    return made;
  }
}
