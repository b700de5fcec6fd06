import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { findPython, pythonEnv } from '../../scripts/lib/python.mjs';
import { pythonPackages } from '../../scripts/lib/set-up/packages.mjs';
import { setUp } from '../../scripts/lib/set-up/set-up.mjs';
import { folderWith } from './fixtures/folders.js';
import { put, putPython } from './fixtures/pythons.js';

/** `/bin` and `/usr/bin` may hold a Python of their own, so the shell that runs the stand-ins is named in full. */
const find = (folder: string) => findPython({ PATH: folder });

describe('the choice of a Python for .venv', () => {
  test('says what to install where PATH has none', async () => {
    await expect(find(folderWith())).rejects.toThrow(
      /^no Python is on PATH; install Python 3\.11 or newer from .* and run the command again$/,
    );
  });

  test('names the old one and its version where there is no other', async () => {
    const folder = folderWith();
    putPython(folder, 'python3', { version: '3.9.2' });
    await expect(find(folder)).rejects.toThrow(
      `Python 3.9.2 (${folder}/python3) is too old; install Python 3.11 or newer`,
    );
  });

  test('names the package to install on plain Debian, which has no ensurepip', async () => {
    const folder = folderWith();
    putPython(folder, 'python3', { version: '3.11.2', without: ['ensurepip'] });
    await expect(find(folder)).rejects.toThrow(
      /^Python 3\.11\.2 .* has no venv or ensurepip module; install them \(Debian, Ubuntu: apt install python3\.11-venv\)/,
    );
  });

  test('finds a newer one under its own name behind an old python3', async () => {
    const folder = folderWith();
    putPython(folder, 'python3', { version: '3.9.2' });
    putPython(folder, 'python3.12', { version: '3.12.1' });
    expect((await find(folder)).base).toBe(path.join(folder, 'python3.12'));
  });

  test('finds a complete one behind one without ensurepip', async () => {
    const folder = folderWith();
    putPython(folder, 'python3', { version: '3.13.0', without: ['ensurepip'] });
    putPython(folder, 'python3.11', { version: '3.11.0' });
    expect((await find(folder)).base).toBe(path.join(folder, 'python3.11'));
  });

  test('skips a stand-in that fails', async () => {
    const folder = folderWith();
    put(folder, 'python3', 'echo "version not installed" >&2; exit 127');
    putPython(folder, 'python', { version: '3.12.1' });
    expect((await find(folder)).base).toBe(path.join(folder, 'python'));
  });
});

describe('the step that makes .venv', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const start = (root: string, bin: string) => {
    const clone = cloneAt(root);
    vi.stubEnv('PATH', `${bin}${path.delimiter}${process.env.PATH}`);
    return setUp({ clone, log: () => {}, steps: [pythonPackages(clone)] });
  };

  test('removes a half-made .venv on Debian, where ensurepip is incomplete', async () => {
    const root = folderWith({ 'scripts/requirements.lock': '' });
    const bin = folderWith();
    putPython(bin, 'python3', {
      version: '3.11.2',
      venv: 'mkdir -p "$folder/bin"; echo "The virtual environment was not created successfully because ensurepip is not available."; exit 1',
    });
    await expect(start(root, bin)).rejects.toThrow(
      /^Python packages: this Python has no whole ensurepip module; .*apt install python3-venv.*$/,
    );
    expect(fs.existsSync(path.join(root, '.venv'))).toBe(false);
  });

  test('removes what an interrupted start has left before it makes a new .venv', async () => {
    const root = folderWith({
      'scripts/requirements.lock': '',
      '.venv/lib/half-written.py': 'import',
      '.venv/pyvenv.cfg': 'home = /usr/bin',
    });
    const bin = folderWith();
    putPython(bin, 'python3', {
      version: '3.11.2',
      venv: `mkdir -p "$folder/bin"; printf '#!/bin/sh\\nexit 0\\n' > "$folder/bin/python"; chmod +x "$folder/bin/python"; exit 0`,
    });
    await start(root, bin);
    expect(fs.readdirSync(path.join(root, '.venv'))).not.toContain('lib');
    expect(fs.existsSync(path.join(root, '.venv', 'bin', 'python'))).toBe(true);
  });
});

test('Python’s tools do not follow the user’s settings out of .venv', () => {
  vi.stubEnv('PYTHONPATH', '/elsewhere');
  vi.stubEnv('PIP_TARGET', '/elsewhere');
  vi.stubEnv('PIP_USER', '1');
  const clone = cloneAt('/clone');
  expect(pythonEnv(clone)).toMatchObject({ VIRTUAL_ENV: '/clone/.venv', PIP_USER: '0' });
  expect(Object.values(pythonEnv(clone))).not.toContain('/elsewhere');
  vi.unstubAllEnvs();
});
