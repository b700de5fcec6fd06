import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { element } from '../ui/element.js';
import type { LiveSettings } from '../ui/settings.js';
import { trans } from '../ui/texts.js';
import type { Body } from '../view/body.js';
import { assertPayloadSize } from './payload-size.js';

/** Tells that JupyterLab has another theme. */
export type ThemeChanged = IThemeManager['themeChanged'];

/**
 * Renders a view's payload. Its root has the class `poolscope-view`, the attribute `data-kind`,
 * and `data-ready="true"` while what is on screen is what was asked for. All that draws is loaded
 * with the first view.
 */
export class ViewRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string;
  private readonly themeChanged: ThemeChanged | undefined;
  private readonly settings: LiveSettings;
  private readonly unfollow: () => void;
  private body: Body | undefined;
  private model: IRenderMime.IMimeModel | undefined;
  /** The largest payload that was allowed when it was last rendered. */
  private most = 0;

  constructor(mimeType: string, settings: LiveSettings, themeChanged?: ThemeChanged) {
    super();
    this.mimeType = mimeType;
    this.settings = settings;
    this.unfollow = settings.listen(() => this.follow());
    this.themeChanged = themeChanged;
    this.addClass('poolscope-view');
    themeChanged?.connect(this.redraw, this);
  }

  /** Shows a payload in place of the one before, or says why it can't be shown. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    this.most = this.settings.current.largestPayload;
    try {
      assertPayloadSize(model.data[this.mimeType], this.most);
      const { bodyOf } = await import(/* webpackChunkName: "view" */ '../open-view.js');
      if (this.isDisposed) return;
      const body = bodyOf(model.data[this.mimeType], this.body, {
        root: this.node,
        ready: (ready) => {
          this.node.dataset.ready = `${ready}`;
        },
        failed: (error) => this.fail(error),
        settings: this.settings,
      });
      this.replaceBody(body);
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
    } catch (error) {
      if (!this.isDisposed) this.fail(error);
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.unfollow();
    this.themeChanged?.disconnect(this.redraw, this);
    this.replaceBody(undefined);
    super.dispose();
  }

  /** Colours and speed are followed by the body itself. */
  private follow(): void {
    const isOther = this.most !== this.settings.current.largestPayload;
    if (this.model !== undefined && isOther) void this.renderModel(this.model);
  }

  private redraw(): void {
    this.body?.redraw();
  }

  /** What went before is freed and taken off the page. */
  private replaceBody(body: Body | undefined): void {
    this.body?.dispose();
    this.body = body;
    this.node.replaceChildren();
  }

  private fail(error: unknown): void {
    this.replaceBody(undefined);
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    const reason = error instanceof Error ? error.message : String(error);
    const message = element(
      'p',
      'poolscope-message',
      trans.__("This view can't be shown. %1", reason),
    );
    message.setAttribute('role', 'alert');
    this.node.append(message);
  }
}
