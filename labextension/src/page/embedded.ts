// The script of a page that embeds views: each element with `data-payload` names a file, which is
// fetched and shown once the element comes near.
import { OutputView } from '../jupyter/output-view.js';
import { createViewProblem } from '../ui/problem.js';
import { LiveSettings } from '../ui/settings.js';

const mimeType = 'payload';
const settings = new LiveSettings();
const isDark = matchMedia('(prefers-color-scheme: dark)');

/** Shows the view of an element, from the file that it names. */
async function showView(node: HTMLElement): Promise<void> {
  try {
    const response = await fetch(node.dataset.payload!);
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    const view = new OutputView(node, { mimeType, settings, themeChanged: undefined });
    const data = { [mimeType]: (await response.json()) as never };
    await view.show({ trusted: false, data, metadata: {}, setData: () => {} });
    isDark.addEventListener('change', () => view.redraw());
  } catch (error) {
    node.replaceChildren(createViewProblem(error));
  }
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      void showView(target as HTMLElement);
    }
  },
  { rootMargin: '100% 0px' },
);
for (const node of document.querySelectorAll('[data-payload]')) observer.observe(node);
