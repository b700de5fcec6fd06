// An .npz archive that is read in parts: its arrays, and the views that were saved in it.
import { readNpy, type Tensor, type View } from 'poolscope';
import {
  aboutName,
  type SavedView,
  savedView,
  savedViews,
  type ZipMember,
  ZipUnpacker,
  zipContentStart,
  zipDirectory,
  zipMemberHeaderBytes,
  zipMembers,
  zipTailBytes,
} from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import {
  type ByteSource,
  CachedSource,
  MemorySource,
  mostBytes,
  PartSource,
} from './byte-source.js';
import { sizeText } from './size-text.js';

const suffix = '.npy';

/** The most bytes of the member that describes saved views. */
const mostAboutBytes = 2 ** 22;

/** Bytes per fetch and per unpacking step, and the milliseconds after which the page gets a turn. */
const fetchStep = 2 ** 22;
const unpackStep = 2 ** 16;
const longestTurn = 12;

/** An array of an archive, not yet read. */
export interface NpzArray {
  /** The name under which it was saved. */
  readonly name: string;
  /** The bytes of its `.npy`. */
  readonly size: number;
  source(): Promise<ByteSource>;
}

/** An `.npz` archive; only what is looked at is read. */
export class NpzFile {
  readonly arrays: readonly NpzArray[];
  /** The views that were saved in it, if any. */
  readonly views: readonly SavedView[];

  private constructor(arrays: readonly NpzArray[], views: readonly SavedView[]) {
    this.arrays = arrays;
    this.views = views;
  }

  /** @throws PoolscopeError for a file that is not a zip archive, or whose description of views is wrong */
  static async open(file: ByteSource): Promise<NpzFile> {
    const source = new CachedSource(file);
    const tail = await source.read(Math.max(0, source.length - zipTailBytes), source.length);
    const { start, length } = zipDirectory(tail, source.length);
    const members = zipMembers(await source.read(start, start + length), source.length);
    const about = members.find(({ name }) => name === aboutName);
    const arrays = members
      .filter(({ name }) => name.endsWith(suffix))
      .map((member) => ({
        name: member.name.slice(0, -suffix.length),
        size: member.size,
        source: () => openMember(source, member, mostBytes),
      }));
    return new NpzFile(arrays, about === undefined ? [] : await readSavedViews(source, about));
  }

  /**
   * Reads a saved view.
   * @throws PoolscopeError where its arrays don't fit each other; Error where they are too large
   */
  async view(saved: SavedView): Promise<View> {
    const members = this.arrays.filter(({ name }) => name.startsWith(saved.prefix));
    const size = members.reduce((sum, array) => sum + array.size, 0);
    if (size > mostBytes) {
      throw new Error(
        trans.__(
          'The view has %1, more than the %2 that the explorer takes. Open its arrays one by one.',
          sizeText(size),
          sizeText(mostBytes),
        ),
      );
    }
    const arrays: Record<string, Tensor> = Object.create(null);
    for (const { name, source } of members) {
      const member = await source();
      arrays[name] = readNpy(await member.read(0, member.length));
    }
    return savedView(saved, arrays);
  }
}

async function readSavedViews(source: ByteSource, about: ZipMember): Promise<SavedView[]> {
  const member = await openMember(source, about, mostAboutBytes);
  return savedViews(new TextDecoder().decode(await member.read(0, member.length)));
}

/** Opens a member: a part of the archive, or, where it is packed, its bytes unpacked step by step. */
async function openMember(
  source: ByteSource,
  member: ZipMember,
  most: number,
): Promise<ByteSource> {
  // A broken archive may point past its end.
  const headerEnd = Math.min(source.length, member.at + zipMemberHeaderBytes);
  const header = await source.read(Math.min(member.at, headerEnd), headerEnd);
  const start = Math.min(source.length, zipContentStart(member, header));
  const end = Math.min(source.length, start + member.packed);
  if (!member.deflated) return new PartSource(source, start, end - start);
  if (member.size > most) {
    throw new Error(
      trans.__(
        '%1 has %2 unpacked, more than the %3 that are unpacked here. Save it with np.savez, uncompressed: then only what is drawn is read.',
        member.name,
        sizeText(member.size),
        sizeText(most),
      ),
    );
  }
  const unpacker = new ZipUnpacker(member);
  let since = performance.now();
  for (let from = start; from < end; from += fetchStep) {
    const bytes = await source.read(from, Math.min(end, from + fetchStep));
    for (let at = 0; at < bytes.length; at += unpackStep) {
      unpacker.push(bytes.subarray(at, at + unpackStep));
      if (performance.now() - since < longestTurn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }
  return new MemorySource(unpacker.end());
}
