import type { Picture } from '../picture/png.js';
import type { View } from '../view.js';

// What a view's display needs of Node and of tslab.

/** The content of Jupyter's `display_data` message. */
export interface DisplayData {
  data: { readonly [mimeType: string]: unknown };
  metadata: { readonly [mimeType: string]: unknown };
  transient: { readonly [name: string]: unknown };
}

/** Sends a whole bundle to the cell that runs. */
export type Write = (content: DisplayData, update: boolean) => void;

/** Sends one MIME type to the cell that runs. */
export type Raw = (mimeType: string, content: string) => void;

const kernelModule = /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/;
const executorModule = /[\\/]tslab[\\/]dist[\\/]executor\.js/;

/** The kernel's own way to send a display, from its module in `require.cache`; else undefined. */
export function findBundleWriter(): Write | undefined {
  const cache = createNodeRequire()?.cache ?? {};
  const path = Object.keys(cache).find((name) => kernelModule.test(name));
  const write: unknown = path && cache[path]?.exports?.lastWriteDisplayData;
  return typeof write === 'function' ? (content, update) => write(content, update) : undefined;
}

/** tslab's public `display.raw`, for a tslab whose kernel module is elsewhere; else undefined. */
export function findDisplayRaw(): Raw | undefined {
  const cell = (globalThis as { __tslab__?: { require(name: string): { display: { raw: Raw } } } })
    .__tslab__;
  const display = cell?.require('tslab').display;
  return display && ((mimeType, content) => display.raw(mimeType, content));
}

/** Whether a value is being printed because it is a cell's last one, not by the cell's own code. */
export function isCellValue(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const frames = new Error('stack').stack?.split('\n') ?? [];
  Error.stackTraceLimit = limit;
  const printing = frames.findLastIndex((frame) => frame.includes('node:internal/console'));
  return printing >= 0 && executorModule.test(frames[printing + 1] ?? '');
}

/** The view's picture. */
export function renderPicture(view: View): Picture | undefined {
  const module: typeof import('../picture/png.js') | undefined = createNodeRequire()?.('./png.js');
  return module?.render(view);
}

/** Node's `require`, which loads a module only when it is needed; undefined in a browser. */
function createNodeRequire(): NodeJS.Require | undefined {
  if (typeof process === 'undefined') return undefined;
  return process.getBuiltinModule('module').createRequire(import.meta.url);
}
