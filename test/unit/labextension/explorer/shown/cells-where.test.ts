import { expect, test } from 'vitest';
import type { PanelName } from '../../../../../labextension/src/explorer/model/subject.js';
import { placesWhere } from '../../../../../labextension/src/explorer/shown/cells-where.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { panels, slice } from '../../../../../src/view/model/panels.js';
import { explore } from '../../../../../src/view/views.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { strip, subjectOf } from '../subjects.js';

const geometry = windows([1, 4, 1], { kernelSize: 2 });

function wrongIn(panel: PanelName, parts: Parameters<typeof subjectOf>[0]): number[] | undefined {
  const subject = subjectOf(parts);
  expect(subject.checks.findings.length).toBeGreaterThan(0);
  const isWrong = subject.checks.wrongIn(panel);
  return isWrong && [0, 1, 2, 3].filter(isWrong);
}

test('a marked cell that is not the maximum is wrong in x and in the mask', () => {
  const parts = {
    x: strip(1, 3, 4, 2),
    mask: maskFrom([1, 0, 1, 0], geometry),
    dout: strip(1, 2),
  };
  for (const panel of ['x', 'mask'] as const) expect(wrongIn(panel, parts)).toEqual([0]);
  for (const panel of ['dout', 'din'] as const) expect(wrongIn(panel, parts)).toBeUndefined();
});

test('a tied cell is not', () => {
  const parts = { x: strip(3, 3, 4, 2), mask: maskFrom([0, 1, 1, 0], geometry), dout: strip(1, 2) };
  expect(wrongIn('x', parts)).toBeUndefined();
});

test('a cell of din that is neither is wrong there; one made with another share is not', () => {
  const mask = maskFrom([1, 1, 1, 0], geometry);
  const din = strip(1, 1, 5, 0);
  expect(wrongIn('din', { mask, dout: strip(1, 2), din })).toEqual([2]);
  const split = strip(0.5, 0.5, 2, 0);
  expect(wrongIn('din', { mask, dout: strip(1, 2), din: split })).toBeUndefined();
});

test('nothing is looked for before the findings are there', () => {
  const mask = maskFrom([1, 0, 1, 0], geometry);
  expect(
    subjectOf({ x: strip(1, 3, 4, 2), mask, dout: strip(1, 2) }).checks.wrongIn('x'),
  ).toBeUndefined();
});

test('a slice has the places of the cells that are wrong', () => {
  const x = tensor([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 2, 2]);
  const mask = maskFrom([1, 0, 0, 0, 0, 1, 0, 0], windows([1, 2, 2, 2], { kernelSize: 2 }));
  const dout = tensor([1, 2], [1, 1, 1, 2]);
  const panel = panels(explore({ x, mask, dout })).find(({ name }) => name === 'x')!;
  const subject = subjectOf({ x, mask, dout });
  expect(subject.checks.findings[0]!.name).toBe('not-maximum');
  const places = [0, 1].map((channel) =>
    placesWhere(slice(panel, { batch: 0, channel }), (index) =>
      subject.checks.wrongIn('x')!(subject.flatOf({ panel: 'x', index })),
    ),
  );
  expect(places).toEqual([[{ row: 0, column: 0 }], [{ row: 0, column: 1 }]]);
});
