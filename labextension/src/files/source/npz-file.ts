// An .npz archive that is read in parts: its arrays, and the views that were saved in it.
import { readNpy, type Tensor, type View } from 'poolscope';
import {
  aboutName,
  checkZipDescriptor,
  isStreamed,
  limits,
  maxCells,
  type NpyHeader,
  npyHeaderBytes,
  oneLine,
  readNpyHeader,
  roomBytes,
  roomFactor,
  type SavedView,
  savedView,
  savedViews,
  unpackHead,
  type ZipMember,
  ZipUnpacker,
  zipContentStart,
  zipDescriptorBytes,
  zipDirectory,
  zipMemberHeaderBytes,
  zipMembers,
  zipTailBytes,
} from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { OverBudget } from '../../view/live-views.js';
import {
  type ByteSource,
  CachedSource,
  MemorySource,
  mostBytes,
  PartSource,
} from './byte-source.js';
import { sizeText } from './size-text.js';

const suffix = '.npy';

/** The arrays of a view whose cells are counted. */
const viewArrays = ['value', 'x', 'dout', 'din'];

/** Bytes per fetch and per unpacking step, and the milliseconds after which the page gets a turn. */
const fetchStep = 2 ** 22;
const unpackStep = 2 ** 16;
const longestTurn = 12;

/** The packed bytes whose content holds the header of an array, with room to spare. */
const headStep = 2 ** 17;

/** An array of an archive, not yet read. */
export interface NpzArray {
  /** The name under which it was saved. */
  readonly name: string;
  /** The bytes of its `.npy`. */
  readonly size: number;
  /** The bytes of it that the archive holds. */
  readonly packed: number;
  readonly isPacked: boolean;
  /** @param all also where it unpacks to far more than that */
  source(all?: boolean): Promise<ByteSource>;
  /**
   * Looks whether the array can be read; little more than its header is fetched.
   * @returns its header
   * @throws Error that says why not
   */
  check(): Promise<NpyHeader>;
}

/** An `.npz` archive; only what is looked at is read. */
export class NpzFile {
  readonly arrays: readonly NpzArray[];
  /** Its members that hold no array. */
  readonly others: readonly string[];
  /** The views that were saved in it, if any. */
  readonly views: readonly SavedView[];

  private constructor(
    arrays: readonly NpzArray[],
    others: readonly string[],
    views: readonly SavedView[],
  ) {
    this.arrays = arrays;
    this.others = others;
    this.views = views;
  }

  /** @throws PoolscopeError for a file that is not a zip archive, or whose description of views is wrong */
  static async open(file: ByteSource): Promise<NpzFile> {
    const source = new CachedSource(file);
    const tail = await source.read(Math.max(0, source.length - zipTailBytes), source.length);
    const directory = zipDirectory(tail, source.length);
    const { start, length } = directory;
    const members = zipMembers(await source.read(start, start + length), directory);
    const about = members.find(({ name }) => name === aboutName);
    const arrays = members
      .filter(({ name }) => name.endsWith(suffix))
      .map((member) => ({
        name: member.name.slice(0, -suffix.length),
        size: member.size,
        packed: member.packed,
        isPacked: member.deflated,
        source: async (all = false) => {
          if (!all && member.deflated && member.size <= mostBytes) refuseGrowth([member]);
          return openMember(source, member);
        },
        check: async () => readNpyHeader(await readHead(source, member), member.size),
      }));
    const others = members.filter(({ name }) => !name.endsWith(suffix) && name !== aboutName);
    const views = about === undefined ? [] : await readSavedViews(source, about);
    return new NpzFile(
      arrays,
      others.map(({ name }) => name),
      views,
    );
  }

  /**
   * Looks by the headers whether the explorer takes a saved view, before all of it is fetched.
   * @throws Error where its arrays are too large
   */
  async checkView(saved: SavedView): Promise<void> {
    const members = this.membersOf(saved);
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
    await refuseTooManyCells(saved, members);
  }

  private membersOf({ prefix }: SavedView): NpzArray[] {
    return this.arrays.filter(({ name }) => name.startsWith(prefix));
  }

