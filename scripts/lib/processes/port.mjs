// The port that is asked of JupyterLab, looked at before it starts: then a taken one is told at once.
import net from 'node:net';
import { Problem } from '../problem.mjs';

/**
 * The port that JupyterLab's own options name last, if they do.
 *
 * @param {string[]} args
 * @returns {number | undefined}
 */
export function namedPort(args) {
  const options = /(?:^| )--(?:port|ServerApp\.port|LabApp\.port)[= ](\d+)(?= |$)/g;
  const [, port] = [...args.join(' ').matchAll(options)].at(-1) ?? [];
  return port === undefined ? undefined : Number(port);
}

/** @param {number} port */
export const portTaken = (port) =>
  new Problem(
    `port ${port} is taken; end what listens there, name another one, or name none and the next free one is used`,
  );

/** @param {number} port @throws {Problem} something listens there already */
export async function assertFree(port) {
  const named = 'name one from 1024 to 65535';
  if (port > 65535) throw new Problem(`port ${port} does not exist; ${named}`);
  const server = net.createServer();
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') reject(portTaken(port));
      else if (error.code === 'EACCES') {
        reject(new Problem(`port ${port} is not for this user; ${named}`));
      } else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(resolve));
  });
}
