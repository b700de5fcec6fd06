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
import { type ByteSource, KeptSource, MemorySource, mostBytes, PartSource } from './byte-source.js';
import { sizeText } from './size-text.js';

const suffix = '.npy';

/** The most bytes of the text that describes saved views. */
const longestAbout = 2 ** 22;

/** What is fetched, and what is unpacked, before the page gets its turn. */
const fetchStep = 2 ** 22;
const unpackStep = 2 ** 16;
const turn = 12;

/** An array of an archive, not read yet. */
export interface NpzArray {
  /** The name that it was saved with. */
  readonly name: string;
  /** Bytes that its `.npy` has. */
  readonly size: number;
  source(): Promise<ByteSource>;
}

/** An `.npz` archive of which no more is read than what is looked at. */
export class NpzFile {
  readonly arrays: readonly NpzArray[];
  /** The views that it was saved as, if it was. */
  readonly views: readonly SavedView[];

  private constructor(arrays: readonly NpzArray[], views: readonly SavedView[]) {
    this.arrays = arrays;
    this.views = views;
  }

  /** @throws PoolscopeError for what is no zip archive, or describes views wrongly */
  static async open(file: ByteSource): Promise<NpzFile> {
    const source = new KeptSource(file);
    const tail = await source.read(Math.max(0, source.length - zipTailBytes), source.length);
    const { start, length } = zipDirectory(tail, source.length);
    const members = zipMembers(await source.read(start, start + length), source.length);
    const about = members.find(({ name }) => name === aboutName);
    const arrays = members
      .filter(({ name }) => name.endsWith(suffix))
      .map((member) => ({
        name: member.name.slice(0, -suffix.length),
        size: member.size,
        source: () => memberSource(source, member, mostBytes),
      }));
    return new NpzFile(arrays, about === undefined ? [] : await described(source, about));
  }

  /** @throws PoolscopeError where its arrays don't fit each other; Error where they are too large */
  async view(saved: SavedView): Promise<View> {
    const own = this.arrays.filter(({ name }) => name.startsWith(saved.prefix));
    const size = own.reduce((sum, array) => sum + array.size, 0);
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
    for (const { name, source } of own) {
      const member = await source();
      arrays[name] = readNpy(await member.read(0, member.length));
    }
    return savedView(saved, arrays);
  }
}

async function described(source: ByteSource, about: ZipMember): Promise<SavedView[]> {
  const member = await memberSource(source, about, longestAbout);
  return savedViews(new TextDecoder().decode(await member.read(0, member.length)));
}

/** What a member holds: a part of the archive, or its packed bytes unpacked, a bit in each turn. */
async function memberSource(
  source: ByteSource,
  member: ZipMember,
  most: number,
): Promise<ByteSource> {
  // The directory's own place, past which a broken archive might point.
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
      if (performance.now() - since < turn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }
  return new MemorySource(unpacker.end());
}
