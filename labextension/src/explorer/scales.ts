// The colour scales of the explorer's panels.
import { type Panel, type Scale, scalesOf } from 'poolscope/internal';
import { type Settings, scaleChoice } from '../ui/settings.js';
import { isDarkPage } from '../ui/theme.js';

type Range = Scale['range'];
type Role = Panel['role'];

/**
 * The panels' colour scales, from the settings and the ranges that were chosen. Panels of one role, as
 * dout and din, share a range, so that equal colours are equal gradients.
 */
export class Scales {
  private panels: readonly Panel[];
  private settings: Settings;
  private usual: ReadonlyMap<Panel['name'], Scale>;
  /** The usual ones with the chosen ranges; the same objects until one changes, so that code can keep what it made of them. */
  private scales: ReadonlyMap<Panel['name'], Scale>;
  private readonly chosen = new Map<Role, Range>();

  constructor(panels: readonly Panel[], settings: Settings) {
    this.panels = panels;
    this.settings = settings;
    this.usual = scalesOf(panels, scaleChoice(settings, isDarkPage()));
    this.scales = this.usual;
  }

  get({ name }: Panel): Scale {
    return this.scales.get(name)!;
  }

  /** The range that a panel has unless another is chosen. */
  domainOf({ name }: Panel): Range {
    return this.usual.get(name)!.range;
  }

  /** Sets the range of all panels of a role; undefined: that of their values. */
  choose(role: Role, range: Range | undefined): void {
    if (range === undefined) this.chosen.delete(role);
    else this.chosen.set(role, range);
    this.applyChosen();
  }

  /** Takes over the values of other arrays in the panels. */
  applyPanels(panels: readonly Panel[]): void {
    this.panels = panels;
    this.usual = scalesOf(panels, scaleChoice(this.settings, isDarkPage()));
    this.applyChosen();
  }

  /** Takes over the colours of the settings and of the page. */
  applySettings(settings: Settings): void {
    this.settings = settings;
    this.applyPanels(this.panels);
  }

  private applyChosen(): void {
    const roles = new Map(this.panels.map(({ name, role }) => [name, role]));
    this.scales = new Map(
      [...this.usual].map(([name, scale]) => {
        const range = this.chosen.get(roles.get(name)!);
        return [name, range === undefined ? scale : { ...scale, range }];
      }),
    );
  }
}
