// The colour scales of the explorer's panels.
import { type Panel, type Scale, scaleOf } from 'poolscope/internal';
import { type Settings, scaleChoice } from '../ui/settings.js';
import { applyRange, type ColourRange } from './colour-range.js';

/** The panels' colour scales, from the settings and the chosen range. */
export class Scales {
  private readonly panels: readonly Panel[];
  private baseScales: ReadonlyMap<Panel, Scale>;
  private currentScales: ReadonlyMap<Panel, Scale>;
  private currentRange: ColourRange;

  constructor(panels: readonly Panel[], settings: Settings) {
    this.panels = panels;
    this.baseScales = scalesOf(panels, settings);
    this.currentScales = this.baseScales;
    this.currentRange = { mode: 'auto', fixed: fixedRangeOf([...this.baseScales.values()]) };
  }

  get range(): ColourRange {
    return this.currentRange;
  }

  set range(range: ColourRange) {
    this.currentRange = range;
    this.currentScales = applyRange(this.baseScales, range);
  }

  get(panel: Panel): Scale {
    return this.currentScales.get(panel)!;
  }

  /** Takes over the colours of the settings. */
  applySettings(settings: Settings): void {
    this.baseScales = scalesOf(this.panels, settings);
    this.range = this.currentRange;
  }
}

function scalesOf(panels: readonly Panel[], settings: Settings): Map<Panel, Scale> {
  const choice = scaleChoice(settings);
  return new Map(panels.map((panel) => [panel, scaleOf(panel, choice)]));
}

/** The first range that a person can edit: symmetric about 0, as large as any array, in two digits. */
function fixedRangeOf(scales: readonly Scale[]): [number, number] {
  const numbers = scales.filter(({ discrete }) => !discrete);
  const bound = Math.max(1e-3, ...numbers.flatMap(({ range }) => range.map(Math.abs)));
  const round = Number(bound.toPrecision(2));
  return [-round, round];
}
