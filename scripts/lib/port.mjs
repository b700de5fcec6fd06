import net from 'node:net';
import { Problem } from './problem.mjs';

/**
 * The port that JupyterLab's own options name, if they do.
 *
 * @param {string[]} args
 * @returns {number | undefined}
 */
export function namedPort(args) {
  const option = /^--(?:port|ServerApp\.port|LabApp\.port)(?:=(.*))?$/;
  /** @type {number | undefined} */
  let port;
  args.forEach((arg, at) => {
    const match = option.exec(arg);
    const value = match?.[1] ?? (match ? args[at + 1] : undefined);
    if (value !== undefined && /^\d+$/.test(value)) port = Number(value);
  });
  return port;
}

/** @param {number} port */
export const portTaken = (port) =>
  new Problem(
    `port ${port} is taken; end what listens there, name another one, or name none and the next free one is used`,
  );

/**
 * @param {number} port
 * @throws {Problem} something listens there already
 */
export async function assertFree(port) {
  if (port > 65535) throw new Problem(`port ${port} does not exist; name one from 1024 to 65535`);
  const server = net.createServer();
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') reject(portTaken(port));
      else if (error.code === 'EACCES') {
        reject(new Problem(`port ${port} is not for this user; name one from 1024 to 65535`));
      } else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(resolve));
  });
}
