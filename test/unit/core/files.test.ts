import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeFile } from '../../../src/core/files.js';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'poolscope-files-'));
const code = fs.mkdtempSync(path.join(tmpdir(), 'poolscope-code-'));
const at = (name: string): string => path.join(folder, name);
const text = (name: string): string => fs.readFileSync(at(name), 'utf8');

beforeEach(() => fs.mkdirSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

afterAll(() => fs.rmSync(code, { recursive: true }));

const onPosix = process.platform !== 'win32';

describe('writeFile', () => {
  test('writes a new file with the permissions that Node gives one, and nothing beside it', () => {
    writeFile(at('run.html'), 'new');
    fs.writeFileSync(at('nodes.html'), '');
    expect(text('run.html')).toBe('new');
    expect(fs.statSync(at('run.html')).mode).toBe(fs.statSync(at('nodes.html')).mode);
    expect(fs.readdirSync(folder).sort()).toEqual(['nodes.html', 'run.html']);
  });

  test.runIf(onPosix).each([0o600, 0o640, 0o644, 0o755, 0o664])(
    'keeps the permissions %o of the file that it replaces',
    (mode) => {
      fs.writeFileSync(at('run.html'), 'old');
      fs.chmodSync(at('run.html'), mode);
      writeFile(at('run.html'), 'new');
      expect(text('run.html')).toBe('new');
      expect(fs.statSync(at('run.html')).mode & 0o777).toBe(mode);
    },
  );

  test.runIf(onPosix)('writes through links, also one to a file that is yet to be', () => {
    fs.mkdirSync(at('there/below'), { recursive: true });
    fs.writeFileSync(at('there/run.html'), 'old');
    fs.symlinkSync('there/below', at('folder'));
    fs.symlinkSync('../run.html', at('there/below/second'));
    fs.symlinkSync('folder/second', at('first'));
    fs.symlinkSync('../missing.html', at('there/below/dangling'));
    writeFile(at('first'), 'new');
    writeFile(at('folder/dangling'), 'made');
    expect(text('there/run.html')).toBe('new');
    expect(text('there/missing.html')).toBe('made');
    for (const link of ['first', 'there/below/second', 'there/below/dangling']) {
      expect(fs.lstatSync(at(link)).isSymbolicLink(), link).toBe(true);
    }
    expect(fs.readdirSync(at('there')).sort()).toEqual(['below', 'missing.html', 'run.html']);
  });

  test.runIf(onPosix)('writes to what is no plain file, as to a pipe', () => {
    expect(() => writeFile('/dev/null', 'gone')).not.toThrow();
    expect(fs.statSync('/dev/null').isFile()).toBe(false);
    expect(() => writeFile(folder, 'x')).toThrow(/EISDIR/);
  });

  test('says by the name that was given what the system refused, and leaves nothing', () => {
    const missing = at('no/such/run.html');
    expect(() => writeFile(missing, 'x')).toThrow(`open '${missing}'`);
    fs.writeFileSync(at('run.html'), 'old');
    vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' });
    });
    expect(() => writeFile(at('run.html'), 'new')).toThrow(
      `ENOSPC: no space left on device, fsync '${at('run.html')}'`,
    );
    expect(text('run.html')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['run.html']);
  });

  test('keeps the old file, and nothing else, wherever one of its calls of the system fails', () => {
    const calls = ['openSync', 'writeFileSync', 'fchmodSync', 'fsyncSync', 'renameSync'] as const;
    const seed = 20261128;
    console.info(`files: seed ${seed}`);
    fc.assert(
      fc.property(
        fc.constantFrom(...calls),
        fc.constantFrom('ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EPERM'),
        fc.uint8Array({ maxLength: 2000 }),
        (call, code, old) => {
          const { [call]: real } = fs;
          fs.writeFileSync(at('run.npz'), old);
          const spy = vi.spyOn(fs, call).mockImplementationOnce((...args: unknown[]) => {
            // A disk that fills up takes a part of what is written.
            if (call === 'writeFileSync') {
              (real as (...all: unknown[]) => void)(args[0], (args[1] as string).slice(0, 3));
            }
            throw Object.assign(new Error(`${code}: as on a broken disk`), { code });
          });
          expect(() => writeFile(at('run.npz'), 'another content')).toThrow(code);
          spy.mockRestore();
          expect(Uint8Array.from(fs.readFileSync(at('run.npz')))).toEqual(old);
          expect(fs.readdirSync(folder)).toEqual(['run.npz']);
        },
      ),
      { seed, numRuns: 100 },
    );
  });
});

