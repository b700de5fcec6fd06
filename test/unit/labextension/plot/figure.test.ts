import type { HeatmapData } from 'plotly.js';
import { describe, expect, test } from 'vitest';
import { arrange } from '../../../../labextension/src/plot/canvas/arrangement.js';
import { type Figure, figure, type Zoom } from '../../../../labextension/src/plot/figure.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { type Panel, panels, slice } from '../../../../src/view/model/panels.js';
import { nonFiniteOf, scaleOf } from '../../../../src/view/picture/colour.js';
import { heatmap } from '../../../../src/view/views.js';

const theme = { text: '#111111', line: '#cccccc', font: 'serif' };

/** What is drawn of an array at the start of its sliders, 800 pixels wide. */
function drawn(panel: Panel, zoom?: Zoom): Figure {
  const part = slice(panel, {});
  const { frames } = arrange([part], 800);
  return figure(part, scaleOf(panel), frames[0]!, theme, zoom);
}

function panelOf(...parts: Parameters<typeof heatmap>): Panel {
  return panels(heatmap(...parts))[0]!;
}

function traces(shown: Figure): Partial<HeatmapData>[] {
  return shown.data as Partial<HeatmapData>[];
}

const six = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('figure', () => {
  test('holds the slice’s numbers, row by row', () => {
    expect(traces(drawn(panelOf(six)))[0]!.z).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('puts row 0 on top and shows every cell in full', () => {
    const { xaxis, yaxis } = drawn(panelOf(six)).layout;
    expect(xaxis!.range).toEqual([-0.5, 2.5]);
    expect(yaxis!.range).toEqual([1.5, -0.5]);
  });

  test('has ticks at whole numbers, as far apart as the part on screen needs', () => {
    const panel = panelOf(tensor(new Float32Array(40_000), [200, 200]));
    const all = drawn(panel).layout;
    const near = drawn(panel, { x: [9.5, 14.5], y: [14.5, 9.5] }).layout;
    expect([all.xaxis!.tick0, all.xaxis!.dtick]).toEqual([0, 20]);
    expect([near.xaxis!.tick0, near.xaxis!.dtick]).toEqual([0, 1]);
    expect(near.xaxis!.range).toEqual([9.5, 14.5]);
  });

  test('couples the axes where cells are square, and not for a strip', () => {
    expect(drawn(panelOf(six)).layout.yaxis!.scaleanchor).toBe('x');
    expect(drawn(panelOf(tensor(new Float32Array(50)))).layout.yaxis!.scaleanchor).toBeUndefined();
  });

  test('has the scale of the whole array, whichever slice it shows', () => {
    const panel = panelOf(tensor([1, -3, 2, 1], [2, 1, 1, 2]), { role: 'gradient' });
    const [trace] = traces(drawn(panel));
    expect([trace!.zmin, trace!.zmax]).toEqual([-3, 3]);
    expect(trace!.z).toEqual([[1]]);
  });

  test('draws bools in two colours', () => {
    const [trace] = traces(drawn(panelOf(tensor([[true, false]]))));
    expect(trace!.z).toEqual([[1, 0]]);
    const colours = new Set((trace!.colorscale as [number, string][]).map(([, colour]) => colour));
    expect(colours.size).toBe(2);
  });

  test('marks NaN and infinities in colours of their own, above a heatmap that keeps their values', () => {
    const { NaN: nan, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number;
    const [values, marks] = traces(
      drawn(
        panelOf(
          tensor([
            [nan, 1],
            [high, low],
          ]),
        ),
      ),
    );
    expect(values!.z).toEqual([
      [nan, 1],
      [high, low],
    ]);
    const colourOf = (row: number, column: number): string | undefined => {
      const code = (marks!.z as (number | null)[][])[row]![column];
      if (code === null || code === undefined) return undefined;
      const at = (code - marks!.zmin!) / (marks!.zmax! - marks!.zmin!);
      return (marks!.colorscale as [number, string][]).findLast(([stop]) => stop <= at)![1];
    };
    expect(colourOf(0, 0)).toBe(nonFiniteOf('activation').nan);
    expect(colourOf(0, 1)).toBeUndefined();
    expect(colourOf(1, 0)).toBe(nonFiniteOf('activation').posInf);
    expect(colourOf(1, 1)).toBe(nonFiniteOf('activation').negInf);
  });

  test('draws no marks where every cell is finite', () => {
    expect(drawn(panelOf(six)).data).toHaveLength(1);
  });

  test('limits the range near the ends of float64, where Plotly would overflow', () => {
    const [trace] = traces(drawn(panelOf(tensor([[1.7e308, -1.7e308]]), { role: 'gradient' })));
    expect(Number.isFinite(trace!.zmax! - trace!.zmin!)).toBe(true);
    expect(trace!.z).toEqual([[1.7e308, -1.7e308]]);
  });

  test('takes the colours of text and lines from the theme', () => {
    const { layout } = drawn(panelOf(six));
    expect(layout.font).toMatchObject({ color: theme.text, family: theme.font });
    expect(layout.xaxis!.tickcolor).toBe(theme.line);
  });

  test('holds no text of the payload, in which Plotly would read HTML', () => {
    const shown = drawn(panelOf(six, { title: '<a href="evil">title</a>' }));
    expect(JSON.stringify(shown)).not.toContain('evil');
  });
});
