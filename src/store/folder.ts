// A folder of files, wherever it is: on this machine, on a server.

/** A part of a file. */
export interface FilePart {
  readonly bytes: Uint8Array;
  /** The bytes of the whole file. */
  readonly total: number;
}

/** Files that are read in parts, by their paths below a folder, with `/` between names. */
export interface Folder {
  /** What errors call it. */
  readonly name: string;
  /**
   * Reads bytes from `start` up to `end`, or to the file's end where that comes first. From a
   * negative `start` on, as many are read from the end.
   * @returns undefined where there is no such file
   */
  read(path: string, start: number, end: number): Promise<FilePart | undefined>;
  /** The names of the folders in one of them. */
  folders(path: string): Promise<string[]>;
}
