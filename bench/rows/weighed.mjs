// Average pooling on max pooling's rows, and Lp pooling on some of them.
import { maxRows } from './max.mjs';
import { titleOf } from './row.mjs';

/** @typedef {import('./row.mjs').Row} Row */

/** No row below this, but for large windows at stride 1, which share most of their cells. */
const least = { forward: 0.9, backward: 0.9 };
const shared = { forward: 2, backward: 0.9 };

const global7 = { shape: [16, 7, 7, 1024], kernelSize: 7, stride: 7, padding: 0 };

/** @type {readonly Row[]} */
export const averageRows = [
  ...maxRows.map((row) => average(row)),
  average({ ...global7, id: 'global-7-small', title: `${titleOf(global7)} (global)` }),
];

/** @param {Pick<Row, 'id' | 'title' | 'shape' | 'kernelSize' | 'stride' | 'padding'>} row @returns {Row} */
function average(row) {
  const asked = row.kernelSize >= 9 && row.stride === 1 ? shared : least;
  return { ...row, id: `average-${row.id}`, op: 'average', field: 'pytorch', asked };
}

/** Few and many cells, that overlap or not, few and many channels. */
const normed = 'large stem overlap volume spp-9 window-21 global-7 pictures'.split(' ');

/** PyTorch's Lp pooling takes no padding. @type {readonly Row[]} */
export const lpRows = maxRows
  .filter(({ id }) => normed.includes(id))
  .flatMap(({ id, shape, kernelSize, stride }) =>
    [1, 2].map((p) => {
      const own = { shape, kernelSize, stride, padding: 0 };
      const title = `${titleOf(own)}, p ${p}`;
      return /** @type {Row} */ ({
        id: `lp${p}-${id}`,
        title,
        op: 'lp',
        p,
        ...own,
        field: 'pytorch',
      });
    }),
  );
