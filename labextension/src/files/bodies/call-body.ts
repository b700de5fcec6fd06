// Shows a stored call: one batch entry at a time in the explorer, with sliders for the step and the entry.
import { entryBytes, type StoredCall, type StoredStep, viewOfEntry } from 'poolscope/internal';
import { openView, takeRoom } from '../../open-view.js';
import { type SliderControl, slider } from '../../ui/controls.js';
import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import type { Body, BodyHost, Memory } from '../../view/body.js';
import { createFileProblem } from './file-problem.js';

/** A stored call, opened at an entry of a step. */
export class CallBody implements Body {
  readonly node: HTMLElement = element('div');
  private readonly call: StoredCall;
  private readonly host: BodyHost;
  private readonly controls = element('div', 'poolscope-controls');
  private readonly place = element('div', 'poolscope-opened');
  private readonly noteLine = element('p', 'poolscope-note');
  private readonly stepSlider: SliderControl;
  private entrySlider: SliderControl | undefined;
  private open: Body | undefined;
  /** The step and the entry in it. */
  private at: readonly [step: number, entry: number] = [0, 0];
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;
  private isReading = false;
  private isDisposed = false;

  constructor(call: StoredCall, host: BodyHost) {
    this.call = call;
    this.host = host;
    const { steps } = call;
    const label = trans.__('step (%1 stored)', steps.length);
    this.stepSlider = slider(label, steps.length, 0, (step) => this.move(step, this.at[1]));
    this.node.append(this.controls, this.noteLine, this.place);
    this.drawControls();
    void this.show();
  }

  get kind(): string {
    return this.open?.kind ?? 'call';
  }

  redraw(): void {
    this.open?.redraw();
  }

  memory(): Memory {
    return {};
  }

  dispose(): void {
    this.isDisposed = true;
    this.latestRequest++;
    this.open?.dispose();
    this.node.remove();
  }

  /** `#entry=41`: shows an entry among all that were stored, as a report counts them. */
  follow(fragment: string): void {
    const entry = Number(/[#&]entry=(\d{1,15})(?:&|$)/.exec(fragment)?.[1] ?? Number.NaN);
    if (Number.isNaN(entry)) return;
    const at = Math.min(this.call.entries - 1, entry);
    const step = this.call.steps.findLastIndex(({ first }) => first <= at);
    this.move(step, at - this.call.steps[step]!.first);
  }

  private move(step: number, entry: number): void {
    const { entries } = this.stepAt(step);
    const isOther = entries !== this.stepAt(this.at[0]).entries;
    this.at = [step, Math.min(entry, entries - 1)];
    this.stepSlider.show(step);
    if (isOther) this.drawControls();
    else this.entrySlider?.show(this.at[1]);
    void this.show();
  }

  private stepAt(step: number): StoredStep {
    return this.call.steps[step]!;
  }

  private drawControls(): void {
    const [step, entry] = this.at;
    const { entries } = this.stepAt(step);
    const label = trans.__('batch entry');
    this.entrySlider = slider(label, entries, entry, (at) => this.move(this.at[0], at));
    this.controls.replaceChildren(this.stepSlider.node, this.entrySlider.node);
  }

  /** Shows what the sliders say. During a read only the latest request is kept, and read next. */
  private async show(): Promise<void> {
    this.latestRequest++;
    this.host.setReady(false);
    if (this.isReading) return;
    this.isReading = true;
    let request: number;
    do {
      request = this.latestRequest;
      await this.showEntry(() => request === this.latestRequest);
    } while (request !== this.latestRequest && !this.isDisposed);
    this.isReading = false;
  }

  private async showEntry(isWanted: () => boolean): Promise<void> {
    const [step, entry] = this.at;
    const reportError = (error: unknown): void => {
      if (isWanted()) this.showProblem(error);
    };
    try {
      takeRoom(entryBytes(this.call), { ...this.host.room, all: false });
      const { view, unread } = await viewOfEntry(this.call, this.stepAt(step).first + entry);
      if (!isWanted()) return;
      const memory = this.open?.memory();
      const body = await openView(view, memory, { ...this.host, reportError }, { isWanted });
      if (body === undefined) return;
      if (!isWanted()) {
        body.dispose();
        return;
      }
      const why = unread === undefined ? '' : trans.__('The mask is not shown: %1', unread);
      this.noteLine.textContent = why;
      this.noteLine.hidden = why === '';
      this.open?.dispose();
      this.open = body;
      this.host.root.dataset.kind = body.kind;
      this.place.replaceChildren(body.node);
    } catch (error) {
      reportError(error);
    }
  }

  private showProblem(error: unknown): void {
    this.open?.dispose();
    this.open = undefined;
    this.place.replaceChildren(createFileProblem(error));
    this.host.setReady(true);
  }
}
