// A view in a JupyterLab output: opened when it comes into sight, let go when others need its room.
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { openPayload } from '../open-view.js';
import { createViewProblem } from '../ui/problem.js';
import type { LiveSettings } from '../ui/settings.js';
import type { Body, Memory } from '../view/body.js';
import { type LiveView, liveViews } from '../view/live-views.js';
import { assertPayloadSize } from './payload-size.js';
import type { ThemeChanged } from './theme-changed.js';

/** What an output's view needs of JupyterLab. */
export interface OutputOptions {
  readonly mimeType: string;
  readonly settings: LiveSettings;
  readonly themeChanged: ThemeChanged | undefined;
}

/** Shows payloads in the node of an output, one in place of the last, while it is in sight or near. */
export class OutputView implements LiveView {
  readonly node: HTMLElement;
  /** Whether a person has changed what it shows. */
  isTouched = false;
  private readonly options: OutputOptions;
  private readonly stopListening: () => void;
  private readonly views = liveViews();
  private body: Body | undefined;
  /** What the last body showed, for the next. */
  private memory: Memory | undefined;
  private model: IRenderMime.IMimeModel | undefined;
  /** The largest payload that was allowed when it was last rendered. */
  private largestPayload = 0;
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;
  private isNear = false;
  /** Whether what the model holds is on screen, or why not, or is on its way. */
  private isShown = false;
  private isDisposed = false;

  constructor(node: HTMLElement, options: OutputOptions) {
    this.node = node;
    this.options = options;
    this.stopListening = options.settings.listen(() => this.applySettings());
    options.themeChanged?.connect(this.redraw, this);
    for (const type of ['pointerdown', 'keydown', 'input']) {
      node.addEventListener(type, () => {
        this.isTouched = true;
      });
    }
    this.views.add(this);
  }

  /** Shows a payload, in place of the last one, or says why it can't be shown; once it is in sight. */
  async show(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    // Another payload may be of something else: only its sliders stay.
    const sliders = (this.body?.memory() ?? this.memory)?.sliders;
    this.memory = sliders && { sliders };
    this.isShown = false;
    if (this.isNear) await this.openModel();
  }

  onNear(): void {
    this.isNear = true;
    if (!this.isShown && this.model !== undefined) void this.openModel();
  }

  onLetGo(): void {
    this.isNear = false;
    this.isShown = false;
    this.latestRequest++;
    this.memory = this.body?.memory() ?? this.memory;
    // What is below must not move.
    this.node.style.minHeight = `${this.node.offsetHeight}px`;
    this.replaceBody(undefined);
    delete this.node.dataset.ready;
    this.node.classList.add('poolscope-waiting');
  }

  dispose(): void {
    this.isDisposed = true;
    this.latestRequest++;
    this.views.remove(this);
    this.stopListening();
    this.options.themeChanged?.disconnect(this.redraw, this);
    this.replaceBody(undefined);
  }

  /** Draws it again, for another theme. */
  redraw(): void {
    this.body?.redraw();
  }

  /** @param all whether it is shown however much of the page's memory it takes */
  private async openModel(all = false): Promise<void> {
    const request = ++this.latestRequest;
    const isWanted = (): boolean => request === this.latestRequest && !this.isDisposed;
    this.isShown = true;
    const { mimeType, settings } = this.options;
    this.largestPayload = settings.current.largestPayload;
    try {
      const payload = this.model?.data[mimeType];
      assertPayloadSize(payload, this.largestPayload);
      const host = {
        room: { views: this.views, view: this },
        root: this.node,
        setReady: (ready: boolean): void => {
          if (isWanted()) this.node.dataset.ready = `${ready}`;
        },
        reportError: (error: unknown): void => {
          if (isWanted()) this.showProblem(error);
        },
        settings,
      };
      const body = await openPayload(payload, this.memory, host, { all, isWanted });
      if (body === undefined) return;
      this.replaceBody(body);
      this.node.classList.remove('poolscope-waiting');
      this.node.style.minHeight = '';
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
    } catch (error) {
      if (isWanted()) this.showProblem(error);
    }
  }

  /** Renders again where another size of payload is allowed; the body itself follows the other settings. */
  private applySettings(): void {
    const hasChanged = this.largestPayload !== this.options.settings.current.largestPayload;
    if (this.isShown && hasChanged) void this.openModel();
  }

  /** Disposes the last body. */
  private replaceBody(body: Body | undefined): void {
    this.body?.dispose();
    this.body = body;
    this.node.replaceChildren();
  }

  private showProblem(error: unknown): void {
    this.views.release(this);
    this.replaceBody(undefined);
    this.node.classList.remove('poolscope-waiting');
    this.node.style.minHeight = '';
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    this.node.append(createViewProblem(error, () => void this.openModel(true)));
  }
}
