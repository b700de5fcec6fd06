import type { Axis, AxisName, Panel } from 'poolscope/internal';
import { trans } from '../ui/texts.js';

/** A slider of a view: the axis it moves, and in which panels. */
export interface ViewAxis {
  readonly axis: Axis;
  /** What stands beside the slider; also its accessible name. */
  readonly label: string;
}

/**
 * The sliders of a view, one for each axis that its panels have. Panels share an axis that has the
 * same name and size in both; where the sizes differ (the depth of x and of dout, in 3-d), the
 * later one is labelled with its panels.
 * @example
 * viewAxes(panels(view)).map(({ label }) => label) // ['batch', 'depth', 'depth of dout', 'channel']
 */
export function viewAxes(panels: readonly Panel[]): ViewAxis[] {
  const found: { axis: Axis; panels: string[] }[] = [];
  for (const panel of panels) {
    for (const axis of panel.axes) {
      const same = found.find((one) => isSame(one.axis, axis));
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
          i === 0 ? axisText(name) : trans._p('axis', '%1 of %2', axisText(name), where.join(', ')),
      })),
  );
}

/** What an axis is called on screen. */
export function axisText(name: AxisName): string {
  if (name === 'batch') return trans.__('batch');
  if (name === 'channel') return trans.__('channel');
  if (name === 'depth') return trans.__('depth');
  return trans.__('axis %1', name.slice('axis '.length));
}

/** Whether two axes are moved together. */
export function isSame(one: Axis, other: Axis): boolean {
  return one.name === other.name && one.size === other.size;
}
