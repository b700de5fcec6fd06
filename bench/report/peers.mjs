// The poolings in which every peer takes part: what was asked of them, and all figures.

import { dtypes, works } from '../rows/row.mjs';
import { peerRows } from '../rows/rows.mjs';
import { claims, verdict } from './claims.mjs';
import { mark, table, times } from './markdown.mjs';
import { linesOf } from './tables.mjs';

const limits = { start: 50, bundle: 75_000 };

/** @param {import('./results.mjs').Rows} report */
export function claimTable(report) {
  const head = ['pooling', 'asked', ...dtypes.flatMap((d) => works.map((w) => `${w}, ${d}`))];
  const lines = claims.map((claim) => {
    const { forward, backward } = claim.asked;
    const own = forward !== undefined && backward !== forward;
    const asked = own ? `${forward}×, backward ${backward}×` : `${backward}×`;
    const cells = dtypes.flatMap((dtype) =>
      works.map((work) => {
        const found = verdict(claim, report.results, dtype, work);
        return found ? `${times(found.measured)}× ${mark(found.met)}` : '';
      }),
    );
    const title = peerRows.find(({ id }) => id === claim.row)?.title ?? '';
    return [title, `${claim.what} ${asked}`, ...cells];
  });
  const { start, bundle } = report;
  lines.push(
    [
      'loading',
      `\`import\` to first result in less than ${limits.start} ms`,
      `${start.min.toFixed(1)} ms (median ${start.median.toFixed(1)}) ${mark(start.min < limits.start)}`,
    ],
    [
      'size',
      `the browser’s bundle, gzipped, below ${limits.bundle / 1000} kB`,
      `${(bundle.gzipped / 1000).toFixed(1)} kB ${mark(bundle.gzipped < limits.bundle)}`,
    ],
  );
  return table(head, lines);
}

/**
 * All contestants' times in one row.
 *
 * @param {import('./results.mjs').Rows} measured
 * @param {string} row
 * @param {string} dtype
 */
export function figures({ results, contestants }, row, dtype) {
  const [forward, backward] = works.map((work) => {
    const found = results.find(
      (one) => one.row === row && one.dtype === dtype && one.work === work,
    );
    return new Map(
      (found ? linesOf(found, contestants) : []).map(({ title, cells }) => [
        title.replace(' *', ''),
        { title: title.replace('*', '\\*'), cells },
      ]),
    );
  });
  const columns = ['min', 'median', '× poolscope', '× copy'];
  const head = [dtype, ...works.flatMap((work) => columns.map((column) => `${work}, ${column}`))];
  const none = columns.map(() => '');
  const names = new Set([...(forward?.keys() ?? []), ...(backward?.keys() ?? [])]);
  const lines = [...names].map((name) => {
    const [there, back] = [forward?.get(name), backward?.get(name)];
    return [
      back?.title ?? there?.title ?? name,
      ...(there?.cells ?? none),
      ...(back?.cells ?? none),
    ];
  });
  return table(head, lines);
}
