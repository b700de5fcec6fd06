// A folder of this machine, in Node.
import { storeError } from './error.js';
import type { FilePart, Folder } from './folder.js';

/** Files of a folder, read with Node's `fs`. */
export class NodeFolder implements Folder {
  readonly name: string;
  private readonly root: string;

  constructor(root: string) {
    const { basename, resolve } = process.getBuiltinModule('path');
    this.root = resolve(root);
    this.name = basename(this.root);
  }

  async read(path: string, start: number, end: number): Promise<FilePart | undefined> {
    const { join } = process.getBuiltinModule('path');
    const { constants, promises } = process.getBuiltinModule('fs');
    // Of a pipe in a file's place nothing comes, and nothing waits for it. Windows has none.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = await promises
      .open(join(this.root, path), flags)
      .catch((error) => unopened(error, `${this.name}/${path}`));
    if (file === undefined) return undefined;
    try {
      const about = await file.stat();
      const total = about.isFile() ? about.size : 0;
      const from = start < 0 ? Math.max(0, total + start) : Math.min(start, total);
      const length = (start < 0 ? total : Math.max(from, Math.min(end, total))) - from;
      const bytes = new Uint8Array(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await file.read(bytes, read, length - read, from + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return { bytes: bytes.subarray(0, read), total };
    } finally {
      await file.close();
    }
  }

  async folders(path: string): Promise<string[]> {
    const { join } = process.getBuiltinModule('path');
    const { readdir } = process.getBuiltinModule('fs').promises;
    const entries = await readdir(join(this.root, path), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }
}

/** @throws OptionError for a file that is there, and can't be opened */
function unopened({ code, message }: NodeJS.ErrnoException, where: string): undefined {
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  // Node says `CODE: what is wrong, open '/…'`.
  throw storeError(
    where,
    'file',
    code,
    `can't be opened: ${message.replace(/^\w+: |, \w+ '.*/gs, '')}`,
  );
}
