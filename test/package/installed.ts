import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cloneAt } from '../../scripts/lib/clone.mjs';

const execute = promisify(execFile);

/** The library as its users have it: packed by npm, and installed in a folder of its own. */
export class Installed {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** It depends on no other package, so no network is needed. */
  static async install(): Promise<Installed> {
    const folder = mkdtempSync(join(tmpdir(), 'poolscope-package-'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const pack = ['pack', '--json', '--pack-destination', folder];
    const { stdout } = await execute('npm', pack, { cwd: cloneAt().root });
    const [{ filename }] = JSON.parse(stdout);
    const install = ['install', '--offline', '--ignore-scripts', `./${filename}`];
    await execute('npm', install, { cwd: folder });
    return new Installed(folder);
  }

  /** A file of the package, as text. */
  read(name: string): string {
    return readFileSync(join(this.#folder, 'node_modules', 'poolscope', name), 'utf8');
  }

  /**
   * Runs a program beside it in a fresh Node, and waits for its end.
   * @returns what it printed, read as JSON
   */
  async run(program: string, ...flags: string[]): Promise<unknown> {
    const args = [...flags, '--eval', program];
    const { stdout } = await execute(process.execPath, args, {
      cwd: this.#folder,
      timeout: 60_000,
    });
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
