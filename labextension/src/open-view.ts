// Opens a payload, or a view, as the body that shows it.
import type { View } from 'poolscope';
import {
  bytesOfPair,
  checkRoom,
  decodeInTurns,
  factsSteps,
  limits,
  type Panel,
  pairOf,
  panels,
  payloadBytes,
  runInTurns,
  sliceSize,
} from 'poolscope/internal';
import { ExplorerBody } from './explorer/explorer-body.js';
import { PairBody } from './explorer/pair/pair-body.js';
import { trans } from './ui/texts.js';
import type { Body, BodyHost, Memory } from './view/body.js';
import { mostPageBytes, OverBudget, pageBytes, type Room } from './view/live-views.js';
import { ViewBody } from './view/view-body.js';

/** How a view is opened: whether a person insists, and whether it is still wanted. */
export interface Opening {
  /** Whether a person wants it shown, however much it takes. */
  readonly all: boolean;
  isWanted(): boolean;
}

/** What a view takes beside its arrays: its heatmaps and what draws them. */
const bodyBytes = 2 ** 22;

/**
 * Takes room on the page, before anything is decoded.
 * @throws OverBudget where there is none
 */
export function takeRoom(bytes: number, { views, view, all }: Room & Pick<Opening, 'all'>): void {
  const asked = bytes + bodyBytes;
  if (views.take(view, asked, all ? mostPageBytes : pageBytes)) return;
  const others = views.total(view);
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6)}`;
  throw new OverBudget(
    trans.__(
      'It takes %1 MB of memory, and of the %2 MB that all views of a page may take %3 MB are left.',
      megabytes(asked),
      megabytes(pageBytes),
      megabytes(Math.max(0, pageBytes - others)),
    ),
    others + asked <= mostPageBytes,
  );
}

/**
 * Decodes and checks a payload in turns that leave the page its frames, and creates the body that
 * shows it.
 * @param payload as it came with the output
 * @param memory what the body that it replaces showed
 * @returns the body; undefined if it was not wanted any more
 * @throws PayloadError that says what is wrong with the payload; OverBudget
 */
export async function openPayload(
  payload: unknown,
  memory: Memory | undefined,
  host: BodyHost,
  opening: Opening,
): Promise<Body | undefined> {
  const given = typeof payload === 'string' ? parsed(payload) : payload;
  // Before the page is asked: what grows beyond all measure no person can have shown.
  const sides = pairOf(given);
  if (sides === undefined) checkRoom(given);
  const { taken, derived } = sides === undefined ? payloadBytes(given) : bytesOfPair(sides);
  // What is derived is kept by the findings alone, which ask where it is larger.
  takeRoom(taken + (derived <= pageBytes / 2 ? derived : 0), { ...host.room, all: opening.all });
  if (sides !== undefined) return openPair(given, sides, host, opening);
  const view = await decodeInTurns(given, () => opening.isWanted());
  return view && openView(view, memory, host, opening);
}

/** Opens the two views of a pair as one body. */
async function openPair(
  payload: unknown,
  sides: NonNullable<ReturnType<typeof pairOf>>,
  host: BodyHost,
  { isWanted }: Opening,
): Promise<Body | undefined> {
  const views: View[] = [];
  for (const side of sides) {
    const view = await decodeInTurns(side, isWanted);
    if (view === undefined) return undefined;
    await look(view, isWanted);
    if (!isWanted()) return undefined;
    views.push(view);
  }
  const { title } = payload as { title?: unknown };
  return new PairBody(typeof title === 'string' ? title : '', views[0]!, views[1]!, host);
}

/** A payload's JSON; a text that is none stays as it is, and decoding says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The most cells of a slice: more would block the page for seconds. */
const mostCells = limits.slice;

/**
 * Creates the body that shows a view.
 * @returns undefined if it was not wanted any more
 * @throws Error for slices of more than 2²² cells
 */
export async function openView(
  view: View,
  memory: Memory | undefined,
  host: BodyHost,
  { isWanted }: Pick<Opening, 'isWanted'>,
): Promise<Body | undefined> {
  const shown = await look(view, isWanted);
  if (!isWanted()) return undefined;
  const isWeighed = view.pooling !== undefined && view.dout !== undefined && view.din !== undefined;
  if (view.kind === 'pool' || isWeighed) return new ExplorerBody(view, shown, host, memory);
  return new ViewBody(view, shown, host, memory);
}

/** Looks at all that the panels of a view are to draw, in turns. @throws Error for slices that are too large */
async function look(view: View, isWanted: () => boolean): Promise<Panel[]> {
  const shown = panels(view);
  for (const panel of shown) {
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
  for (const { tensor, role } of shown) {
    // What the colours follow from: it is kept, so that it is found once, and in turns.
    if (role !== 'mask') await runInTurns(factsSteps(tensor, true), isWanted);
    if (!isWanted()) break;
  }
  return shown;
}
