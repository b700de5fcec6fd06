import { heatmap, tensor } from 'poolscope';
import { panels, scaleOf, slice } from 'poolscope/internal';
import { describe, expect, test } from 'vitest';
import { lineFigure, lineGridOf } from '../../../../../labextension/src/plot/line/line-figure.js';
import { lineFrames } from '../../../../../labextension/src/plot/line-frames.js';

const theme = { text: '#111111', line: '#cccccc', font: 'sans-serif' };
const [frame] = lineFrames(1, 700, false).frames as [ReturnType<typeof lineFrames>['frames'][0]];

function drawingOf(
  values: readonly number[],
  role: 'activation' | 'gradient' = 'activation',
): { drawing: Parameters<typeof lineGridOf>[0]; all: [number, number] } {
  const [panel] = panels(heatmap(tensor(Float64Array.from(values), [values.length]), { role }));
  const shown = slice(panel!, {});
  return {
    drawing: { slice: shown, scale: scaleOf(panel!), frame, theme },
    all: [-0.5, values.length - 0.5],
  };
}

const numbers = (texts: readonly string[]): number[] =>
  texts.map((text) => Number(text.replace('−', '-').replaceAll(',', '')));

describe('the figure of a line', () => {
  test('has its values at the left and its positions below, at least two of each', () => {
    const { drawing, all } = drawingOf(Array.from({ length: 48_000 }, (_, i) => i / 1000));
    const { labels } = lineFigure(drawing, lineGridOf(drawing, all));
    const ofValues = labels.filter(({ align }) => align === 'right');
    const positions = labels.filter(({ align }) => align === 'center');
    expect(numbers(ofValues.map(({ text }) => text))).toEqual([0, 10, 20, 30, 40]);
    expect(positions[1]!.text).toBe('10,000');
    expect(positions.length).toBe(5);
    // A label is at the height and the place of what it names.
    const grid = lineGridOf(drawing, all);
    for (const { text, y } of ofValues) expect(y).toBeCloseTo(grid.line.top(numbers([text])[0]!));
  });

  test('has the same height for the same gradient, 0 in the middle', () => {
    const { drawing, all } = drawingOf([-3, 1, 2], 'gradient');
    const { line, top, height } = lineGridOf(drawing, all);
    expect(line.top(0)).toBeCloseTo(top + height / 2);
    expect(line.top(3) + line.top(-3)).toBeCloseTo(2 * line.top(0));
  });

  test('marks what is not finite in its place, in the colour of its mark', () => {
    const { drawing, all } = drawingOf([1, Number.NaN, Infinity, 2, -Infinity]);
    const grid = lineGridOf(drawing, all);
    const bands = lineFigure(drawing, grid).shapes.filter(({ opacity }) => opacity === 0.25);
    expect(bands.map(({ path }) => Number(/M([\d.]+)/.exec(path)![1]))).toEqual(
      [1, 2, 4].map((column) => grid.left + (column * grid.width) / 5),
    );
    expect(new Set(bands.map(({ fill }) => fill)).size).toBe(3);
  });

  test('marks a single NaN of 300,000 values', () => {
    const values = new Array<number>(300_000).fill(1);
    values[210_000] = Number.NaN;
    const { drawing, all } = drawingOf(values);
    const grid = lineGridOf(drawing, all);
    const [band] = lineFigure(drawing, grid).shapes.filter(({ opacity }) => opacity === 0.25);
    expect(Number(/M([\d.]+)/.exec(band!.path)![1])).toBeCloseTo(grid.left + 0.7 * grid.width, 0);
  });

  test('names a mask’s two values', () => {
    const [panel] = panels(heatmap(tensor(Uint8Array.of(1, 0, 1), [3], { dtype: 'bool' })));
    const drawing = { slice: slice(panel!, {}), scale: scaleOf(panel!), frame, theme };
    const { labels } = lineFigure(drawing, lineGridOf(drawing, [-0.5, 2.5]));
    expect(labels.filter(({ align }) => align === 'right').map(({ text }) => text)).toEqual([
      'false',
      'true',
    ]);
  });
});
