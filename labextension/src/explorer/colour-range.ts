import type { Panel, Scale } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { choice, numberField } from '../ui/form.js';
import { trans } from '../ui/texts.js';

/** Where the ends of the colour scales come from. */
export type RangeMode = 'auto' | 'symmetric' | 'shared' | 'fixed';

/** The ends of the colour scales of a view's number panels. */
export interface ColourRange {
  readonly mode: RangeMode;
  /** The ends under `fixed`. */
  readonly fixed: readonly [number, number];
}

/**
 * The scales under a choice of range: `auto` each array's own, `symmetric` about 0, `shared` one for
 * all number arrays, `fixed` as given. Masks keep their two colours.
 * @example
 * ranged(scales, { mode: 'symmetric', fixed: [-1, 1] }).get(x).range // [-4, 4] for x from -4 to 3
 */
export function ranged(
  scales: ReadonlyMap<Panel, Scale>,
  { mode, fixed }: ColourRange,
): Map<Panel, Scale> {
  const numbers = [...scales.values()].filter(({ discrete }) => !discrete);
  const low = Math.min(...numbers.map(({ range }) => range[0]));
  const high = Math.max(...numbers.map(({ range }) => range[1]));
  const rangeOf = ({ range }: Scale): Scale['range'] => {
    if (mode === 'fixed') return fixed;
    if (mode === 'shared') return [low, high];
    if (mode === 'auto') return range;
    const bound = Math.max(Math.abs(range[0]), Math.abs(range[1]));
    return [-bound, bound];
  };
  return new Map(
    [...scales].map(([panel, scale]) => [
      panel,
      scale.discrete ? scale : { ...scale, range: rangeOf(scale) },
    ]),
  );
}

/** The control for it: a choice, and two numbers where the range is fixed. */
export function rangeControl(
  start: ColourRange,
  changed: (range: ColourRange) => void,
): HTMLElement {
  const node = element('span', 'poolscope-range');
  let range = start;
  const take = (change: Partial<ColourRange>): void => {
    const next = { ...range, ...change };
    if (!(next.fixed[0] < next.fixed[1])) return;
    range = next;
    ends.hidden = range.mode !== 'fixed';
    changed(range);
  };
  const ends = element('span', 'poolscope-range-ends');
  ends.append(
    numberField(trans.__('lowest colour'), start.fixed[0], (low) =>
      take({ fixed: [low, range.fixed[1]] }),
    ),
    ` ${trans.__('to')} `,
    numberField(trans.__('highest colour'), start.fixed[1], (high) =>
      take({ fixed: [range.fixed[0], high] }),
    ),
  );
  ends.hidden = start.mode !== 'fixed';
  node.append(
    choice(
      trans.__('colours'),
      [
        ['auto', trans.__('auto')],
        ['symmetric', trans.__('symmetric about 0')],
        ['shared', trans.__('shared by all')],
        ['fixed', trans.__('fixed')],
      ],
      start.mode,
      (mode) => take({ mode }),
    ),
    ends,
  );
  return node;
}