const source = fileURLToPath(new URL('../../../src/core/files.ts', import.meta.url));

/** Node code that calls `writeFile` on `run.npz` in the folder, in a process of its own. */
const script = (content: string): string =>
  `const { writeFile } = await import(${JSON.stringify(bundle())}); writeFile(${JSON.stringify(at('run.npz'))}, ${content});`;

/** The module without its types: Node 20 reads no TypeScript. */
function bundle(): string {
  const file = path.join(code, 'files.mjs');
  const errors = 'export class OptionError extends Error {}';
  const { transpileModule, ModuleKind } = ts;
  const js = transpileModule(fs.readFileSync(source, 'utf8'), {
    compilerOptions: { module: ModuleKind.ESNext, target: 9 },
  }).outputText.replace(/^import .*errors\.js';$/m, errors);
  fs.writeFileSync(file, js);
  return `file://${file}`;
}

const { default: ts } = await import('typescript');

describe.runIf(onPosix)('writeFile in a process of its own', () => {
  test('keeps the old file where the system lets it write no more', () => {
    fs.writeFileSync(at('run.npz'), 'old');
    // The system's own limit of 64 kB a file stands for a full disk; Node ignores its signal.
    const run64 = `process.on('SIGXFSZ', () => {}); ${script('new Uint8Array(1e6)')}`;
    const run = spawnSync(
      'bash',
      ['-c', 'ulimit -f 64; exec "$0" --input-type=module -e "$1"', process.execPath, run64],
      { encoding: 'utf8' },
    );
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('EFBIG');
    expect(text('run.npz')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['run.npz']);
  });

  test('keeps the old file whole, or has the new one, whenever it is killed', async () => {
    const size = 3e7;
    const old = Buffer.alloc(1000, 1);
    const write = script(`new Uint8Array(${size}).fill(2)`);
    const hang = 'process.getBuiltinModule("fs").renameSync = () => setInterval(() => {}, 1000);';
    // The first never gives the new file its name, however quick the machine is.
    for (const [i, wait] of [0, 0, 5, 10, 15, 20, 30, 45, 70].entries()) {
      fs.writeFileSync(at('run.npz'), old);
      const program = i === 0 ? `${hang} ${write}` : write;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      // It has begun to write once there is a file beside, and is killed a little later.
      const until = Date.now() + 20_000;
      while (fs.readdirSync(folder).length < 2 && child.exitCode === null && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill('SIGKILL');
      await ended;
      const bytes = fs.readFileSync(at('run.npz'));
      const whole = i > 0 && bytes.length === size ? Buffer.alloc(size, 2) : old;
      expect(bytes.equals(whole), `killed after ${wait} ms: ${bytes.length} bytes`).toBe(true);
      for (const name of fs.readdirSync(folder)) {
        if (name !== 'run.npz') fs.rmSync(at(name));
      }
    }
  });

  test('does not replace a file that may not be written to', () => {
    fs.writeFileSync(at('run.npz'), 'old', { mode: 0o444 });
    const write = script("'new'");
    // Root may write to any file: then another user tries.
    const nobody = 65_534;
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      for (const name of [folder, at('run.npz'), code]) fs.chownSync(name, nobody, nobody);
    }
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', write], {
      cwd: '/',
      encoding: 'utf8',
      ...(isRoot && { uid: nobody, gid: nobody }),
    });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('EACCES');
    expect(text('run.npz')).toBe('old');
  });
});

test('no other module of the library writes files', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const found = execFileSync(
    'git',
    ['grep', '-lE', 'writeFileSync|createWriteStream', '--', 'src'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect(found.trim().split('\n')).toEqual(['src/core/files.ts']);
});
