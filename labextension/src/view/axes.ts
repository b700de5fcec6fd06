// The sliders of a view: one for each axis that its panels do not draw.
import type { Axis, AxisName, Panel } from 'poolscope/internal';
import { trans } from '../ui/texts.js';

/** A slider of a view, and the axis that it moves. */
export interface ViewAxis {
  readonly axis: Axis;
  /** The text beside the slider, and its accessible name. */
  readonly label: string;
}

/**
 * The sliders of a view, one for each axis of its panels. Panels whose axes have the same name and
 * size share a slider; where the sizes differ (the depth of x and of dout, in 3-d), the label of the
 * later slider names its panels.
 * @example
 * viewAxes(panels(view)).map(({ label }) => label) // ['batch', 'depth', 'depth of dout', 'channel']
 */
export function viewAxes(panels: readonly Panel[]): ViewAxis[] {
  const found: { axis: Axis; panels: string[] }[] = [];
  for (const panel of panels) {
    for (const axis of panel.axes) {
      const same = found.find((one) => isSameAxis(one.axis, axis));
      if (same === undefined) found.push({ axis, panels: [panel.name] });
      else same.panels.push(panel.name);
    }
  }
  const names = [...new Set(found.map(({ axis }) => axis.name))];
  return names.flatMap((name) =>
    found
      .filter(({ axis }) => axis.name === name)
      .map(({ axis, panels: where }, i) => ({
        axis,
        label:
          i === 0
            ? axisLabel(name)
            : trans._p('axis', '%1 of %2', axisLabel(name), where.join(', ')),
      })),
  );
}

/** An axis' name on screen. */
export function axisLabel(name: AxisName): string {
  if (name === 'batch') return trans.__('batch');
  if (name === 'channel') return trans.__('channel');
  if (name === 'depth') return trans.__('depth');
  return trans.__('axis %1', name.slice('axis '.length));
}

/** Whether one slider moves both axes. */
export function isSameAxis(one: Axis, other: Axis): boolean {
  return one.name === other.name && one.size === other.size;
}
