import { wcagContrast } from 'culori';
import { describe, expect, test } from 'vitest';
import { windowStyle, windowStyles } from '../../../../labextension/src/panel/window-styles.js';

const styles = Array.from({ length: windowStyles }, (_, place) => windowStyle(place));

describe('the styles of windows', () => {
  // What a frame or an arrow is drawn on: JupyterLab's page in both themes, and its panels in the dark one.
  test.each([
    ['#ffffff', 4],
    ['#111111', 4],
    ['#eeeeee', 3],
    ['#212121', 3],
  ] as const)('stand out on %s by %i : 1', (page, least) => {
    for (const { colour } of styles) {
      expect(wcagContrast(colour, page), colour).toBeGreaterThanOrEqual(least);
    }
  });

  test('are each another', () => {
    expect(new Set(styles.map((style) => JSON.stringify(style))).size).toBe(windowStyles);
  });
});
