import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import type { ThemeChanged } from '../jupyter/renderer.js';
import type { LiveSettings } from '../ui/settings.js';
import type { Body } from '../view/body.js';

/** What a file's viewer needs of JupyterLab. */
export interface FileWidgetOptions {
  readonly context: DocumentRegistry.Context;
  readonly contents: Contents.IManager;
  readonly themeChanged: ThemeChanged | undefined;
  readonly settings: LiveSettings;
}

/**
 * Shows a file. As a view's, its root has the class `poolscope-view`, the attribute `data-kind`, and
 * `data-ready="true"` while what is on screen is what was asked for. All that draws is loaded with
 * the first file.
 */
export class FileWidget extends Widget {
  private readonly options: FileWidgetOptions;
  private body: Body | undefined;
  /** Counts the openings, so that one that was overtaken is not shown. */
  private turn = 0;

  constructor(options: FileWidgetOptions) {
    super();
    this.options = options;
    this.addClass('poolscope-view');
    this.addClass('poolscope-file');
    options.themeChanged?.connect(this.redraw, this);
    options.context.fileChanged.connect(this.openFile, this);
    void options.context.ready.then(() => this.openFile());
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.turn++;
    this.options.themeChanged?.disconnect(this.redraw, this);
    this.options.context.fileChanged.disconnect(this.openFile, this);
    this.replaceBody(undefined);
    super.dispose();
  }

  private redraw(): void {
    this.body?.redraw();
  }

  private async openFile(): Promise<void> {
    const turn = ++this.turn;
    const { context, contents, settings } = this.options;
    this.node.dataset.ready = 'false';
    try {
      const { openBody } = await import(/* webpackChunkName: "view" */ './open-body.js');
      const { size } = await contents.get(context.path, { content: false });
      const body = await openBody(context.path, size, contents, {
        root: this.node,
        settings,
        ready: (ready) => {
          if (turn === this.turn) this.node.dataset.ready = `${ready}`;
        },
        failed: (error) => {
          if (turn === this.turn) void this.fail(error);
        },
      });
      if (turn !== this.turn) {
        body.dispose();
        return;
      }
      this.replaceBody(body);
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
    } catch (error) {
      if (turn === this.turn) await this.fail(error);
    }
  }

  private replaceBody(body: Body | undefined): void {
    this.body?.dispose();
    this.body = body;
    this.node.replaceChildren();
  }

  private async fail(error: unknown): Promise<void> {
    const { messageOf } = await import(/* webpackChunkName: "view" */ './open-body.js');
    if (this.isDisposed) return;
    this.replaceBody(undefined);
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    this.node.append(messageOf(error));
  }
}
