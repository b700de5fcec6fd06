import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { extensionSize } from '../fixtures/extension-size.mjs';

// 1.4 MB of them are Zarr's codecs, WASM in text, each loaded with the first chunk that it packed.
test('the extension takes at most 3.2 MB, of which 42 kB are loaded before the first view', () => {
  const { onDisk, beforeFirstView } = extensionSize(cloneAt().root);
  expect(onDisk).toBeLessThan(3.2e6);
  expect(beforeFirstView).toBeLessThan(42e3);
});
