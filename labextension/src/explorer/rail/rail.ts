// The rail of channels: a picture and a few numbers of each, to find the one that stands out.
import { runInTurns, type Scale, type Slice, shortNumber, withDigits } from 'poolscope/internal';
import { element, group, unseen } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { nextFrame } from '../../ui/next-frame.js';
import { trans } from '../../ui/texts.js';
import { type Channel, type ChannelOrder, channelSteps, sortChannels } from '../model/channels.js';
import type { Subject } from '../model/subject.js';
import { numberInSix } from './number-in-six.js';
import { RailPictures } from './pictures.js';

/** What the rail needs of the explorer. */
export interface RailHost {
  batch(): number;
  /** The channel on screen. */
  channel(): number;
  /** Din's slice of a channel, in the batch entry and the depth on screen. */
  sliceOf(channel: number): Slice;
  scale(): Scale;
  showChannel(channel: number): void;
  /** Reports an error while looking at the channels. */
  reportError(error: unknown): void;
}

/** The step from row to row in pixels, downwards or, in a narrow page, across; rows out of sight have no nodes. */
const step = { down: 62, across: 150 };
/** How many rows have nodes beyond those in sight, on each side: each takes its time when a view opens. */
const beyond = 4;

/** A list of channels. A click keeps a channel; pointing at one shows it meanwhile. */
export class Rail {
  readonly node: HTMLElement = group(trans.__('channels'), 'poolscope-rail');
  private readonly subject: Subject;
  private readonly host: RailHost;
  private readonly list = element('div', 'poolscope-rail-list');
  private readonly space = element('div', 'poolscope-rail-space');
  private readonly heads = new Map<ChannelOrder, HTMLButtonElement>();
  private readonly rows = new Map<number, HTMLButtonElement>();
  private readonly pictures: RailPictures;
  private readonly frame = nextFrame(() => this.drawRows());
  private readonly observer = new ResizeObserver((entries) => this.measure(entries));
  private order: ChannelOrder = 'channel';
  private channels: readonly Channel[] = [];
  private batch = -1;
  /** Which rows are drawn: while the list scrolls they mostly stay. */
  private part = '';
  /** The size of what is in sight of the list: to ask for it while rows come and go has the page laid out. */
  private size = { width: 0, height: 0 };
  /** How many rows are scrolled out of sight. */
  private scrolled = 0;
  /** Whether rows are beside each other, as in a narrow page. */
  private isAcross = false;
  /** The channel that the pointer shows, and the one that was shown before. */
  private preview: { readonly channel: number; readonly before: number } | undefined;
  /** The number of the latest look at the channels: an older one that ends later is not wanted. */
  private latestRequest = 0;

