import { type SliderControl, slider } from '../../ui/controls.js';
import { element } from '../../ui/element.js';
import { button, choice } from '../../ui/form.js';
import { type Settings, type Speed, speeds, startSpeed } from '../../ui/settings.js';
import { trans } from '../../ui/texts.js';
import { loopLines, Player, type Visit, variablesOf } from '../model/player.js';
import type { Subject } from '../model/subject.js';

/** What the player tells the explorer. */
export interface PlayerHost {
  /** A step was taken or sought; undefined once din is whole again. */
  moved(visit: Visit | undefined): void;
}

/** Plays the document's loops: its buttons, its place, and the loops' lines with their variables. */
export class PlayerPane {
  readonly node: HTMLElement = element('section', 'poolscope-player');
  readonly player: Player;
  private readonly host: PlayerHost;
  private readonly playing: HTMLButtonElement;
  private readonly seek: SliderControl;
  private readonly code: HTMLElement = element('div', 'poolscope-code');
  private readonly values = new Map<string, HTMLElement>();
  private readonly speedChoice: HTMLLabelElement;
  private speed: Speed;
  /** The speed that was set last: a change of another setting leaves one that a person chose. */
  private started: Speed;
  private frame: number | undefined;
  private last = 0;
  /** Parts of a step that a frame was too short for. */
  private owed = 0;
  private on = false;

  constructor(subject: Subject, settings: Settings, host: PlayerHost) {
    this.host = host;
    this.player = new Player(subject);
    this.started = startSpeed(settings);
    this.speed = this.started;
    this.speedChoice = choice(
      trans.__('speed'),
      speeds.map((speed) => [speed, trans.__('%1 a second', speed)] as const),
      this.speed,
      (speed) => {
        this.speed = speed;
      },
    );
    this.node.setAttribute('aria-label', trans.__('player'));
    this.playing = button('▶', () => this.toggle(), trans.__('play'));
    this.seek = slider(trans.__('step'), this.player.steps + 1, 0, (step) => this.goTo(step));
    const bar = element('div', 'poolscope-player-bar');
    bar.append(
      button('❘◀', () => this.goTo(0), trans.__('to the first step')),
      button('◀', () => this.goTo(this.player.step - 1), trans.__('step back')),
      this.playing,
      button('▶❘', () => this.goTo(this.player.step + 1), trans.__('step forward')),
      button('■', () => this.end(), trans.__('stop and show the whole din')),
      this.seek.node,
      this.speedChoice,
    );
    for (const { text, variable } of loopLines(subject.geometry)) {
      const line = element('div', 'poolscope-code-line', text);
      const value = element('span', 'poolscope-code-value');
      if (variable !== undefined) this.values.set(variable, value);
      line.append(value);
      this.code.append(line);
    }
    this.code.hidden = true;
    this.node.append(bar, this.code);
  }

  /** Whether din is shown as far as the player has filled it. */
  get isOn(): boolean {
    return this.on;
  }

  /** Takes the speed that was set. */
  start(settings: Settings): void {
    const speed = startSpeed(settings);
    if (speed === this.started) return;
    this.started = speed;
    this.speed = speed;
    this.speedChoice.querySelector('select')!.value = speed;
  }

  dispose(): void {
    this.pause();
    this.node.remove();
  }

  private goTo(step: number): void {
    this.pause();
    this.show(step);
  }

  /** Back to the whole din. */
  private end(): void {
    this.pause();
    this.player.seek(0);
    this.on = false;
    this.seek.show(0);
    this.code.hidden = true;
    this.host.moved(undefined);
  }

  /** Plays, or pauses. */
  toggle(): void {
    if (this.frame !== undefined) {
      this.pause();
      return;
    }
    if (this.player.step === this.player.steps) this.player.seek(0);
    this.label('pause');
    this.last = performance.now();
    this.owed = 0;
    this.next();
  }

  private pause(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.label('play');
  }

  private next(): void {
    this.frame = requestAnimationFrame((now) => {
      this.owed += (Math.max(0, now - this.last) / 1000) * Number(this.speed);
      this.last = now;
      const steps = Math.floor(this.owed);
      this.owed -= steps;
      if (steps > 0) this.show(this.player.step + steps);
      if (this.player.step === this.player.steps) this.pause();
      else this.next();
    });
  }

  /** The button keeps its name; what it would do is shown by its sign and told by its state. */
  private label(does: 'play' | 'pause'): void {
    this.playing.textContent = does === 'play' ? '▶' : '❚❚';
    this.playing.title = does === 'play' ? trans.__('play') : trans.__('pause');
    this.playing.setAttribute('aria-pressed', `${does === 'pause'}`);
  }

  private show(step: number): void {
    this.player.seek(step);
    this.on = true;
    this.seek.show(this.player.step);
    const { visit } = this.player;
    this.code.hidden = false;
    const values = visit && variablesOf(visit);
    for (const [name, node] of this.values) {
      const value = values?.get(name);
      node.textContent = value === undefined ? '' : `${name} = ${value}`;
    }
    this.host.moved(visit);
  }
}
