// Renders a view's payload in a JupyterLab output.
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { createViewProblem } from '../ui/problem.js';
import type { LiveSettings } from '../ui/settings.js';
import type { Body } from '../view/body.js';
import { assertPayloadSize } from './payload-size.js';

/** JupyterLab's signal for a change of theme. */
export type ThemeChanged = IThemeManager['themeChanged'];

/**
 * Renders a view's payload. Its root has the class `poolscope-view`, the attribute `data-kind`, and
 * `data-ready="true"` while what was asked for is on screen. The code that draws is loaded with the
 * first view.
 */
export class ViewRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string;
  private readonly themeChanged: ThemeChanged | undefined;
  private readonly settings: LiveSettings;
  private readonly stopListening: () => void;
  private body: Body | undefined;
  private model: IRenderMime.IMimeModel | undefined;
  /** The largest payload that was allowed when it was last rendered. */
  private largestPayload = 0;

  constructor(mimeType: string, settings: LiveSettings, themeChanged?: ThemeChanged) {
    super();
    this.mimeType = mimeType;
    this.settings = settings;
    this.stopListening = settings.listen(() => this.applySettings());
    this.themeChanged = themeChanged;
    this.addClass('poolscope-view');
    themeChanged?.connect(this.redraw, this);
  }

  /** Shows a payload, in place of the last one, or says why it can't be shown. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    this.largestPayload = this.settings.current.largestPayload;
    try {
      assertPayloadSize(model.data[this.mimeType], this.largestPayload);
      const { openPayload } = await import(/* webpackChunkName: "view" */ '../open-view.js');
      if (this.isDisposed) return;
      const body = openPayload(model.data[this.mimeType], this.body, {
        root: this.node,
        setReady: (ready) => {
          this.node.dataset.ready = `${ready}`;
        },
        reportError: (error) => this.showProblem(error),
        settings: this.settings,
      });
      this.replaceBody(body);
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
    } catch (error) {
      if (!this.isDisposed) this.showProblem(error);
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.stopListening();
    this.themeChanged?.disconnect(this.redraw, this);
    this.replaceBody(undefined);
    super.dispose();
  }

  /** Renders again where another size of payload is allowed; the body itself follows the other settings. */
  private applySettings(): void {
    const hasChanged = this.largestPayload !== this.settings.current.largestPayload;
    if (this.model !== undefined && hasChanged) void this.renderModel(this.model);
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
    this.replaceBody(undefined);
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    this.node.append(createViewProblem(error));
  }
}
