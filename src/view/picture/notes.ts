// The words of a picture: its facets, sizes, and what was cut.
import { userOrder } from '../../core/layout.js';
import { formatCount } from '../../core/numbers.js';
import { toEnglish } from '../../findings/finding/message.js';
import { type Axis, type AxisName, type Panel, slice } from '../model/panels.js';
import { cutMessage, type ViewParts, wholeMessages } from '../model/parts.js';
import type { SliceCells } from './tile.js';

/** One of a picture's small multiples: one channel or one batch entry of every panel. */
export interface Facet {
  readonly label: string;
  readonly positions: { readonly [Name in AxisName]?: number };
}

/** The facets of a picture: the first channels, or with one channel the first batch entries. */
export function facetsOf(all: readonly Panel[]): Facet[] {
  const axis = facetAxis(all[0]!);
  if (axis === undefined) return [{ label: '', positions: {} }];
  const shown = Math.min(axis.size, all.length > 1 ? 3 : 8);
  return Array.from({ length: shown }, (_, at) => ({
    label: `${axis.name} ${at}`,
    positions: { [axis.name]: at },
  }));
}

/** Describes a panel: its dtype, and its shape as the user has it. */
export function describe({ tensor, layout }: Panel): string {
  return `${tensor.dtype} ${userOrder(tensor.shape, layout).join(' × ') || 'scalar'}`;
}

/** Says which part of the arrays a picture shows, and what is known of the whole of a cut view. */
export function notesOf(
  view: ViewParts,
  all: readonly Panel[],
  facets: readonly Facet[],
  drawn: SliceCells,
): string[] {
  const panel = all[0]!;
  const facet = facetAxis(panel);
  const parts = all.length > 1 ? [] : [describe(panel)];
  for (const axis of panel.axes) {
    const { name, size } = axis;
    if (name === facet?.name) {
      parts.push(
        `${name === 'batch' ? 'batches' : 'channels'} 0 to ${facets.length - 1} of ${size}`,
      );
    } else if (size > 1) {
      parts.push(`${name} 0 of ${size}`);
    }
  }
  const whole = slice(panel, {});
  if (drawn.rows < whole.rows)
    parts.push(`the first ${drawn.rows} of ${formatCount(whole.rows)} rows`);
  if (drawn.columns < whole.columns) {
    parts.push(`the first ${drawn.columns} of ${formatCount(whole.columns)} columns`);
  }
  return [
    ...(parts.length > 0 ? [parts.join(' · ')] : []),
    ...(view.cut ? [toEnglish(cutMessage(view.cut, view.layout))] : []),
    ...wholeMessages(view).map(toEnglish),
  ];
}

function facetAxis({ axes }: Panel): Axis | undefined {
  const several = axes.filter(({ size }) => size > 1);
  return (
    several.find(({ name }) => name === 'channel') ?? several.find(({ name }) => name === 'batch')
  );
}
