import type { Plotly as PlotlyCore } from './plotly-heatmap.js';

/** Plotly's core functions, with the heatmap trace. */
export type Plotly = typeof PlotlyCore;

let loading: Promise<Plotly> | undefined;

/**
 * Loads Plotly for the first view, and returns the same to the others.
 * @throws Error where its file can't be fetched; the next call tries again
 */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import(/* webpackChunkName: "plotly" */ './plotly-heatmap.js').then(
    (chunk) => chunk.Plotly,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
