import type { Tensor } from 'poolscope';
import { type AxisName, type Panel, type Slice, slice } from 'poolscope/internal';

/** The slice that a panel is to show. */
export interface SlicePlace {
  readonly tensor: () => Tensor;
  readonly positions: { readonly [Name in AxisName]?: number };
  /** Changes whenever the tensor or its values have changed. */
  readonly version: string;
}

/**
 * The latest slice of each panel. The same slice is the same object, so that code that has drawn it
 * knows that nothing is new.
 */
export class Slices {
  private readonly cache = new Map<Panel, { readonly at: string; readonly slice: Slice }>();

  get(panel: Panel, { tensor, positions, version }: SlicePlace): Slice {
    const at = JSON.stringify([positions, version]);
    const before = this.cache.get(panel);
    if (before?.at === at) return before.slice;
    const created = slice({ ...panel, tensor: tensor() }, positions);
    this.cache.set(panel, { at, slice: created });
    return created;
  }
}
