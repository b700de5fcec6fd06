import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { assertFree, namedPort } from '../../scripts/lib/processes/port.mjs';

test.each([
  [['--port', '9000'], 9000],
  [['--no-browser', '--port=9001'], 9001],
  [['--ServerApp.port=9002'], 9002],
  [['--port', '9000', '--port=9003'], 9003],
  [['--no-browser'], undefined],
  [['--port-retries=5'], undefined],
  [[], undefined],
])('%j names the port %s', (args, port) => {
  expect(namedPort(args)).toBe(port);
});

test('a port that is in use is an error of one line, a free one is not', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(assertFree(port)).rejects.toThrow(new RegExp(`^port ${port} is taken; .*$`));
  await new Promise((resolve) => server.close(resolve));
  await expect(assertFree(port)).resolves.toBeUndefined();
});

test('a number that can’t be a port is an error of one line', async () => {
  await expect(assertFree(99999)).rejects.toThrow(/^port 99999 does not exist; .*$/);
});
