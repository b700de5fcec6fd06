// Whether what is bundled may be passed on, and has its licence along.
import fs from 'node:fs';
import path from 'node:path';

/** Licences under which parts of others may be passed on inside an MIT package, if their text goes along. */
const permissive = new Set([
  'MIT',
  'ISC',
  'Zlib',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
]);

/**
 * Where parts of others are bundled without their licence, or under one that does not allow it.
 *
 * @param {string} root
 * @param {Readonly<Record<import('./artifacts.mjs').Artifact['kind'], import('./artifacts.mjs').Artifact>>} artifacts
 * @returns {string[]}
 */
export function licenceProblems(root, artifacts) {
  const text = read(artifacts['npm package'], /^dist\/licenses\.txt$/);
  const named = [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d[\w.-]*)$/gm)].map(
    ([, name = '']) => name,
  );
  const problems = named.flatMap((name) => {
    const file = path.join(root, 'node_modules', name, 'package.json');
    const { license } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return permissive.has(license)
      ? []
      : [`${name} is bundled under ${license}; look whether it may`];
  });
  if (read(artifacts.wheel, /\/licenses\.txt$/) !== text) {
    problems.push('the wheel’s licences are not those of the npm package; build it anew');
  }
  const { packages } = JSON.parse(read(artifacts.wheel, /third-party-licenses\.json$/));
  for (const { name, licenseId, extractedText } of packages) {
    // Its own parts are under the licence of the whole.
    if (name.startsWith('@poolscope/')) continue;
    if (!permissive.has(licenseId))
      problems.push(`${name} is bundled under ${licenseId}; look whether it may`);
    if (extractedText === '' && !named.includes(name)) {
      problems.push(`${name} is in the wheel without a licence; add its text`);
    }
  }
  for (const artifact of Object.values(artifacts)) {
    if (!read(artifact, /(^|\/)LICENSE$/).includes('MIT License')) {
      problems.push(`the ${artifact.kind} holds no licence of its own; add LICENSE`);
    }
  }
  return problems;
}

/**
 * A file of an artifact.
 *
 * @param {import('./artifacts.mjs').Artifact} artifact
 * @param {RegExp} name
 * @returns {string} empty where there is none
 */
function read({ folder, members }, name) {
  const member = members.find((one) => name.test(one.name));
  return member ? fs.readFileSync(path.join(folder, member.name), 'utf8') : '';
}
