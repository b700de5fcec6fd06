import { type Panel, type Scale, scaleOf } from 'poolscope/internal';
import { type Settings, scaleChoice } from '../ui/settings.js';
import { type ColourRange, ranged } from './colour-range.js';

/** The panels' colour scales, as the settings and the choice of range have them. */
export class Scales {
  private readonly panels: readonly Panel[];
  private own: ReadonlyMap<Panel, Scale>;
  private shown: ReadonlyMap<Panel, Scale>;
  private chosen: ColourRange;

  constructor(panels: readonly Panel[], settings: Settings) {
    this.panels = panels;
    this.own = scalesOf(panels, settings);
    this.shown = this.own;
    this.chosen = { mode: 'auto', fixed: startOf([...this.own.values()]) };
  }

  get range(): ColourRange {
    return this.chosen;
  }

  set range(range: ColourRange) {
    this.chosen = range;
    this.shown = ranged(this.own, range);
  }

  of(panel: Panel): Scale {
    return this.shown.get(panel)!;
  }

  /** Follows the settings. */
  take(settings: Settings): void {
    this.own = scalesOf(this.panels, settings);
    this.range = this.chosen;
  }
}

function scalesOf(panels: readonly Panel[], settings: Settings): Map<Panel, Scale> {
  const choice = scaleChoice(settings);
  return new Map(panels.map((panel) => [panel, scaleOf(panel, choice)]));
}

/** The ends that a person who fixes them finds: about 0, as far as any array goes, in two digits. */
function startOf(scales: readonly Scale[]): [number, number] {
  const numbers = scales.filter(({ discrete }) => !discrete);
  const bound = Math.max(1e-3, ...numbers.flatMap(({ range }) => range.map(Math.abs)));
  const round = Number(bound.toPrecision(2));
  return [-round, round];
}
