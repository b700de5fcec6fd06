// The player's buttons and speed, and the loops' lines with their variables.
import { type SliderControl, slider } from '../../ui/controls.js';
import { element, group, setText } from '../../ui/element.js';
import { button, choice } from '../../ui/form.js';
import { type Settings, type Speed, speeds, startSpeed } from '../../ui/settings.js';
import { trans } from '../../ui/texts.js';
import { loopLines, type Visit, variablesOf } from '../loops/loops.js';
import { Player } from '../loops/player.js';
import type { Subject } from '../model/subject.js';

/** What the player reports to the explorer. */
export interface PlayerHost {
  /** The player is at another step; undefined before the first one and once it has stopped. */
  onMove(visit: Visit | undefined): void;
  /** A step was typed that there is not, as it says in words; undefined once that is put right. */
  showInvalid(problem: string | undefined): void;
}

/** Plays the source document's loops. */
export class PlayerPane {
  readonly node: HTMLElement = group(trans.__('player'), 'poolscope-player');
  /** Plays the mask that is shown now. */
  player: Player;
  private readonly subject: Subject;
  private readonly host: PlayerHost;
  private readonly playButton: HTMLButtonElement;
  private readonly stepSlider: SliderControl;
  private readonly code: HTMLElement = element('div', 'poolscope-code');
  private readonly values = new Map<string, HTMLElement>();
  private readonly speedChoice: HTMLLabelElement;
  private speed: Speed;
  /** The last speed of the settings. A person's choice stays until the settings have another one. */
  private speedFromSettings: Speed;
  private pendingFrame: number | undefined;
  private lastFrameTime = 0;
  /** The fraction of a step that is left over from the last frame. */
  private fractionOfStep = 0;
  private isStarted = false;

  constructor(subject: Subject, settings: Settings, host: PlayerHost) {
    this.host = host;
    this.subject = subject;
    this.player = new Player(subject);
    this.speedFromSettings = startSpeed(settings);
    this.speed = this.speedFromSettings;
    this.speedChoice = choice(
      trans.__('speed'),
      speeds.map((speed) => [speed, trans.__('%1 a second', speed)] as const),
      this.speed,
      (speed) => {
        this.speed = speed;
      },
    );
    this.playButton = button('▶', () => this.toggle(), trans.__('play'));
    this.stepSlider = slider(
      trans.__('step'),
      this.player.steps + 1,
      undefined,
      (step) => this.goTo(step),
      {
        onProblem: (problem) => host.showInvalid(problem),
        off: { label: trans._p('player', 'off'), onMove: () => this.stop() },
      },
    );
    const bar = element('div', 'poolscope-player-bar');
    bar.append(
      button('❘◀', () => this.goTo(0), trans.__('to the first step')),
      button('◀', () => this.isStarted && this.goTo(this.player.step - 1), trans.__('step back')),
      this.playButton,
      button('▶❘', () => this.goTo(this.player.step + 1), trans.__('step forward')),
      button('■', () => this.stop(), trans.__('stop and show the whole din')),
      this.stepSlider.node,
      this.speedChoice,
    );
    for (const { text, variable } of loopLines(subject.geometry, subject.layout)) {
      const line = element('div', 'poolscope-code-line', text);
      const value = element('span', 'poolscope-code-value');
      if (variable !== undefined) this.values.set(variable, value);
      line.append(value);
      this.code.append(line);
    }
    this.code.hidden = true;
    this.node.append(bar, this.code);
  }

  /** The step up to which din is shown, from 0, where it is empty; undefined while the player is off and din is whole. */
  get step(): number | undefined {
    return this.isStarted ? this.player.step : undefined;
  }

  /** Takes over the speed of the settings, where that has changed. */
  applySettings(settings: Settings): void {
    const speed = startSpeed(settings);
    if (speed === this.speedFromSettings) return;
    this.speedFromSettings = speed;
    this.speed = speed;
    this.speedChoice.querySelector('select')!.value = speed;
  }

  /** Begins anew, with another mask. */
  reset(): void {
    this.player = new Player(this.subject);
    if (this.isStarted) this.stop();
  }

  dispose(): void {
    this.pause();
    this.node.remove();
  }

  private goTo(step: number): void {
    this.pause();
    this.show(step);
  }

  /** Stops and shows the whole din. */
  stop(): void {
    this.pause();
    this.player.seek(0);
    this.isStarted = false;
    this.stepSlider.show(undefined);
    this.code.hidden = true;
    this.host.onMove(undefined);
  }

  /** Plays, or pauses. */
  toggle(): void {
    if (this.pendingFrame !== undefined) {
      this.pause();
      return;
    }
    if (this.player.step === this.player.steps) this.player.seek(0);
    this.labelPlayButton('pause');
    this.lastFrameTime = performance.now();
    this.fractionOfStep = 0;
    this.playNextFrame();
  }

  /** Stays at the step that it has come to. */
  pause(): void {
    if (this.pendingFrame === undefined) return;
    cancelAnimationFrame(this.pendingFrame);
    this.pendingFrame = undefined;
    this.labelPlayButton('play');
  }

  private playNextFrame(): void {
    this.pendingFrame = requestAnimationFrame((now) => {
      this.fractionOfStep += (Math.max(0, now - this.lastFrameTime) / 1000) * Number(this.speed);
      this.lastFrameTime = now;
      const steps = Math.floor(this.fractionOfStep);
      this.fractionOfStep -= steps;
      if (steps > 0) this.show(this.player.step + steps);
      if (this.player.step === this.player.steps) this.pause();
      else this.playNextFrame();
    });
  }

  /** The button keeps its accessible name; its sign, tip and pressed state say what it does next. */
  private labelPlayButton(action: 'play' | 'pause'): void {
    this.playButton.textContent = action === 'play' ? '▶' : '❚❚';
    this.playButton.title = action === 'play' ? trans.__('play') : trans.__('pause');
    this.playButton.setAttribute('aria-pressed', `${action === 'pause'}`);
  }

  private show(step: number): void {
    this.player.seek(step);
    this.isStarted = true;
    this.stepSlider.show(this.player.step);
    const { visit } = this.player;
    this.code.hidden = false;
    const values = visit && variablesOf(visit);
    for (const [name, node] of this.values) {
      const value = values?.get(name);
      setText(node, value === undefined ? '' : `${name} = ${value}`);
    }
    this.host.onMove(visit);
  }
}
