// From a payload, or a view, to what is put on the page.
import { decode, type View } from 'poolscope';
import { panels, sliceSize } from 'poolscope/internal';
import { ExplorerBody } from './explorer/explorer-body.js';
import { trans } from './ui/texts.js';
import type { Body, BodyHost } from './view/body.js';
import { ViewBody } from './view/view-body.js';

/**
 * The body of a payload.
 * @param payload what came with the output; it is checked here
 * @param before the body that it replaces, whose positions stay where the arrays are alike
 * @throws PayloadError that says what is wrong with the payload
 */
export function bodyOf(payload: unknown, before: Body | undefined, host: BodyHost): Body {
  return bodyOfView(decode(payload), before, host);
}

/** The most cells of a slice: with more the page would stand still for seconds. */
const mostCells = 2 ** 22;

/**
 * The body of a view: `bodyOf` for one that came by another way.
 * @throws Error for slices of more than 2²² cells
 */
export function bodyOfView(view: View, before: Body | undefined, host: BodyHost): Body {
  for (const panel of panels(view)) {
    const { rows, columns } = sliceSize(panel);
    if (rows * columns <= mostCells) continue;
    throw new Error(
      trans.__(
        'A slice of %1 has %2 × %3 cells, more than the %4 that are drawn at a time; show a part of it.',
        panel.name,
        rows,
        columns,
        mostCells,
      ),
    );
  }
  if (view.kind === 'pool') return new ExplorerBody(view, host);
  return new ViewBody(view, before instanceof ViewBody ? before : undefined, host);
}