  /** The bytes that a saved view's arrays take. */
  sizeOf(saved: SavedView): number {
    return this.membersOf(saved).reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Reads a saved view.
   * @param all also where it unpacks to far more than the archive holds of it
   * @throws OverBudget; PoolscopeError where its arrays don't fit each other; Error where they are too large
   */
  async view(saved: SavedView, all = false): Promise<View> {
    await this.checkView(saved);
    const members = this.membersOf(saved);
    if (!all) refuseGrowth(members);
    const arrays: Record<string, Tensor> = Object.create(null);
    for (const { name, source } of members) {
      const member = await source(true);
      arrays[name] = readNpy(await member.read(0, member.length));
    }
    return savedView(saved, arrays);
  }
}

/**
 * Refuses what unpacks to far more than came of it.
 * @throws OverBudget
 */
function refuseGrowth(
  members: readonly { readonly size: number; readonly packed: number }[],
): void {
  const [size, packed] = (['size', 'packed'] as const).map((name) =>
    members.reduce((sum, member) => sum + member[name], 0),
  ) as [number, number];
  const allowed = roomBytes + roomFactor * packed;
  if (size <= allowed) return;
  throw new OverBudget(
    trans.__(
      'It takes %1 unpacked, more than the %2 that are allowed for the %3 that it has in the file.',
      sizeText(size),
      sizeText(allowed),
      sizeText(packed),
    ),
    true,
  );
}

/** Refuses by the headers what the explorer would refuse after all of it has come. */
async function refuseTooManyCells(
  { prefix }: SavedView,
  members: readonly NpzArray[],
): Promise<void> {
  for (const { name, check } of members) {
    const own = name.slice(prefix.length);
    if (!viewArrays.includes(own)) continue;
    const { shape } = await check();
    const cells = shape.reduce((product, length) => product * length, 1);
    if (cells <= maxCells) continue;
    throw new Error(
      trans.__(
        'Its %1 has %2 cells, more than the %3 that the explorer takes. Open its arrays one by one, or save a part of it.',
        own,
        cells,
        maxCells,
      ),
    );
  }
}

async function readSavedViews(source: ByteSource, about: ZipMember): Promise<SavedView[]> {
  if (about.size > limits.description) {
    throw new Error(
      trans.__(
        'The description of its views has %1, more than the %2 that are read.',
        sizeText(about.size),
        sizeText(limits.description),
      ),
    );
  }
  const member = await openMember(source, about);
  return savedViews(new TextDecoder().decode(await member.read(0, member.length)));
}

/** Reads the start of a member, as much as the header of an array may take. */
async function readHead(source: ByteSource, member: ZipMember): Promise<Uint8Array> {
  if (!member.deflated || member.size > mostBytes) {
    const opened = await openMember(source, member);
    return opened.read(0, Math.min(npyHeaderBytes, opened.length));
  }
  const start = await contentStart(source, member);
  const end = Math.min(source.length, start + Math.min(member.packed, headStep));
  return unpackHead(await source.read(start, end), npyHeaderBytes);
}

async function contentStart(source: ByteSource, member: ZipMember): Promise<number> {
  const header = await source.read(member.at, member.at + zipMemberHeaderBytes(member));
  const start = zipContentStart(member, header);
  if (isStreamed(header)) {
    const end = start + member.packed;
    checkZipDescriptor(
      member,
      await source.read(end, Math.min(end + zipDescriptorBytes, member.end)),
    );
  }
  return start;
}

/** Opens a member: a part of the archive, or, where it is packed, its bytes unpacked step by step. */
async function openMember(source: ByteSource, member: ZipMember): Promise<ByteSource> {
  const start = await contentStart(source, member);
  if (!member.deflated) return new StoredMember(source, member, start);
  if (member.size > mostBytes) {
    throw new Error(
      trans.__(
        '%1 has %2 unpacked, more than the %3 that are unpacked here. Save it with np.savez, uncompressed: then only what is drawn is read.',
        oneLine(member.name),
        sizeText(member.size),
        sizeText(mostBytes),
      ),
    );
  }
  return new MemorySource(await unpackWhole(new PartSource(source, start, member.packed), member));
}

/** Unpacks all of a member, and gives the page its turns meanwhile. */
async function unpackWhole(packed: ByteSource, member: ZipMember): Promise<Uint8Array> {
  const unpacker = new ZipUnpacker(member);
  let since = performance.now();
  for (let from = 0; from < packed.length; from += fetchStep) {
    const bytes = await packed.read(from, Math.min(packed.length, from + fetchStep));
    for (let at = 0; at < bytes.length; at += unpackStep) {
      unpacker.push(bytes.subarray(at, at + unpackStep));
      if (performance.now() - since < longestTurn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }
  return unpacker.end();
}

/** A member that is not packed: read in parts as they are, and checked where all of it is read. */
class StoredMember extends PartSource {
  private readonly member: ZipMember;

  constructor(whole: ByteSource, member: ZipMember, start: number) {
    super(whole, start, member.packed);
    this.member = member;
  }

  /** @throws PoolscopeError where all of it is read, and its CRC-32 is not the declared one */
  override async read(start: number, end: number): Promise<Uint8Array> {
    if (start > 0 || end < this.length) return super.read(start, end);
    const { length } = this;
    const read = (from: number, to: number): Promise<Uint8Array> => super.read(from, to);
    return unpackWhole({ length, read }, this.member);
  }
}
