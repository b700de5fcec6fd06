// `npm run bench:lab`: how fast the explorer follows, in a real browser on a real JupyterLab, and what a page
// holds; the latter alone with `--memory`.
import { cloneAt } from '../scripts/lib/clone.mjs';
import { outputOn } from '../scripts/lib/progress.mjs';
import { setUp } from '../scripts/lib/set-up/set-up.mjs';
import { extensionSize } from '../test/fixtures/extension-size.mjs';
import { startLab } from '../test/fixtures/lab.mjs';
import { derivingArchive, listingArchive } from '../test/fixtures/small-inputs.mjs';
import { printReport, report } from './lab/report.mjs';

const clone = cloneAt();
await setUp({ clone, ...outputOn(process.stdout) });
// Once it is built: they import the library.
const { decodeLargest, openBombs, openFile } = await import('./lab/large.mjs');
const { reopen, scroll } = await import('./lab/many-views.mjs');
const { measureKind, measureView } = await import('./lab/one-view.mjs');
const { kinds, pool } = await import('./lab/views.mjs');
sizes();
const lab = await startLab();
try {
  if (!process.argv.includes('--memory')) {
    await measureView(lab, 'the document’s shapes', pool([8, 32, 48, 16]), true);
    await measureView(lab, '8×112×112×64', pool([8, 112, 112, 64]), false);
    for (const [name, view] of Object.entries(kinds)) await measureKind(lab, name, view());
  }
  await reopen(lab);
  await scroll(lab);
  await decodeLargest(lab);
  await openBombs(lab);
  await openFile(lab, '16 views that derive 128 MiB', await derivingArchive(16));
  await openFile(lab, 'a list of 190,000 views', await listingArchive(190_000));
} finally {
  // Also what was measured before something failed.
  printReport();
  await lab.end();
}

/** The extension on disk, and what of it is loaded before a view is. */
function sizes() {
  const { onDisk, beforeFirstView } = extensionSize(clone.root);
  report('extension on disk', `${(onDisk / 1e6).toFixed(2)} MB`, 'at most 3.2 MB');
  report(
    'of it loaded before the first view',
    `${(beforeFirstView / 1e3).toFixed(1)} kB`,
    'at most 42 kB',
  );
}
