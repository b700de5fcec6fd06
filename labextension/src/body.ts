import { decode, panels, sliceSize, type View } from 'poolscope';
import { ExplorerBody } from './explorer/explorer-body.js';
import type { LiveSettings } from './settings.js';
import { trans } from './texts.js';
import { ViewBody } from './view-body.js';

/** What a rendered view puts on the page. */
export interface Body {
  readonly node: HTMLElement;
  /** The root's `data-kind`. */
  readonly kind: string;
  /** Draws everything anew in the next frame. */
  redraw(): void;
  /** Frees what it holds and leaves the page. */
  dispose(): void;
}

/** What a body needs of the output that it stands in. */
export interface BodyHost {
  /** Its root, for the attributes that tell what a person has marked. */
  readonly root: HTMLElement;
  /** Told whether what is on screen is what is asked for. */
  readonly ready: (ready: boolean) => void;
  /** Told of an error while drawing. */
  readonly failed: (error: unknown) => void;
  /** What a person has set; where there are none, the defaults hold. */
  readonly settings?: LiveSettings;
}

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
