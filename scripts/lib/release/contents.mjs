// What an artifact may hold. Home-made, since its makers' own checks know what is usual, not what is ours: each file has to
// match a pattern here, and each pattern a file.
import fs from 'node:fs';
import path from 'node:path';

/**
 * What is packed: `folder` is where it was unpacked.
 *
 * @typedef {'npm package' | 'sdist' | 'wheel'} Kind
 * @typedef {{ name: string, bytes: number }} Member
 * @typedef {{ kind: Kind, file: string, bytes: number, folder: string, members: readonly Member[] }} Artifact
 * @typedef {{ members: readonly RegExp[], packed: number, unpacked: number }} Expected the most bytes, packed and not
 */

/** The Python module, in the sdist as in the wheel. */
const module = [
  /^poolscope\/([a-z_]+\/)*[a-z_]+\.py$/,
  /^poolscope_command\/__init__\.py$/,
  /^poolscope\/py\.typed$/,
  /^poolscope\/(frame|standalone)\.html$/,
  /^poolscope\/view\/picture\/(colours|font|marks)\.json$/,
  /^poolscope\/findings\/finding\/table\.json$/,
  /^poolscope\/core\/(file-)?limits\.json$/,
  /^poolscope\/locale\/[A-Za-z_]+\/LC_MESSAGES\/poolscope\.json$/,
];
const installed = 'poolscope-[^/]+\\.data/data/share/jupyter/labextensions/@poolscope/labextension';

/** @type {Readonly<Record<Kind, Expected>>} */
const expected = {
  'npm package': {
    members: [
      /^(LICENSE|README(\.[a-z]{2}-[A-Z]{2})?\.md|package\.json)$/, // npm takes every README
      /^dist\/(index|internal|common|png|browser|browser-internal|start|store)\.js$/,
      /^dist\/([a-z-]+\/)*[a-z0-9-]+\.d\.ts$/,
      /^dist\/(frame|standalone)\.html$/,
      /^dist\/licenses\.txt$/,
      /^schema\/payload\.v1\.schema\.json$/,
    ],
    packed: 1_000_000,
    unpacked: 3_000_000,
  },
  wheel: {
    members: [
      ...module,
      /^poolscope-[^/]+\.dist-info\/(METADATA|WHEEL|RECORD|entry_points\.txt)$/,
      /^poolscope-[^/]+\.dist-info\/licenses\/(LICENSE|poolscope\/licenses\.txt)$/,
      new RegExp(`^${installed}/(package|install)\\.json$`),
      new RegExp(
        `^${installed}/schemas/@poolscope/labextension/(plugin\\.json|package\\.json\\.orig)$`,
      ),
      new RegExp(`^${installed}/static/[\\w.-]+\\.js$`),
      new RegExp(`^${installed}/static/\\d[a-z0-9.-]+\\.ipynb$`),
      new RegExp(`^${installed}/static/digits\\.[0-9a-f]+\\.npy$`),
      new RegExp(`^${installed}/static/third-party-licenses\\.json$`),
    ],
    // half of it are Zarr's codecs
    packed: 1_950_000,
    unpacked: 5_600_000,
  },
  sdist: {
    members: [
      ...module,
      /^(LICENSE|README\.md|PKG-INFO|pyproject\.toml|package\.json|install\.json)$/,
      /^(\.gitignore|tsconfig\.json|rspack\.config\.cjs|notebook-sources\.cjs)$/,
      /^schema\/plugin\.json$/,
      /^locale\/([A-Za-z_]+\.po|README\.md)$/,
      /^style\/[a-z]+\.(css|js)$/,
      /^src\/([a-z]+\/)*(README\.md|[a-z-]+\.ts)$/,
      /^poolscope\/licenses\.txt$/,
      /^poolscope\/labextension\/package\.json$/,
      /^poolscope\/labextension\/schemas\//,
      /^poolscope\/labextension\/static\/[\w.-]+\.(js|json|ipynb|npy)$/,
    ],
    packed: 2_050_000,
    unpacked: 6_200_000,
  },
};

/**
 * Where an artifact is not as expected.
 *
 * @param {Pick<Artifact, 'kind' | 'bytes' | 'members'>} artifact
 * @param {Expected} [to]
 * @returns {string[]}
 */
export function contentProblems({ kind, bytes, members }, to = expected[kind]) {
  const stray = members.filter(({ name }) => !to.members.some((pattern) => pattern.test(name)));
  const missing = to.members.filter((pattern) => !members.some(({ name }) => pattern.test(name)));
  const sum = members.reduce((all, member) => all + member.bytes, 0);
  const tooLarge = (
    /** @type {string} */ what,
    /** @type {number} */ own,
    /** @type {number} */ most,
  ) =>
    own <= most
      ? []
      : [`${what} has ${own} bytes, more than ${most}; make it smaller, or raise its limit`];
  return [
    ...stray.map(
      ({ name }) => `the ${kind} holds ${name}, which nothing expects; leave it out, or expect it`,
    ),
    ...missing.map((pattern) => `the ${kind} holds no file like ${pattern.source}; build it`),
    ...tooLarge(`the ${kind}`, bytes, to.packed),
    ...tooLarge(`the ${kind}, unpacked,`, sum, to.unpacked),
  ];
}

/** Where an artifact names a folder of this machine. @param {Artifact} artifact @param {string} root */
export function pathProblems({ kind, folder, members }, root) {
  return members
    .filter(({ name }) => fs.readFileSync(path.join(folder, name)).includes(root))
    .map(({ name }) => `${name} of the ${kind} names ${root}; build it without`);
}