  constructor(subject: Subject, host: RailHost) {
    this.subject = subject;
    this.host = host;
    const head = element('div', 'poolscope-rail-head');
    const orders: readonly (readonly [ChannelOrder, string, string])[] = [
      ['channel', '#', trans.__('sort by channel')],
      ['largest', trans.__('max'), trans.__('sort by the largest |din|')],
      ['sum', 'Σ', trans.__('sort by the sum of din')],
      ['zeros', trans._p('share of zeros', '% 0'), trans.__('sort by the share of zeros')],
      ['wrong', '≠', trans.__('sort by the number of wrong cells')],
    ];
    for (const [order, text, label] of orders) {
      // What is read on it is in its name, for people who speak to their computer.
      const made = button(text, () => this.sort(order), `${text}: ${label}`);
      made.title = label;
      this.heads.set(order, made);
      head.append(made);
    }
    this.pictures = new RailPictures(step, host);
    this.space.append(this.pictures.node);
    this.list.append(this.space);
    for (const node of [this.list, this.space]) this.observer.observe(node);
    this.list.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft } = this.list;
      this.scrolled = Math.max(scrollTop / step.down, scrollLeft / step.across);
      this.frame.request();
    });
    this.list.addEventListener('pointerleave', () => this.point(undefined));
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.node.append(head, this.list);
    this.showOrder();
  }

  /** Looks at the channels anew, where din or what is wrong in it has changed. */
  look(): void {
    this.batch = -1;
    this.update();
  }

  /** Draws the rows anew, in other colours. */
  redraw(): void {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.pictures.forget();
    this.part = '';
    this.frame.request();
  }

  /** Shows the batch entry and the channel that are on screen. */
  update(): void {
    if (this.node.hidden) return;
    const batch = this.host.batch();
    if (batch !== this.batch) {
      this.batch = batch;
      const request = ++this.latestRequest;
      const isWanted = (): boolean => request === this.latestRequest;
      runInTurns(channelSteps(this.subject, batch), isWanted).then(
        (channels) => channels && isWanted() && this.show(channels),
        (error) => this.host.reportError(error),
      );
    }
    this.markChosen();
  }

  /** Looks how large the list is, and whether it is a row of the page or a column. */
  private measure(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      const { width, height } = contentRect;
      if (target === this.list) this.size = { width, height };
      // Of what is out of sight nothing is known; JupyterLab hides all while it changes its theme.
      else if (height > 0) this.isAcross = height < step.down;
    }
    this.frame.request();
  }

  private show(channels: readonly Channel[]): void {
    this.channels = sortChannels(channels, this.order);
    this.redraw();
  }

  dispose(): void {
    this.latestRequest++;
    this.observer.disconnect();
    this.pictures.forget();
    this.frame.cancel();
    this.node.remove();
  }

  private sort(order: ChannelOrder): void {
    this.order = order;
    this.showOrder();
    this.list.scrollTo(0, 0);
    this.show(this.channels);
  }

  private showOrder(): void {
    for (const [order, head] of this.heads) {
      head.setAttribute('aria-pressed', `${order === this.order}`);
    }
  }

  private markChosen(): void {
    const { chosen } = this;
    for (const [channel, row] of this.rows) {
      row.setAttribute('aria-pressed', `${channel === chosen}`);
      row.tabIndex = channel === chosen ? 0 : -1;
    }
  }

  /** The channel that was chosen, whichever the pointer shows. */
  private get chosen(): number {
    return this.preview?.before ?? this.host.channel();
  }

  /** Shows a channel while the pointer is on it; undefined: the chosen one again. */
  private point(channel: number | undefined): void {
    const { preview, host } = this;
    const before = this.chosen;
    // What was chosen meanwhile, by a key or a slider, stays.
    const isLeft = preview !== undefined && preview.channel !== host.channel();
    this.preview = channel === undefined || isLeft ? undefined : { channel, before };
    if (!isLeft) host.showChannel(channel ?? before);
  }

  private choose(channel: number): void {
    this.preview &&= { channel, before: channel };
    this.host.showChannel(channel);
    this.markChosen();
  }

  private drawRows(): void {
    if (this.node.hidden) return;
    const { channels } = this;
    this.space.style.setProperty('--rows', `${channels.length}`);
    const { scrolled } = this;
    const top = Math.floor(scrolled);
    const first = Math.max(0, top - beyond);
    const { width, height } = this.size;
    const inSight = Math.ceil(Math.max(height / step.down, width / step.across));
    // Of the row at the bottom, as of that at the top, a part is in sight.
    const shown = channels.slice(first, top + inSight + 1 + beyond);
    const part = `${first} ${shown.length} ${this.isAcross}`;
    if (part === this.part) return;
    this.part = part;
    const most = Math.max(0, ...channels.map(({ largest }) => largest).filter(Number.isFinite));
    const kept = new Set(shown.map(({ channel }) => channel));
    for (const [channel, row] of this.rows) {
      if (kept.has(channel)) continue;
      row.remove();
      this.rows.delete(channel);
    }
    shown.forEach((channel, i) => {
      const row = this.rows.get(channel.channel) ?? this.createRow(channel, most);
      row.style.setProperty('--row', `${first + i}`);
    });
    this.pictures.show(
      shown.map(({ channel }) => channel),
      first,
      this.isAcross ? 'across' : 'down',
    );
    this.markChosen();
  }

  private createRow(of: Channel, most: number): HTMLButtonElement {
    const { channel, largest, sum, zeros, wrong } = of;
    const share = `${Math.round(100 * zeros)}`;
    const row = document.createElement('button');
    row.type = 'button';
    row.className = 'poolscope-rail-row';
    row.dataset.channel = `${channel}`;
    // Its name is what is read on it, and beside that what signs and places say to the eye.
    const line = element('span', 'poolscope-rail-line');
    const name = element('span', '');
    name.append(unseen(`${trans.__('channel')} `), `${channel}`);
    const differing = element('span', 'poolscope-rail-wrong');
    if (wrong > 0) differing.append(`≠ ${wrong}`, unseen(` ${trans.__('wrong cells')}`));
    line.append(name, differing);
    const value = element('span', '');
    // In a narrow page there is room for a word alone.
    const array = element('span', 'poolscope-rail-array', ' |din|');
    value.append(trans.__('max'), array, ` ${numberInSix(largest, 3)}`);
    const track = element('span', 'poolscope-rail-track');
    const bar = element('span', 'poolscope-rail-bar');
    bar.style.width = `${most === 0 ? 0 : Math.min(1, largest / most) * 100}%`;
    track.append(bar);
    const words = element('span', 'poolscope-rail-words');
    words.title = trans.__(
      'channel %1: largest |din| %2, sum of din %3, %4 % of its cells 0',
      channel,
      shortNumber(largest),
      withDigits(sum, 2),
      share,
    );
    words.append(
      line,
      value,
      track,
      element('span', 'poolscope-rail-more', `Σ ${numberInSix(sum, 2)} · ${share} % 0`),
    );
    row.append(element('span', 'poolscope-rail-picture'), words);
    row.addEventListener('pointerenter', () => this.point(channel));
    row.addEventListener('click', () => this.choose(channel));
    this.space.insertBefore(row, this.pictures.node);
    this.rows.set(channel, row);
    return row;
  }

  /** Arrows go to the channel before or after, Home and End to the ends; each is chosen. */
  private onKey(event: KeyboardEvent): void {
    const { channels } = this;
    const at = channels.findIndex(({ channel }) => channel === this.chosen);
    const to = {
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      Home: 0,
      End: channels.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = channels[Math.max(0, Math.min(to, channels.length - 1))];
    if (next === undefined) return;
    this.choose(next.channel);
    const { clientWidth, clientHeight } = this.list;
    this.list.scrollTo(to * step.across - clientWidth / 2, to * step.down - clientHeight / 2);
    this.drawRows();
    this.rows.get(next.channel)?.focus();
  }
}
