import type { ScaleChoice } from 'poolscope/internal';

/** Steps a second that the player can take. */
export const speeds = ['1', '4', '15', '60', '240', '1000', '4000'] as const;
export type Speed = (typeof speeds)[number];

/** What a person can set; `schema/plugin.json` says it to JupyterLab. */
export interface Settings {
  readonly activationColours: ScaleChoice['activation'];
  readonly gradientColours: ScaleChoice['gradient'];
  readonly symmetric: boolean;
  /** In megabytes, as it was sent. */
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

/** The colours that were set, as `scaleOf` takes them. */
export function scaleChoice({
  activationColours,
  gradientColours,
  symmetric,
}: Settings): ScaleChoice {
  return { activation: activationColours, gradient: gradientColours, symmetric };
}

/** The speed that the player starts with: someone who wants less motion sees single steps. */
export function startSpeed({ motion, playerSpeed }: Settings): Speed {
  const isReduced =
    motion === 'reduced' ||
    (motion === 'auto' && matchMedia('(prefers-reduced-motion: reduce)').matches);
  return isReduced ? '1' : playerSpeed;
}

/** The settings as they are now, and whoever follows them. */
export class LiveSettings {
  private now: Settings = defaults;
  private readonly listeners = new Set<() => void>();

  get current(): Settings {
    return this.now;
  }

  /** Takes settings that have passed the schema. */
  take(changed: Partial<Settings>): void {
    this.now = { ...defaults, ...changed };
    for (const listener of this.listeners) listener();
  }

  /** Calls back after each change, until what is returned is called. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
