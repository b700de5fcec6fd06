import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { cloneAt } from '../../scripts/lib/clone.mjs';

const execute = promisify(execFile);
const { root } = cloneAt();

/** The library as users have it: packed by npm and installed in a folder of its own. */
export class Installed {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** It depends on no other package, so no network is needed. */
  static async install(): Promise<Installed> {
    const folder = mkdtempSync(join(tmpdir(), 'poolscope-package-'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const pack = ['pack', '--json', '--pack-destination', folder];
    const { stdout } = await execute('npm', pack, { cwd: root });
    const [{ filename }] = JSON.parse(stdout);
    const install = ['install', '--offline', '--ignore-scripts', `./${filename}`];
    await execute('npm', install, { cwd: folder });
    return new Installed(folder);
  }

  /**
   * Installs another package beside it with all its dependencies, where npm would: at the top, or below
   * the package that needs another version. The files come from the clone, not from a registry.
   */
  add(name: string): void {
    const { bin = {} } = this.#place(name, root, this.folder);
    mkdirSync(join(this.folder, 'node_modules', '.bin'), { recursive: true });
    for (const [command, file] of Object.entries(bin)) {
      symlinkSync(join('..', name, file), join(this.folder, 'node_modules', '.bin', command));
    }
  }

  #place(name: string, needed: string, needing: string): Manifest {
    const from = found(name, needed);
    const manifest = manifestOf(from);
    const above = found(name, needing, this.folder);
    if (above && manifestOf(above).version === manifest.version) return manifest;
    const top = join(this.folder, 'node_modules', name);
    const to = existsSync(top) ? join(needing, 'node_modules', name) : top;
    cpSync(from, to, {
      recursive: true,
      filter: (file) => file === from || basename(file) !== 'node_modules',
    });
    for (const other of Object.keys(manifest.dependencies ?? {})) this.#place(other, from, to);
    return manifest;
  }

  /** Writes a file beside it. */
  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A file of the package, as text. */
  read(name: string): string {
    return readFileSync(join(this.folder, 'node_modules', 'poolscope', name), 'utf8');
  }

  /**
   * Runs a program beside it in a fresh Node, and waits for its end.
   * @returns what it printed, read as JSON
   */
  async run(program: string, ...flags: string[]): Promise<unknown> {
    const args = [...flags, '--eval', program];
    const { stdout } = await execute(process.execPath, args, {
      cwd: this.folder,
      timeout: 60_000,
    });
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The folder in which Node finds a package from another's, up to one that holds them all. */
function found(name: string, from: string): string;
function found(name: string, from: string, top: string): string | undefined;
function found(name: string, from: string, top?: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(place)) return place;
    if (folder === top) return undefined;
    if (folder === dirname(folder))
      throw new Error(`${name} is not installed for ${relative(root, from)}`);
  }
}
