// Max pooling: the shapes that were asked for first, and those beside them.
import { titleOf } from './row.mjs';

/** @typedef {import('./row.mjs').Row} Row */

/**
 * @param {string} id
 * @param {string} note
 * @param {number[]} shape
 * @param {[kernelSize: number, stride: number, padding?: number]} window
 * @param {[forward: number, backward: number]} asked
 * @param {import('./row.mjs').Field} [field]
 * @returns {Row}
 */
function row(id, note, shape, [kernelSize, stride, padding = 0], asked, field = 'pytorch') {
  const [forward, backward] = asked;
  const own = { shape, kernelSize, stride, padding };
  const title = `${titleOf(own)}${note && ` (${note})`}`;
  return { id, title, op: 'max', ...own, field, asked: { forward, backward } };
}

const spp = [4, 20, 20, 512];
const small = [1, 48, 48, 64];
const large = [8, 112, 112, 64];
const middle = [8, 56, 56, 128];

const document = row('document', '', [8, 32, 48, 16], [2, 2], [3.7, 1.8], 'peers');

/** @type {readonly Row[]} */
export const maxRows = [
  { ...document, title: `the document’s shapes, ${document.title}` },
  row('large', '', large, [2, 2], [1.15, 1.5], 'peers'),
  row('stem', 'ResNet’s stem', large, [3, 2, 1], [1.15, 1.05], 'peers'),
  row('overlap', '', middle, [3, 1, 1], [2, 0.95], 'peers'),
  row('volume', '', [4, 16, 56, 56, 32], [2, 2], [1.1, 1.6], 'peers'),
  row('spp-5', 'YOLO’s SPP', spp, [5, 1, 2], [2.5, 0.9]),
  row('spp-9', 'YOLO’s SPP', spp, [9, 1, 4], [5, 1]),
  row('spp-13', 'YOLO’s SPP', spp, [13, 1, 6], [9, 1.1]),
  row('window-17', '', small, [17, 1, 8], [18, 1.3]),
  row('window-21', '', small, [21, 1, 10], [22, 1.5]),
  row('strided-7', '', large, [7, 2, 3], [2.3, 2.2]),
  row('apart-8', '', large, [8, 8], [1, 2]),
  row('apart-16', '', large, [16, 16], [1, 1]),
  row('global-56', 'global', [8, 56, 56, 64], [56, 56], [1, 1]),
  row('global-7', 'global', [32, 7, 7, 2048], [7, 7], [1, 1.4]),
  row('pictures', 'pictures', [8, 224, 224, 3], [2, 2], [12, 0.7]),
  row('digits', 'digits', [64, 28, 28, 1], [2, 2], [7, 1.8]),
  row('channels-13', '', [8, 64, 64, 13], [2, 2], [4.5, 1]),
];
