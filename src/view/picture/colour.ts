// Colour scales, and the colour of a value.
import table from '../../../labextension/poolscope/view/picture/colours.json' with { type: 'json' };
import { factsOf } from '../model/derived.js';
import type { Panel } from '../model/panels.js';

/**
 * How a panel's numbers become colours: stops from 0 to 1 along `range`. A discrete scale has hard
 * steps between whole numbers.
 */
export interface Scale {
  readonly stops: readonly (readonly [number, string])[];
  readonly range: readonly [number, number];
  readonly discrete: boolean;
  /** The colour of NaN; by default that of activations. */
  readonly nan?: string;
}

/** The table of colours, which Python reads too. */
interface Colours {
  readonly activation: Readonly<Record<'lagoon' | 'grey', readonly string[]>>;
  readonly gradient: Readonly<Record<'blue-red' | 'teal-brown', readonly string[]>>;
  /** Of cells that are false and true. */
  readonly mask: readonly string[];
  /** What is near white on paper is near black on a dark page; NaN is that of gradients. */
  readonly dark: Pick<Colours, 'gradient' | 'mask'> & { readonly nan: string };
  readonly nonFinite: {
    readonly nan: Readonly<Record<Panel['role'], string>>;
    readonly posInf: string;
    readonly negInf: string;
  };
}

const colours: Colours = table;

/** Colours of cells that are not finite. */
export interface NonFinite {
  readonly nan: string;
  readonly posInf: string;
  readonly negInf: string;
}

/**
 * The colours of cells that are not finite, in a panel of a role: hues of no scale. No colour is far
 * from those of every scale for who can't see red, green or blue, so each role has its own for NaN.
 */
export function nonFiniteOf(role: Panel['role'], isDark = false): NonFinite {
  const { nan, posInf, negInf } = colours.nonFinite;
  return { nan: isDark && role === 'gradient' ? colours.dark.nan : nan[role], posInf, negInf };
}

/**
 * The scales for each role, by name. The two default scales step evenly in OKLCH lightness.
 * Activations run from navy over teal to cream, larger is lighter. Gradients are blue if negative,
 * red if positive, and near white at 0. The two alternatives: grey prints well; teal and brown
 * differ for people who can't see red.
 */
export const scales: {
  readonly activation: Readonly<Record<'lagoon' | 'grey', Scale['stops']>>;
  readonly gradient: Readonly<Record<'blue-red' | 'teal-brown', Scale['stops']>>;
} = {
  activation: {
    lagoon: spaceEvenly(colours.activation.lagoon),
    grey: spaceEvenly(colours.activation.grey),
  },
  gradient: {
    'blue-red': spaceEvenly(colours.gradient['blue-red']),
    'teal-brown': spaceEvenly(colours.gradient['teal-brown']),
  },
};

/** The scales of gradients on a dark page: near black at 0, lighter to both sides. */
export const darkGradients: (typeof scales)['gradient'] = {
  'blue-red': spaceEvenly(colours.dark.gradient['blue-red']),
  'teal-brown': spaceEvenly(colours.dark.gradient['teal-brown']),
};

/** Which scales to use. */
export interface ScaleChoice {
  readonly activation: keyof (typeof scales)['activation'];
  readonly gradient: keyof (typeof scales)['gradient'];
  /** Whether a gradient's range is symmetric about 0; else it runs from minimum to maximum. */
  readonly symmetric: boolean;
  /** Whether the page is dark: no panel is near white there. */
  readonly isDark: boolean;
}

const usual: ScaleChoice = {
  activation: 'lagoon',
  gradient: 'blue-red',
  symmetric: true,
  isDark: false,
};

function twoColours([off = '', on = '']: readonly string[]): Scale['stops'] {
  return [
    [0, off],
    [0.5, off],
    [0.5, on],
    [1, on],
  ];
}

/**
 * The scale of a panel: masks two discrete colours (0 and 1 at the middle of their halves),
 * gradients diverging and symmetric about 0, activations sequential. It depends on the finite
 * values of the panel's whole array, so that moving a slider never changes the colours.
 * @param choice the colours, and whether a gradient's range is symmetric
 * @param values the least and the greatest value that it is for; by default those of the panel's array
 * @example
 * const [panel] = panels(heatmap(tensor([-3, 5]), { role: 'gradient' }));
 * scaleOf(panel, { activation: 'grey', gradient: 'teal-brown', symmetric: false, isDark: false }).range // [-3, 5]
 */
