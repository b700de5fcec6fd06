// `npm run publisher`: writes who publishes, as publisher.json says, into the manifests.
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from '../lib/problem.mjs';
import { filledManifests, missingIn, publisherOf } from '../lib/release/publisher.mjs';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, log }) {
  const missing = missingIn(publisherOf(clone.root));
  if (missing.length > 0) throw new Problem(missing.join('\n'));
  for (const { name, text, filled } of filledManifests(clone.root)) {
    if (filled !== text) fs.writeFileSync(path.join(clone.root, name), filled);
    log(`${name}: ${filled === text ? 'says so already' : 'written'}`);
  }
}
