// The bill of materials of a release, in SPDX: npm's own, less what only builds and tests.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * @typedef {{ SPDXID: string, name: string }} Package
 * @typedef {{ spdxElementId: string, relatedSpdxElement: string }} Relationship
 * @typedef {{ packages: Package[], relationships: Relationship[] }} Document
 */

/**
 * What is published and bundled into it, as SPDX 2.3 in JSON.
 *
 * @param {string} root
 * @param {readonly string[]} bundled names of the packages that parts were taken from
 * @returns {Promise<string>}
 */
export async function billOfMaterials(root, bundled) {
  const args = ['sbom', '--sbom-format', 'spdx', '--sbom-type', 'library'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 2 ** 26 });
  return `${JSON.stringify(shippedPart(JSON.parse(stdout), bundled), null, 2)}\n`;
}

/** @param {Document} whole @param {readonly string[]} bundled @returns {Document} */
function shippedPart(whole, bundled) {
  const shipped = new Set(['poolscope', '@poolscope/labextension', ...bundled]);
  const packages = whole.packages.filter(({ name }) => shipped.has(name));
  const kept = new Set(['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)]);
  const relationships = whole.relationships.filter(
    ({ spdxElementId, relatedSpdxElement }) =>
      kept.has(spdxElementId) && kept.has(relatedSpdxElement),
  );
  return { ...whole, packages, relationships };
}
