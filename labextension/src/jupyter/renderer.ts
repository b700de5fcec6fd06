// Renders a view's payload in a JupyterLab output.
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { createViewProblem } from '../ui/problem.js';
import type { LiveSettings } from '../ui/settings.js';
import type { Body, Memory } from '../view/body.js';
import type { LiveView, LiveViews } from '../view/live-views.js';

/** JupyterLab's signal for a change of theme. */
export type ThemeChanged = IThemeManager['themeChanged'];

/**
 * Renders a view's payload. Its root has the class `poolscope-view`, the attribute `data-kind`, and
 * `data-ready="true"` while what was asked for is on screen. It is decoded when it comes into sight,
 * and let go when others need its room. The code that draws is loaded with the first view.
 */
export class ViewRenderer extends Widget implements IRenderMime.IRenderer, LiveView {
  /** Whether a person has changed what it shows. */
  isTouched = false;
  private readonly mimeType: string;
  private readonly themeChanged: ThemeChanged | undefined;
  private readonly settings: LiveSettings;
  private readonly stopListening: () => void;
  private body: Body | undefined;
  /** What the last body showed, for the next. */
  private memory: Memory | undefined;
  private model: IRenderMime.IMimeModel | undefined;
  /** The largest payload that was allowed when it was last rendered. */
  private largestPayload = 0;
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;
  /** The views of the page; undefined until it is among them. */
  private views: LiveViews | undefined;
  private isNear = false;
  /** Whether what the model holds is on screen, or why not, or is on its way. */
  private isShown = false;

  constructor(mimeType: string, settings: LiveSettings, themeChanged?: ThemeChanged) {
    super();
    this.mimeType = mimeType;
    this.settings = settings;
    this.stopListening = settings.listen(() => this.applySettings());
    this.themeChanged = themeChanged;
    this.addClass('poolscope-view');
    this.addClass('poolscope-waiting');
    themeChanged?.connect(this.redraw, this);
    for (const type of ['pointerdown', 'keydown', 'input']) {
      this.node.addEventListener(type, () => {
        this.isTouched = true;
      });
    }
  }

  /** Shows a payload, in place of the last one, or says why it can't be shown; once it is in sight. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    // Another payload may be of something else: only its sliders stay.
    const sliders = (this.body?.memory() ?? this.memory)?.sliders;
    this.memory = sliders && { sliders };
    this.isShown = false;
    if (this.isNear) await this.openModel();
    else if (this.views === undefined) await this.follow();
  }

  /** Waits to come into sight. */
  private async follow(): Promise<void> {
    try {
      const { liveViews } = await import(/* webpackChunkName: "view" */ '../view/live-views.js');
      if (this.isDisposed || this.views !== undefined) return;
      this.views = liveViews();
      this.views.add(this);
    } catch (error) {
      if (!this.isDisposed) this.showProblem(error);
    }
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
    this.addClass('poolscope-waiting');
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.latestRequest++;
    this.views?.remove(this);
    this.stopListening();
    this.themeChanged?.disconnect(this.redraw, this);
    this.replaceBody(undefined);
    super.dispose();
  }

  /** @param all whether it is shown however much of the page's memory it takes */
  private async openModel(all = false): Promise<void> {
    const request = ++this.latestRequest;
    const isWanted = (): boolean => request === this.latestRequest && !this.isDisposed;
    this.isShown = true;
    this.largestPayload = this.settings.current.largestPayload;
    try {
      const payload = this.model?.data[this.mimeType];
      const [{ assertPayloadSize }, { openPayload }] = await Promise.all([
        import(/* webpackChunkName: "view" */ './payload-size.js'),
        import(/* webpackChunkName: "view" */ '../open-view.js'),
      ]);
      const { views } = this;
      if (!isWanted() || views === undefined) return;
      assertPayloadSize(payload, this.largestPayload);
      const host = {
        room: { views, view: this },
        root: this.node,
        setReady: (ready: boolean): void => {
          if (isWanted()) this.node.dataset.ready = `${ready}`;
        },
        reportError: (error: unknown): void => {
          if (isWanted()) this.showProblem(error);
        },
        settings: this.settings,
      };
      const body = await openPayload(payload, this.memory, host, { all, isWanted });
      if (body === undefined) return;
      this.replaceBody(body);
      this.removeClass('poolscope-waiting');
      this.node.style.minHeight = '';
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
    } catch (error) {
      if (isWanted()) this.showProblem(error);
    }
  }

  /** Renders again where another size of payload is allowed; the body itself follows the other settings. */
  private applySettings(): void {
    const hasChanged = this.largestPayload !== this.settings.current.largestPayload;
    if (this.isShown && hasChanged) void this.openModel();
  }

  private redraw(): void {
    this.body?.redraw();
  }

  /** Disposes the last body. */
  private replaceBody(body: Body | undefined): void {
    this.body?.dispose();
    this.body = body;
    this.node.replaceChildren();
  }

  private showProblem(error: unknown): void {
    this.views?.release(this);
    this.replaceBody(undefined);
    this.removeClass('poolscope-waiting');
    this.node.style.minHeight = '';
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    this.node.append(createViewProblem(error, () => void this.openModel(true)));
  }
}
