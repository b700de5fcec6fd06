import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { extensionSize } from '../fixtures/extension-size.mjs';

test('the extension takes at most 1.7 MB, of which 40 kB are loaded before the first view', () => {
  const { onDisk, beforeFirstView } = extensionSize(cloneAt().root);
  expect(onDisk).toBeLessThan(1.7e6);
  expect(beforeFirstView).toBeLessThan(40e3);
});
