// How a view's display finds Node's modules and tslab's kernel.

import { Pair } from '../pair.js';
import type { Picture } from '../picture/png.js';
import type { View } from '../view.js';

/** The content of Jupyter's `display_data` message. */
export interface DisplayData {
  data: { readonly [mimeType: string]: unknown };
  metadata: { readonly [mimeType: string]: unknown };
  transient: { readonly [name: string]: unknown };
}

/** Sends a whole bundle to the running cell. */
export type Write = (content: DisplayData, update: boolean) => void;

/** Sends one MIME type to the running cell. */
export type Raw = (mimeType: string, content: string) => void;

const kernelModule = /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/;
const executorModule = /[\\/]tslab[\\/]dist[\\/]executor\.js/;

/**
 * Finds the kernel's own function for sending a display, in `require.cache`; undefined outside
 * tslab.
 */
export function findBundleWriter(): Write | undefined {
  const cache = createNodeRequire()?.cache ?? {};
  const path = Object.keys(cache).find((name) => kernelModule.test(name));
  const write: unknown = path && cache[path]?.exports?.lastWriteDisplayData;
  return typeof write === 'function' ? (content, update) => write(content, update) : undefined;
}

/** Finds tslab's public `display.raw`, the fallback if the kernel's module is not found. */
export function findDisplayRaw(): Raw | undefined {
  const cell = (globalThis as { __tslab__?: { require(name: string): { display: { raw: Raw } } } })
    .__tslab__;
  const display = cell?.require('tslab').display;
  return display && ((mimeType, content) => display.raw(mimeType, content));
}

/** Whether a value is printed because it is a cell's last value, not by the cell's own code. */
export function isCellValue(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const frames = new Error('stack').stack?.split('\n') ?? [];
  Error.stackTraceLimit = limit;
  const printing = frames.findLastIndex((frame) => frame.includes('node:internal/console'));
  return printing >= 0 && executorModule.test(frames[printing + 1] ?? '');
}

/** Renders a view's picture; undefined in a browser. */
export function renderPicture(view: View | Pair): Picture | undefined {
  const module: typeof import('../picture/png.js') | undefined = createNodeRequire()?.('./png.js');
  return view instanceof Pair ? module?.renderPair(view) : module?.render(view);
}

/** Makes a Node `require`, to load modules only when needed; undefined in a browser. */
function createNodeRequire(): NodeJS.Require | undefined {
  if (typeof process === 'undefined') return undefined;
  return process.getBuiltinModule('module').createRequire(import.meta.url);
}
