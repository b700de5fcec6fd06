// What a person can set, and the settings that hold now.
import type { ScaleChoice } from 'poolscope/internal';

/** The speeds that the player offers, in steps per second. */
export const speeds = ['1', '4', '15', '60', '240', '1000', '4000'] as const;
export type Speed = (typeof speeds)[number];

/** What a person can set; `schema/plugin.json` describes it to JupyterLab. */
export interface Settings {
  readonly activationColours: ScaleChoice['activation'];
  readonly gradientColours: ScaleChoice['gradient'];
  readonly symmetric: boolean;
  /** In megabytes, before decoding. */
  readonly largestPayload: number;
  readonly playerSpeed: Speed;
  readonly motion: 'auto' | 'full' | 'reduced';
}

export const defaults: Settings = {
  activationColours: 'lagoon',
  gradientColours: 'blue-red',
  symmetric: true,
  largestPayload: 64,
  playerSpeed: '15',
  motion: 'auto',
};

/** The colours of the settings, in the form that `scaleOf` takes, for a light or a dark page. */
export function scaleChoice(
  { activationColours, gradientColours, symmetric }: Settings,
  isDark: boolean,
): ScaleChoice {
  return { activation: activationColours, gradient: gradientColours, symmetric, isDark };
}

/** The speed that the player starts with: one step per second where less motion is asked for. */
export function startSpeed({ motion, playerSpeed }: Settings): Speed {
  const isReduced =
    motion === 'reduced' ||
    (motion === 'auto' && matchMedia('(prefers-reduced-motion: reduce)').matches);
  return isReduced ? '1' : playerSpeed;
}

/** The current settings, and the listeners that are called when they change. */
export class LiveSettings {
  private settings: Settings = defaults;
  private readonly listeners = new Set<() => void>();

  get current(): Settings {
    return this.settings;
  }

  /** Replaces the settings by ones that were checked against the schema; what is left out is the default. */
  update(changed: Partial<Settings>): void {
    this.settings = { ...defaults, ...changed };
    for (const listener of this.listeners) listener();
  }

  /**
   * Calls a listener after each change.
   * @returns removes the listener
   */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
