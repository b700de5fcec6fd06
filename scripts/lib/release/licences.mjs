// Whether what is bundled may be passed on, and has its licence along: of what the bundlers themselves wrote down.
import fs from 'node:fs';
import path from 'node:path';

/** Licences under which parts of others may be passed on inside an MIT package, if their text goes along. */
const permissive = /^(MIT|ISC|Zlib|BSD-[23]-Clause|Apache-2\.0|0BSD)$/;

/**
 * Where parts of others are bundled without their licence, or under one that does not allow it.
 *
 * @param {string} root
 * @param {readonly import('./contents.mjs').Artifact[]} artifacts
 * @returns {string[]}
 */
export function licenceProblems(root, artifacts) {
  const { read, text, inLibrary, inExtension } = bundledIn(root, artifacts);
  const without = inExtension.filter(
    (one) => one.text === '' && !inLibrary.some(({ name }) => name === one.name),
  );
  return [
    ...[...inLibrary, ...inExtension]
      .filter(({ licence }) => !permissive.test(licence))
      .map(({ name, licence }) => `${name} is bundled under ${licence}; look whether it may`),
    ...without.map(({ name }) => `${name} is in the wheel without a licence; add its text`),
    ...(read('wheel', /\/licenses\.txt$/) === text
      ? []
      : ['the wheel’s licences are not those of the npm package; build it anew']),
    ...artifacts
      .filter(({ kind }) => !read(kind, /(^|\/)LICENSE$/).includes('MIT License'))
      .map(({ kind }) => `the ${kind} holds no licence of its own; add LICENSE`),
  ];
}

/**
 * The packages that parts were taken from.
 *
 * @param {string} root
 * @param {readonly import('./contents.mjs').Artifact[]} artifacts
 */
export function bundledNames(root, artifacts) {
  const { inLibrary, inExtension } = bundledIn(root, artifacts);
  return [...new Set([...inLibrary, ...inExtension].map(({ name }) => name))].sort();
}

/**
 * What the artifacts say of the parts of others in them.
 *
 * @param {string} root
 * @param {readonly import('./contents.mjs').Artifact[]} artifacts
 */
function bundledIn(root, artifacts) {
  const read = (/** @type {string} */ kind, /** @type {RegExp} */ ending) => {
    const { folder = '', members = [] } = artifacts.find((one) => one.kind === kind) ?? {};
    const member = members.find(({ name }) => ending.test(name));
    return member ? fs.readFileSync(path.join(folder, member.name), 'utf8') : '';
  };
  const text = read('npm package', /^dist\/licenses\.txt$/);
  const inLibrary = [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d[\w.-]*$/gm)].map(
    ([, name = '']) => {
      const manifest = path.join(root, 'node_modules', name, 'package.json');
      return { name, licence: JSON.parse(fs.readFileSync(manifest, 'utf8')).license, text };
    },
  );
  /** @type {{ packages: { name: string, licenseId: string, extractedText: string }[] }} */
  const { packages } = JSON.parse(read('wheel', /third-party-licenses\.json$/));
  const inExtension = packages
    .filter(({ name }) => !name.startsWith('@poolscope/')) // under the licence of the whole
    .map(({ name, licenseId, extractedText }) => ({
      name,
      licence: licenseId,
      text: extractedText,
    }));
  return { read, text, inLibrary, inExtension };
}
