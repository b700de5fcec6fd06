// WebKitGTK over W3C WebDriver, on a screen of its own. A client from npm would bring tens of packages for these few calls.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { findWebKit } from '../../scripts/lib/browsers/webkit.mjs';

/** A page in WebKitGTK. */
export interface WebKit {
  readonly version: string;
  open(url: string): Promise<void>;
  /** Runs a function's body in the page: what it returns, as JSON. */
  evaluate<Result>(body: string, ...args: readonly unknown[]): Promise<Result>;
  /** Moves the pointer to a place in the page; presses and releases the button there, where asked for. */
  point(x: number, y: number, click?: boolean): Promise<void>;
  /** Types keys where the focus is. */
  type(keys: string): Promise<void>;
  end(): Promise<void>;
}

/** Starts the screen, the driver and the browser. */
export async function startWebKit(): Promise<WebKit> {
  const programs = findWebKit();
  const started: ChildProcess[] = [];
  const endAll = (): void => {
    for (const child of started.splice(0).reverse()) child.kill();
  };
  try {
    // It picks a free display, and says which one.
    const arguments_ = ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'];
    const screen = spawn(programs.Xvfb, arguments_, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    started.push(screen);
    const display = await new Promise<string>((resolve, reject) => {
      screen.stdio[3]!.once('data', (text) => resolve(`:${String(text).trim()}`));
      screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    });
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1' };
    started.push(spawn(programs.WebKitWebDriver, [`--port=${port}`], { env, stdio: 'ignore' }));
    const address = `http://127.0.0.1:${port}`;
    const capabilities = { alwaysMatch: {} };
    const session = await send<{ sessionId: string; capabilities: { browserVersion: string } }>(
      `${address}/session`,
      { capabilities },
      240,
    );
    const own = `${address}/session/${session.sessionId}`;
    await send(`${own}/window/rect`, { width: 1380, height: 1060 });
    return {
      version: session.capabilities.browserVersion,
      open: (url) => send(`${own}/url`, { url }),
      evaluate: (script, ...args) => send(`${own}/execute/sync`, { script, args }),
      point: (x, y, click = false) => {
        const move = { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) };
        const press = ['pointerDown', 'pointerUp'].map((type) => ({ type, button: 0 }));
        const actions = [
          { type: 'pointer', id: 'mouse', actions: [move, ...(click ? press : [])] },
        ];
        return send(`${own}/actions`, { actions });
      },
      type: (keys) => {
        const pressed = [...keys].flatMap((value) =>
          ['keyDown', 'keyUp'].map((type) => ({ type, value })),
        );
        return send(`${own}/actions`, { actions: [{ type: 'key', id: 'keys', actions: pressed }] });
      },
      end: async () => {
        await fetch(own, { method: 'DELETE' });
        endAll();
      },
    };
  } catch (error) {
    endAll();
    throw error;
  }
}

/** Posts a command. @param tries how often, a quarter of a second apart, while nothing listens yet */
async function send<Value>(url: string, body: object, tries = 1): Promise<Value> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) }).catch(
    async (error: unknown) => {
      if (tries <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
      return undefined;
    },
  );
  if (response === undefined) return send(url, body, tries - 1);
  const { value } = (await response.json()) as { value: Value & { message?: string } };
  if (!response.ok) throw new Error(`${new URL(url).pathname}: ${value.message}`);
  return value;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
