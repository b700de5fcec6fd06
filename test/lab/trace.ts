import type { Page } from 'playwright-core';

/** An event of the browser's own trace. */
interface TraceEvent {
  readonly name: string;
  readonly args: {
    readonly beginData?: { readonly stackTrace?: readonly Frame[] };
  };
}
interface Frame {
  readonly functionName: string;
  readonly url: string;
}

/**
 * Finds the layouts and the updates of styles that the extension's scripts had made during some work, since they asked
 * for a size or a place just then: `Layout: boxOf < arrowsOf`.
 */
export async function scriptedLayouts(page: Page, work: () => Promise<void>): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.stack'],
    },
  });
  await work();
  const isOver = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await isOver;
  await session.detach();
  const found = events.flatMap(({ name, args }) => {
    if (name !== 'Layout' && name !== 'UpdateLayoutTree') return [];
    const frames = args.beginData?.stackTrace ?? [];
    // Plotly, in a file of its own, draws anew once moves have stopped.
    if (!frames[0]?.url.includes('/labextensions/poolscope/static/view.')) return [];
    return [
      `${name}: ${frames
        .slice(0, 3)
        .map(({ functionName }) => functionName)
        .join(' < ')}`,
    ];
  });
  if (!events.some(({ name }) => name === 'Layout')) throw new Error('trace: no layout in it');
  return found;
}
