import { createHash } from 'node:crypto';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { ticksThatFit } from '../../../../src/core/numbers.js';
import { render } from '../../../../src/view/picture/png.js';
import { shown, vectors } from '../shared-views.js';

// Python draws the same pixels and is held to this file. After a change of the pictures, with
// the pictures looked at: `npx vitest run --project slow test/unit/view/picture/shared.test.ts -u`.
test('the pictures and ticks that Python draws too', async () => {
  const pictures = vectors.map((vector) => {
    const { png, width, height, alt } = render(shown(vector));
    const sha256 = createHash('sha256').update(decode(png).data).digest('hex');
    return { name: vector.name, width, height, sha256, alt };
  });
  const bounds = [1e-310, 3.7e-9, 0.00123, 0.1, 0.35, 1, 2.3, 3.77, 9.99, 127, 86_400, 1.7e308];
  const ranges = bounds.flatMap((bound) => [
    [-bound, bound],
    [0, bound],
    [-bound / 3, bound],
    [bound / 2, bound],
  ]) as [number, number][];
  const ticks = ranges.flatMap((range) =>
    [3, 5, 9].map((most) => ({
      range,
      most,
      ticks: ticksThatFit(range, (values) => values.length <= most),
    })),
  );
  const lines = (of: readonly unknown[]): string =>
    of.map((one) => JSON.stringify(one)).join(',\n');
  const header = JSON.stringify({
    source: 'the TypeScript library',
    by: 'test/unit/view/picture/shared.test.ts',
    notes: ['sha256 is of the red, green and blue bytes of the views in payloads.json'],
  });
  await expect(
    `{"header": ${header},\n"pictures": [\n${lines(pictures)}\n],\n"ticks": [\n${lines(ticks)}\n]}\n`,
  ).toMatchFileSnapshot('../../../vectors/shared/pictures.json');
});
