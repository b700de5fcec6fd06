// Builds dist/frame.html: what an output's `text/html` is made of, in both languages. A picture, and over it a sandboxed frame
// that unpacks the standalone page; whoever strips the frame leaves the picture.
import fs from 'node:fs';
import path from 'node:path';
import { pageScript } from './bundle.mjs';

/** Its page can't reach what is around it: it has an origin of its own, and may run scripts and save files alone. */
const sandbox = 'allow-scripts allow-downloads';

/** @param {string} root the clone's @param {string} dist */
export async function buildFrame(root, dist) {
  const script = (await pageScript(root, 'unpack.ts', 'iife')).code.trim();
  const inner = `<!doctype html><meta charset="utf-8"><script type="text/plain" id="poolscope-page">%poolscope-page%</script><script>${script}</script>`;
  const escaped = inner.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  // The frame lies on the picture, and hides it once its page is there; both can be made higher together.
  const html = `<div style="position: relative; box-sizing: border-box; min-height: 720px; overflow: hidden; resize: vertical">
<img style="max-width: 100%; height: auto" width="%poolscope-width%" alt="%poolscope-alt%" src="data:image/png;base64,%poolscope-png%">
<iframe style="position: absolute; top: 0; left: 0; width: 100%; height: 100%; border: 0" title="%poolscope-title%" sandbox="${sandbox}" allow="clipboard-write" srcdoc="${escaped}"></iframe>
</div>
`;
  fs.writeFileSync(path.join(dist, 'frame.html'), html);
}
