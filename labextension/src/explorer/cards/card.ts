// The card of a contest: a window's values in their places, its winner, and how it ended for a cell.
import type { WindowStyle } from '../../panel/window-styles.js';
import { element, setText } from '../../ui/element.js';
import { writeText } from '../../ui/running-text.js';
import { trans } from '../../ui/texts.js';
import type { Contest } from '../sentences/contests.js';
import { spatialText } from '../sentences/wording.js';

/** A card; it is filled again for another contest, in place of a new one. */
export class Card {
  readonly node: HTMLElement = element('button', 'poolscope-card');
  private readonly frame = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  private readonly outline = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  private readonly head = element('strong', '');
  private readonly rowName = element('span', 'poolscope-note');
  private readonly outcome = element('strong', '');
  private readonly why = element('span', 'poolscope-card-why');
  private readonly gets = element('span', 'poolscope-card-gets poolscope-note');
  /** The window's cells; who shows all cards draws them together. */
  readonly canvas: HTMLCanvasElement = element('canvas', '');

  constructor() {
    this.node.setAttribute('type', 'button');
    this.frame.setAttribute('aria-hidden', 'true');
    this.frame.append(this.outline);
    this.canvas.setAttribute('aria-hidden', 'true');
    // Its parts are made with the card, which may be out of sight and filled late: a move makes no element.
    writeText(this.why, '(0, 0)');
    const words = element('span', 'poolscope-card-words');
    words.append(this.outcome, this.why, this.gets);
    const title = element('span', 'poolscope-card-title');
    title.append(this.head, ' ', this.rowName);
    const body = element('span', 'poolscope-card-body');
    body.append(this.canvas, words);
    this.node.append(this.frame, title, body);
  }

  /** Shows a contest, but for its window's cells. */
  show(contest: Contest, style: WindowStyle): void {
    const { node, outline } = this;
    node.dataset.row = `${contest.row}`;
    node.dataset.outcome = contest.outcome;
    outline.setAttribute('stroke', style.colour);
    outline.setAttribute('stroke-dasharray', style.dash.join(' '));
    setText(this.head, trans.__('window %1', spatialText(contest.output)));
    setText(this.rowName, trans.__('row %1', contest.row));
    setText(this.outcome, contest.said);
    writeText(this.why, contest.why);
    this.why.hidden = contest.why === '';
    setText(this.gets, contest.gets);
  }
}
