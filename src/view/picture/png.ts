// A view as a PNG.
import { encode } from 'fast-png';
import { deltaPanel, differenceText, subtract } from '../model/difference.js';
import { type Panel, panels } from '../model/panels.js';
import type { ViewParts } from '../model/parts.js';
import {
  type Arrangement,
  arrange,
  arrangePanels,
  columnGap,
  margin,
  rowGap,
  widest,
} from './arrangement.js';
import { type Scale, scaleOf, scalesOf, spanOf } from './colour.js';
import { dotKey, drawKey, drawLegend, legendHeight, nonFiniteKey } from './legend.js';
import { drawLine, drawPositions, isLine } from './line.js';
import { lowered } from './marks.js';
import { describe, notesOf } from './notes.js';
import { labelHeight, Raster, titleHeight, truncateText, widthOf } from './raster.js';
import { drawTile, ink, muted } from './tile.js';

/** A picture, to be displayed at half its size in pixels, with its alt text. */
export interface Picture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

const narrowest = 800;
const shortestBar = 480;

/**
 * Draws a view as a PNG: its panels side by side for the first batch entry and the first channels,
 * a colour bar for each, and what was cut. The winners are marked on x where its cells are large enough. It draws without a canvas, by integers and IEEE 754
 * arithmetic only, so that every machine gets the same pixels.
 * @see W3C, Portable Network Graphics (PNG) Specification
 */
export function render(view: ViewParts): Picture {
  const arrangement = arrange(view);
  const scales = scalesOf(arrangement.panels);
  const inOrder = arrangement.panels.map(({ name }) => scales.get(name)!);
  return draw(view, view.title, arrangement, inOrder);
}

/**
 * Draws A, B and B − A of the last array that differs between two views of one pooling (the last of
 * all, where nothing does), A and B on one scale, and says in which cells each array differs.
 */
export function renderPair({
  title,
  a,
  b,
}: Readonly<Record<'a' | 'b', ViewParts>> & { title: string }): Picture {
  const [ours, theirs] = [panels(a), panels(b)];
  const found = ours.map((panel, i) => subtract(panel.tensor, theirs[i]!.tensor));
  const differing = found.findLastIndex(({ count }) => count > 0);
  const at = differing < 0 ? found.length - 1 : differing;
  const [one, other, delta] = [ours[at]!, theirs[at]!, deltaPanel(ours[at]!, found[at]!.delta)];
  const both = spanOf([one, other]);
  const shown = [
    { ...one, title: `${one.name} of A` },
    { ...other, title: `${one.name} of B` },
    delta,
  ];
  const scales = [scaleOf(one, undefined, both), scaleOf(other, undefined, both), scaleOf(delta)];
  const said = ours.flatMap((panel, i) =>
    found[i]!.count > 0 ? [differenceText(panel, found[i]!, [a, b])] : [],
  );
  return draw(a, title, arrangePanels(shown), scales, said.length > 0 ? said : ['all is equal']);
}

function draw(
  view: ViewParts,
  title: string,
  arrangement: Arrangement,
  scales: readonly Scale[],
  more: readonly string[] = [],
): Picture {
  const { panels: all, facets, grids, winners, columns, rows, ...room } = arrangement;
  const { columnWidth, gutter, size } = room;
  const several = all.length > 1;
  const notes = [...notesOf(view, all, facets, grids[0]![0]!), ...more];
  const areLines = all.every(isLine);
  const key = [...(winners ? [dotKey] : []), ...nonFiniteKey(all)];
  const pitch = (several ? columnWidth : size.width) + columnGap;
  const left = (column: number): number => margin + gutter + column * pitch;

  const noteTop = (line: number): number => margin + titleHeight + 8 + line * (labelHeight + 4);
  const panelTop = noteTop(notes.length) + 20;
  const labelled = !several && facets.length > 1 ? labelHeight + 6 : 0;
  const tileTop = (row: number): number =>
    panelTop +
    (several ? titleHeight + labelHeight + 16 : labelled) +
    row * (size.height + labelled + rowGap);
  const legendTop = tileTop(rows) - labelled + 4;
  const keyTop = legendTop + legendHeight + rowGap;
  const bottom = (key.length > 0 ? keyTop + labelHeight : legendTop + legendHeight) + margin - 8;
  // Even, since the picture is displayed at half its size.
  const height = bottom + (bottom % 2);
  const bar = several ? size.width : Math.max(size.width, shortestBar);
  const tilesWidth = several ? widest : margin + Math.max(left(columns) - columnGap, left(0) + bar);
  const textWidth = Math.max(
    widthOf('title', title),
    ...notes.map((note) => widthOf('label', note)),
  );
  const width = Math.min(widest, Math.max(narrowest, tilesWidth, textWidth + 2 * margin));

  const raster = new Raster(width, height);
  const line = (typeface: 'title' | 'label', text: string, y: number): void =>
    raster.text(
      typeface,
      truncateText(typeface, text, width - 2 * margin),
      margin,
      y,
      typeface === 'title' ? ink : muted,
    );
  line('title', title, margin);
  for (const [i, note] of notes.entries()) line('label', note, noteTop(i));
  for (const [p, panel] of all.entries()) {
    const scale = scales[p]!;
    if (several) {
      const about = truncateText('label', describe(panel), pitch - 16);
      raster.text('title', panel.title, left(p), panelTop, ink);
      raster.text('label', about, left(p), panelTop + titleHeight + 2, muted);
    }
    for (const [f, { label }] of facets.entries()) {
      const [row, column] = several ? [f, p] : [Math.floor(f / columns), f % columns];
      const y = tileTop(row);
      const [labelX, labelY] = several
        ? [margin, y + ((size.height - labelHeight) >> 1)]
        : [left(column), y - labelHeight - 6];
      if (p === 0) raster.text('label', label, labelX, labelY, muted);
      const marks = panel.name === 'x' ? winners?.[f] : undefined;
      const [box, grid] = [{ x: left(column), y, ...size }, grids[p]![f]!];
      if (areLines) drawLine(raster, box, grid, scale, marks);
      else drawTile(raster, box, grid, scale, marks, winners ? lowered : 0);
    }
    const [x, count] = [left(p), grids[p]![0]!.columns];
    if (areLines) drawPositions(raster, x, legendTop - 12, size.width, count);
    else drawLegend(raster, x, legendTop, bar, panel, scale);
  }
  drawKey(raster, left(0), keyTop, key);
  const png = encode({ width, height, data: raster.data, channels: 3, depth: 8 });
  return { png, width, height, alt: [describePicture(title, all), ...notes].join('; ') };
}

function describePicture(title: string, all: readonly Panel[]): string {
  if (all.length === 1) return `${title}: heatmap`;
  return `${title}: heatmaps of ${all.map((panel) => `${panel.title} (${describe(panel)})`).join(', ')}`;
}
