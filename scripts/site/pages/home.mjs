// The first page: the explorer, live, on one digit of the first walkthrough; one sentence, and the two commands.
import { box } from '../markdown.mjs';
import { joined, mimeType } from './walkthroughs.mjs';

/** Which of the walkthrough's digits: a 3. */
const digit = 3;

/**
 * @param {typeof import('poolscope')} ps
 * @param {import('./walkthroughs.mjs').Walkthrough} walkthrough the first
 * @param {import('../views.mjs').Views} views
 * @returns {import('../frame.mjs').Page}
 */
export function homePage(ps, { notebook }, views) {
  const file = 'index.html';
  const payload = notebook.cells
    .filter(({ source }) => joined(source).includes('on its way back'))
    .flatMap(({ outputs = [] }) => outputs.map(({ data }) => data?.[mimeType]))
    .find((payload) => payload !== undefined);
  if (payload === undefined) throw new Error('the first walkthrough has no view of the digits');
  const { x, dout } = ps.decode(payload);
  if (x === undefined || dout === undefined)
    throw new Error('the view of the digits lacks x or dout');
  const own = { x: entryOf(ps, x), dout: entryOf(ps, dout) };
  const { mask } = ps.maxPool(own.x, { kernelSize: 2, stride: 2 });
  const title = 'A handwritten 3 through 16 filters, and the gradient on its way back';
  const view = ps.explore({ ...own, mask, title });
  const html = `<div class="hero">
<h1>Point at a cell: poolscope shows why each gradient of a pooling layer landed where it did.</h1>
${box('npm start    # in a clone: JupyterLab, on the first walkthrough\nnpm test     # every check, in a real browser too', 'the two commands')}</div>
${views.add(file, 'first', ps.encode(view))}`;
  return {
    file,
    title: 'poolscope: see why each gradient landed where it did',
    html,
    kind: 'wide',
  };
}

/** One batch entry of a tensor. @param {typeof import('poolscope')} ps @param {import('poolscope').Tensor} tensor */
function entryOf(ps, tensor) {
  const [batch = 1, ...shape] = tensor.shape;
  const size = tensor.size / batch;
  const part = tensor.data.slice(digit * size, (digit + 1) * size);
  return ps.tensor(part, [1, ...shape]);
}
