// Writing files in Node: whole or not at all. Browser bundles replace every module that imports this.
import { OptionError } from './errors.js';

type FileSystem = typeof import('node:fs');

/**
 * Checks the path of a file to write.
 * @param example a name for the remedy, e.g. `run.npz`
 * @throws OptionError unless the path is a string of at least one character
 */
export function checkPath(operation: string, path: unknown, example: string): void {
  if (typeof path === 'string' && path !== '') return;
  throw new OptionError({
    operation,
    argument: 'path',
    value: path,
    problem: 'is not a path',
    remedy: `give a file's name, e.g. '${example}'`,
  });
}

/**
 * Writes a file, or leaves what has its name as it is: the content goes to a file beside it, to the
 * disk, and then takes the name. A file that is replaced keeps its permissions; behind a link it is
 * the link's target that is replaced. What is no plain file (a terminal, a pipe) is written to.
 * @throws the error of Node's `fs`, which names `path`; nothing is left beside it then
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  const fs = process.getBuiltinModule('fs');
  const old = fs.statSync(path, { throwIfNoEntry: false });
  if (old !== undefined && !old.isFile()) {
    fs.writeFileSync(path, content);
    return;
  }
  const target = old === undefined ? newTarget(fs, path) : fs.realpathSync(path);
  // A file that may not be written to is not replaced either.
  if (old !== undefined) fs.accessSync(target, fs.constants.W_OK);
  const part = partBeside(target);
  try {
    writePart(fs, part, content, old);
    fs.renameSync(part, target);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw about(error, part, path);
  }
  syncFolder(fs, process.getBuiltinModule('path').dirname(target));
}

/**
 * Writes one of many files: whole or not at all, and not forced to the disk, which would take longer
 * than writing. Its folder is there.
 * @throws the error of Node's `fs`; nothing is left beside it then
 */
export function placeFile(path: string, content: string | Uint8Array): void {
  const fs = process.getBuiltinModule('fs');
  const part = partBeside(path);
  try {
    fs.writeFileSync(part, content);
    fs.renameSync(part, path);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

/** The file that is made at a path where there is none: a link may lead to where it is missing. */
function newTarget(fs: FileSystem, path: string): string {
  const { dirname, resolve } = process.getBuiltinModule('path');
  let target = path;
  // As many links as Linux follows; of more the system says so when the file is written.
  for (let links = 0; links < 40; links++) {
    if (!fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    target = resolve(fs.realpathSync(dirname(target)), fs.readlinkSync(target));
  }
  return target;
}

/** A new name in the same folder; short, since names have a longest length. */
function partBeside(target: string): string {
  const { dirname, basename, join } = process.getBuiltinModule('path');
  const start = Array.from(basename(target)).slice(0, 40).join('');
  const random = Math.random().toString(36).slice(2, 10);
  return join(dirname(target), `.${start}.${process.pid}-${random}.part`);
}

function writePart(
  fs: FileSystem,
  part: string,
  content: string | Uint8Array,
  old: import('node:fs').Stats | undefined,
): void {
  const file = fs.openSync(part, 'wx');
  try {
    fs.writeFileSync(file, content);
    if (old !== undefined) keepOwner(fs, file, old);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

function keepOwner(fs: FileSystem, file: number, old: import('node:fs').Stats): void {
  if (process.platform === 'win32') return;
  const own = fs.fstatSync(file);
  try {
    if (own.uid !== old.uid || own.gid !== old.gid) fs.fchownSync(file, old.uid, old.gid);
  } catch {
    // Only its owner or root may give a file away; then it is the writer's from now on.
  }
  fs.fchmodSync(file, old.mode & 0o777);
}

/** Lets the new name outlive a power failure, on systems whose folders can be flushed. */
function syncFolder(fs: FileSystem, folder: string): void {
  try {
    const opened = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(opened);
    } finally {
      fs.closeSync(opened);
    }
  } catch {
    // The file itself is whole either way.
  }
}

/** The system's error, about the path that the caller gave. */
function about(error: unknown, part: string, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const named = error as NodeJS.ErrnoException;
  const said = error.message;
  error.message = said.includes(part) ? said.replaceAll(part, path) : `${said} '${path}'`;
  if (named.code !== undefined) named.path = path;
  return error;
}
