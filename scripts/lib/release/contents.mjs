// What an artifact holds: which files, which version, and no path of this machine.
import fs from 'node:fs';
import path from 'node:path';

/**
 * What an artifact may hold and must hold, and how large it may be.
 *
 * @typedef {object} Expected
 * @property {readonly RegExp[]} members each matches at least one file, and every file matches one
 * @property {number} packed   the most bytes of the artifact
 * @property {number} unpacked the most bytes of its files together
 */

const extension =
  'poolscope-[^/]+\\.data/data/share/jupyter/labextensions/@poolscope/labextension/';

/** @type {Readonly<Record<import('./artifacts.mjs').Artifact['kind'], Expected>>} */
export const expected = {
  'npm package': {
    members: [
      /^(LICENSE|README\.md|package\.json)$/,
      /^dist\/(index|internal|common|png|browser|browser-internal|mime-type)\.js$/,
      /^dist\/([a-z-]+\/)*[a-z0-9-]+\.d\.ts$/,
      /^dist\/standalone\.html$/,
      /^dist\/licenses\.txt$/,
      /^schema\/payload\.v1\.schema\.json$/,
    ],
    packed: 800_000,
    unpacked: 2_500_000,
  },
  wheel: {
    members: [
      /^poolscope\/([a-z_]+\/)*[a-z_]+\.py$/,
      /^poolscope\/py\.typed$/,
      /^poolscope\/view\/(font|colours)\.json$/,
      /^poolscope\/findings\/table\.json$/,
      /^poolscope\/standalone\.html$/,
      /^poolscope\/locale\/[A-Za-z_]+\/LC_MESSAGES\/poolscope\.json$/,
      /^poolscope-[^/]+\.dist-info\/(METADATA|WHEEL|RECORD|entry_points\.txt)$/,
      /^poolscope-[^/]+\.dist-info\/licenses\/(LICENSE|poolscope\/licenses\.txt)$/,
      new RegExp(`^${extension}(package|install)\\.json$`),
      new RegExp(
        `^${extension}schemas/@poolscope/labextension/(plugin\\.json|package\\.json\\.orig)$`,
      ),
      new RegExp(`^${extension}static/[a-zA-Z0-9_.-]+\\.js$`),
      new RegExp(`^${extension}static/[0-9][a-z0-9.-]+\\.ipynb$`),
      new RegExp(`^${extension}static/third-party-licenses\\.json$`),
    ],
    packed: 1_100_000,
    unpacked: 3_500_000,
  },
  sdist: {
    members: [
      /^(LICENSE|README\.md|PKG-INFO|pyproject\.toml|package\.json|install\.json)$/,
      /^(\.gitignore|tsconfig\.json|rspack\.config\.cjs|notebook-sources\.cjs)$/,
      /^schema\/plugin\.json$/,
      /^locale\/[A-Za-z_]+\.po$/,
      /^style\/[a-z]+\.(css|js)$/,
      /^src\/([a-z]+\/)*(README\.md|[a-z-]+\.ts)$/,
      /^poolscope\/([a-z_]+\/)*[a-z_]+\.py$/,
      /^poolscope\/py\.typed$/,
      /^poolscope\/view\/(font|colours)\.json$/,
      /^poolscope\/findings\/table\.json$/,
      /^poolscope\/(standalone\.html|licenses\.txt)$/,
      /^poolscope\/locale\/[A-Za-z_]+\/LC_MESSAGES\/poolscope\.json$/,
      /^poolscope\/labextension\/package\.json$/,
      /^poolscope\/labextension\/schemas\//,
      /^poolscope\/labextension\/static\/[a-zA-Z0-9_.-]+\.(js|json|ipynb)$/,
    ],
    packed: 1_200_000,
    unpacked: 3_700_000,
  },
};

/**
 * Where an artifact is not as expected.
 *
 * @param {Pick<import('./artifacts.mjs').Artifact, 'kind' | 'bytes' | 'members'>} artifact
 * @param {Expected} [to]
 * @returns {string[]}
 */
export function contentProblems({ kind, bytes, members }, to = expected[kind]) {
  const stray = members.filter(({ name }) => !to.members.some((pattern) => pattern.test(name)));
  const missing = to.members.filter((pattern) => !members.some(({ name }) => pattern.test(name)));
  const sum = members.reduce((all, member) => all + member.bytes, 0);
  return [
    ...stray.map(
      ({ name }) => `the ${kind} holds ${name}, which nothing expects; leave it out, or expect it`,
    ),
    ...missing.map((pattern) => `the ${kind} holds no file like ${pattern.source}; build it`),
    ...tooLarge(`the ${kind}`, bytes, to.packed),
    ...tooLarge(`the ${kind}, unpacked,`, sum, to.unpacked),
  ];
}

/** @param {string} what @param {number} bytes @param {number} most */
function tooLarge(what, bytes, most) {
  if (bytes <= most) return [];
  return [`${what} has ${bytes} bytes, more than ${most}; make it smaller, or raise its limit`];
}

/**
 * Where an artifact is not of a version.
 *
 * @param {import('./artifacts.mjs').Artifact} artifact
 * @param {string} version
 * @returns {string[]}
 */
export function packedProblems({ kind, folder, members }, version) {
  const member = members.find(({ name }) =>
    kind === 'npm package'
      ? name === 'package.json'
      : /^(PKG-INFO|[^/]+\.dist-info\/METADATA)$/.test(name),
  );
  const text = member ? fs.readFileSync(path.join(folder, member.name), 'utf8') : '';
  const own =
    kind === 'npm package' ? JSON.parse(text).version : /^Version: (.*)$/m.exec(text)?.[1];
  return own === version ? [] : [`the ${kind} is ${own}, not ${version}; build it anew`];
}

/**
 * Where an artifact names a folder of this machine.
 *
 * @param {import('./artifacts.mjs').Artifact} artifact
 * @param {string} root
 * @returns {string[]}
 */
export function pathProblems({ kind, folder, members }, root) {
  return members
    .filter(({ name }) => fs.readFileSync(path.join(folder, name)).includes(root))
    .map(({ name }) => `${name} of the ${kind} names ${root}; build it without`);
}
