// Syntax that old versions of Node read, since this is what tells them that they are old.

/**
 * What is wrong with this version of Node, in one line; `undefined` if it will do.
 * tslab loads the library through `require` of an ES module, which Node has from 20.19, 22.12 and 23 on.
 *
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (fits) return undefined;
  return (
    'Node ' +
    version +
    ' is too old; install Node 20.19 or newer (22.12 or newer of 22) from https://nodejs.org and run the command again'
  );
}
