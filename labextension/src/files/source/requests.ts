// Which parts of a file are fetched for the cells that are drawn, and how many at a time.
import { type Block, type Extent, spanOf } from './plane.js';

/**
 * Cells at most so many bytes apart come with one request, and with what lies between them: a Jupyter
 * server on the same machine takes 2 to 4 ms for a request, and sends 200 MB/s.
 */
export const joinedGap: number = 2 ** 18;

/** The most bytes of a request, and as many at a time as a browser makes: 12 MiB beside the cells. */
export const requestBytes: number = 2 ** 21;
export const requestsAtOnce = 6;

/** The most requests for what is drawn; where they would be more, what lies between is read too. */
export const mostRequests = 1024;

/** A part of the source that is fetched, and the cells of the extent that it holds. */
export interface Request {
  readonly start: number;
  readonly end: number;
  readonly block: Block;
}

/** Cells that are as far apart along either axis, from one at a byte of the source on. */
export type Strided = Omit<Extent, 'end'>;

/**
 * The parts of a source that hold the cells of an extent.
 * @param width bytes per element
 * @param most beyond so many, what lies between the cells is read too
 * @returns undefined where they are more than `mostRequests` even so
 */
export function requestsOf(
  extent: Strided,
  width: number,
  most: number = mostRequests,
): Request[] | undefined {
  const { rows, columns, rowStep, columnStep, start } = extent;
  if (rows === 0 || columns === 0) return [];
  const countOf = (size: { rows: number; columns: number }): number =>
    Math.ceil(rows / size.rows) * Math.ceil(columns / size.columns);
  let size = sizesOf(extent, width, joinedGap);
  if (countOf(size) > most) size = sizesOf(extent, width, Infinity);
  if (countOf(size) > mostRequests) return undefined;
  const requests: Request[] = [];
  for (let row = 0; row < rows; row += size.rows) {
    for (let column = 0; column < columns; column += size.columns) {
      const block = {
        row,
        column,
        rows: Math.min(size.rows, rows - row),
        columns: Math.min(size.columns, columns - column),
      };
      const from = start + (row * rowStep + column * columnStep) * width;
      requests.push({ start: from, end: from + spanOf(extent, block) * width, block });
    }
  }
  return requests;
}

/** The bytes of some requests. */
export function sizeOf(requests: readonly Request[]): number {
  return requests.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** How many rows and columns come with one request, where gaps of so many bytes are read too. */
function sizesOf(
  { rows, columns, rowStep, columnStep }: Strided,
  width: number,
  gap: number,
): { rows: number; columns: number } {
  const byRows = rowStep >= columnStep;
  const [outer, far] = byRows ? [rows, rowStep * width] : [columns, columnStep * width];
  const [inner, near] = byRows ? [columns, columnStep * width] : [rows, rowStep * width];
  const within = joined(inner, near, width, gap);
  const across = within < inner ? 1 : joined(outer, far, (inner - 1) * near + width, gap);
  return byRows ? { rows: across, columns: within } : { rows: within, columns: across };
}

/** How many of so many neighbours of a length, so far apart, come with one request. */
function joined(count: number, apart: number, length: number, gap: number): number {
  if (apart - length > gap) return 1;
  return Math.max(1, Math.min(count, Math.floor((requestBytes - length) / apart) + 1));
}

/**
 * Works on all of some jobs, so many at a time; none is begun after one has failed.
 * @throws what the first that fails throws
 */
export async function inTurns<Job>(
  jobs: Iterable<Job>,
  atOnce: number,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const rest = jobs[Symbol.iterator]();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !hasFailed; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
