// Renders a view's payload in a JupyterLab output.
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { createViewProblem } from '../ui/problem.js';
import type { OutputOptions, OutputView } from './output-view.js';

/**
 * Renders a view's payload. Its root has the class `poolscope-view`, the attribute `data-kind`, and
 * `data-ready="true"` while what was asked for is on screen. It is decoded when it comes into sight,
 * and let go when others need its room. The code that draws is loaded with the first view.
 */
export class ViewRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly options: OutputOptions;
  private view: OutputView | undefined;
  private model: IRenderMime.IMimeModel | undefined;

  constructor(options: OutputOptions) {
    super();
    this.options = options;
    this.addClass('poolscope-view');
    this.addClass('poolscope-waiting');
  }

  /** Shows a payload, in place of the last one, or says why it can't be shown; once it is in sight. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    try {
      const { OutputView } = await import(/* webpackChunkName: "view" */ './output-view.js');
      // Another may have come meanwhile.
      if (this.isDisposed || this.model !== model) return;
      this.view ??= new OutputView(this.node, this.options);
      await this.view.show(model);
    } catch (error) {
      if (!this.isDisposed) this.node.replaceChildren(createViewProblem(error));
    }
  }

  override dispose(): void {
    this.view?.dispose();
    super.dispose();
  }
}
