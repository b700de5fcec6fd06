// JupyterLab's widget for a file.
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import type { ThemeChanged } from '../jupyter/theme-changed.js';
import type { LiveSettings } from '../ui/settings.js';
import type { Body } from '../view/body.js';
import type { LiveView, LiveViews } from '../view/live-views.js';
import { createLoading } from './bodies/loading.js';

/** What a file's widget needs of JupyterLab. */
export interface FileWidgetOptions {
  readonly context: DocumentRegistry.Context;
  readonly contents: Contents.IManager;
  readonly themeChanged: ThemeChanged | undefined;
  readonly settings: LiveSettings;
}

/**
 * Shows a file. Like a view's, its root has the class `poolscope-view`, the attribute `data-kind`, and
 * `data-ready="true"` while what was asked for is on screen. The code that draws is loaded with the
 * first file.
 */
export class FileWidget extends Widget {
  private readonly options: FileWidgetOptions;
  private body: Body | undefined;
  /** A file stays open as long as its tab. */
  private views: LiveViews | undefined;
  private readonly live: LiveView = {
    node: this.node,
    isTouched: true,
    onNear: () => {},
    onLetGo: () => {},
  };
  /** The place that a link named, until the file is open. */
  private fragment = '';
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;

  constructor(options: FileWidgetOptions) {
    super();
    this.options = options;
    this.addClass('poolscope-view');
    this.addClass('poolscope-file');
    options.themeChanged?.connect(this.redraw, this);
    // A context tells of its file already while it gets ready.
    options.context.fileChanged.connect(this.openFile, this);
    void options.context.ready.then(() => {
      if (this.latestRequest === 0) void this.openFile();
    });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.latestRequest++;
    this.options.themeChanged?.disconnect(this.redraw, this);
    this.options.context.fileChanged.disconnect(this.openFile, this);
    this.replaceBody(undefined);
    this.views?.release(this.live);
    super.dispose();
  }

  /** Goes to the place that a link names after `#`. */
  follow(fragment: string): void {
    this.fragment = fragment;
    this.body?.follow?.(fragment);
  }

  private redraw(): void {
    this.body?.redraw();
  }

  private async openFile(): Promise<void> {
    const request = ++this.latestRequest;
    const { context, contents, settings } = this.options;
    this.node.dataset.ready = 'false';
    if (this.body === undefined) this.node.replaceChildren(createLoading());
    try {
      const { liveViews, openServerFile } = await import(
        /* webpackChunkName: "view" */ './open-server-file.js'
      );
      this.views = liveViews();
      const { views } = this;
      const { size } = await contents.get(context.path, { content: false });
      const body = await openServerFile(context.path, size, contents, {
        room: { views, view: this.live },
        root: this.node,
        settings,
        setReady: (ready) => {
          if (request === this.latestRequest) this.node.dataset.ready = `${ready}`;
        },
        reportError: (error) => {
          if (request === this.latestRequest) void this.showProblem(error);
        },
      });
      if (request !== this.latestRequest) {
        body.dispose();
        return;
      }
      this.replaceBody(body);
      this.node.dataset.kind = body.kind;
      this.node.append(body.node);
      if (this.fragment !== '') body.follow?.(this.fragment);
    } catch (error) {
      if (request === this.latestRequest) await this.showProblem(error);
    }
  }

  private replaceBody(body: Body | undefined): void {
    this.body?.dispose();
    this.body = body;
    this.node.replaceChildren();
  }

  private async showProblem(error: unknown): Promise<void> {
    const { createFileProblem } = await import(
      /* webpackChunkName: "view" */ './open-server-file.js'
    );
    if (this.isDisposed) return;
    this.replaceBody(undefined);
    delete this.node.dataset.kind;
    delete this.node.dataset.ready;
    this.node.append(createFileProblem(error));
  }
}
