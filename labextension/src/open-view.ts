// Opens a payload, or a view, as the body that shows it.
import { decode, type View } from 'poolscope';
import { limits, panels, sliceSize } from 'poolscope/internal';
import { ExplorerBody } from './explorer/explorer-body.js';
import { trans } from './ui/texts.js';
import type { Body, BodyHost } from './view/body.js';
import { ViewBody } from './view/view-body.js';

/**
 * Decodes and checks a payload, and creates the body that shows it.
 * @param payload as it came with the output
 * @param before the body that it replaces; sliders of the same axes keep their positions
 * @throws PayloadError that says what is wrong with the payload
 */
export function openPayload(payload: unknown, before: Body | undefined, host: BodyHost): Body {
  return openView(decode(payload), before, host);
}

/** The most cells of a slice: more would block the page for seconds. */
const mostCells = limits.slice;

/**
 * Creates the body that shows a view.
 * @throws Error for slices of more than 2²² cells
 */
export function openView(view: View, before: Body | undefined, host: BodyHost): Body {
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
  const isWeighed = view.pooling !== undefined && view.dout !== undefined && view.din !== undefined;
  if (view.kind === 'pool' || isWeighed) return new ExplorerBody(view, host);
  return new ViewBody(view, before instanceof ViewBody ? before : undefined, host);
}
