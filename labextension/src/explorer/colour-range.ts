// The range of the colour scales: how a choice changes it, and the control for that choice.
import type { Panel, Scale } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { choice, numberField } from '../ui/form.js';
import { trans } from '../ui/texts.js';

/** What decides the ends of the colour scales. */
export type RangeMode = 'auto' | 'symmetric' | 'shared' | 'fixed';

/** The choice of a range for all panels but masks. */
export interface ColourRange {
  readonly mode: RangeMode;
  /** The ends in the mode `fixed`. */
  readonly fixed: readonly [number, number];
}

/**
 * Applies a choice of range to scales: `auto` keeps each array's own range, `symmetric` makes it
 * symmetric about 0, `shared` gives all arrays one range, `fixed` the given one. Masks keep their two
 * colours.
 * @example
 * applyRange(scales, { mode: 'symmetric', fixed: [-1, 1] }).get(x).range // [-4, 4] for x from -4 to 3
 */
export function applyRange(
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

/** Creates the control: a choice of the mode, and two numbers for `fixed`. */
export function createRangeControl(
  start: ColourRange,
  onChange: (range: ColourRange) => void,
): HTMLElement {
  const node = element('span', 'poolscope-range');
  let range = start;
  const setRange = (change: Partial<ColourRange>): void => {
    const next = { ...range, ...change };
    if (!(next.fixed[0] < next.fixed[1])) return;
    range = next;
    ends.hidden = range.mode !== 'fixed';
    onChange(range);
  };
  const ends = element('span', 'poolscope-range-ends');
  ends.append(
    numberField(trans.__('lowest colour'), start.fixed[0], (low) =>
      setRange({ fixed: [low, range.fixed[1]] }),
    ),
    ` ${trans.__('to')} `,
    numberField(trans.__('highest colour'), start.fixed[1], (high) =>
      setRange({ fixed: [range.fixed[0], high] }),
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
      (mode) => setRange({ mode }),
    ),
    ends,
  );
  return node;
}