export function scaleOf(
  panel: Panel,
  choice: ScaleChoice = usual,
  values?: Readonly<Record<'low' | 'high', number>>,
): Scale {
  const { isDark } = choice;
  const { nan } = nonFiniteOf(panel.role, isDark);
  if (panel.role === 'mask') {
    const stops = twoColours(isDark ? colours.dark.mask : colours.mask);
    return { stops, range: [-0.5, 1.5], discrete: true, nan };
  }
  const { low, high } = values ?? factsOf(panel.tensor);
  if (panel.role === 'gradient') {
    const stops = (isDark ? darkGradients : scales.gradient)[choice.gradient];
    if (!choice.symmetric) return { stops, range: widen(low, high), discrete: false, nan };
    const bound = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return { stops, range: [-bound, bound], discrete: false, nan };
  }
  return {
    stops: scales.activation[choice.activation],
    range: widen(low, high),
    discrete: false,
    nan,
  };
}

/**
 * The scales of a view's panels, by their names. Panels of one role share theirs, so that a colour
 * is one number in dout and in din.
 */
export function scalesOf(
  panels: readonly Panel[],
  choice: ScaleChoice = usual,
): Map<Panel['name'], Scale> {
  const spans = new Map(
    [...new Set(panels.map(({ role }) => role))].map((role) => [
      role,
      role === 'mask' ? undefined : spanOf(panels.filter((panel) => panel.role === role)),
    ]),
  );
  return new Map(
    panels.map((panel) => [panel.name, scaleOf(panel, choice, spans.get(panel.role))]),
  );
}

/** The least and the greatest finite value of all of some panels. */
export function spanOf(panels: readonly Panel[]): Record<'low' | 'high', number> {
  const facts = panels.map(({ tensor }) => factsOf(tensor));
  return {
    low: Math.min(...facts.map(({ low }) => low)),
    high: Math.max(...facts.map(({ high }) => high)),
  };
}

/** The colour of a value: red, green and blue from 0 to 255, the same on every machine. */
export function colourOf(scale: Scale, value: number): readonly [number, number, number] {
  const { nan, posInf, negInf } = nonFiniteOf('activation');
  if (Number.isNaN(value)) return parseColour(scale.nan ?? nan);
  if (value === Infinity) return parseColour(posInf);
  if (value === -Infinity) return parseColour(negInf);
  const at = positionIn(scale.range, value);
  const next = scale.stops.findIndex(([stop]) => stop > at);
  if (next < 0) return parseColour(scale.stops.at(-1)![1]);
  const [low, from] = scale.stops[next - 1]!;
  const [high, to] = scale.stops[next]!;
  const [a, b] = [parseColour(from), parseColour(to)];
  const mix = (i: 0 | 1 | 2): number =>
    Math.round(a[i] + ((b[i] - a[i]) * (at - low)) / (high - low));
  return [mix(0), mix(1), mix(2)];
}

/** Where a finite value lies along a range, from 0 to 1. */
export function positionIn([low, high]: readonly [number, number], value: number): number {
  // Halved if the difference of the ends would overflow.
  const unit = Number.isFinite(high - low) ? 1 : 0.5;
  const at = (value * unit - low * unit) / (high * unit - low * unit);
  return Math.min(1, Math.max(0, at));
}

/** Parses `#rrggbb` into three numbers. */
export function parseColour(colour: string): [number, number, number] {
  const all = Number.parseInt(colour.slice(1), 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

function spaceEvenly(colours: readonly string[]): Scale['stops'] {
  return colours.map((colour, i) => [i / (colours.length - 1), colour]);
}

/**
 * Widens a range of one point, so that a constant array gets the colour at the middle of its scale.
 */
function widen(low: number, high: number): [number, number] {
  if (low < high) return [low, high];
  const half = Math.abs(low) / 2 || 0.5;
  return [Math.max(-Number.MAX_VALUE, low - half), Math.min(Number.MAX_VALUE, high + half)];
}

/** Whether white text is easier to read on a colour than ink: by its luma, with Rec. 709 weights. */
export function isDark([red, green, blue]: readonly [number, number, number]): boolean {
  return red * 0.2126 + green * 0.7152 + blue * 0.0722 < 112;
}
