// The views of the pages: each a file with the payload, and the element that shows it.
import fs from 'node:fs';
import path from 'node:path';
import { relative } from './frame.mjs';
import { escaped } from './markdown.mjs';

/** The payload of a view, as a notebook holds it. @typedef {{ title?: string }} Payload */

/** Writes the payloads of a site. */
export class Views {
  /** @param {string} site where it is built */
  constructor(site) {
    this.site = site;
    fs.mkdirSync(path.join(site, 'views'), { recursive: true });
  }

  /**
   * @param {string} page that shows it
   * @param {string} name of its file, without ending
   * @param {Payload} payload
   * @param {{ png?: string, alt?: string }} [picture] base64, shown until the view is there and where no script runs
   * @returns {string} the element
   */
  add(page, name, payload, { png, alt = '' } = {}) {
    const write = (/** @type {string} */ ending, /** @type {string | Buffer} */ content) => {
      const file = `views/${name}.${ending}`;
      fs.writeFileSync(path.join(this.site, file), content);
      return relative(page, file);
    };
    const json = write('json', JSON.stringify(payload));
    const image = png
      ? `<img src="${write('png', Buffer.from(png, 'base64'))}" alt="${escaped(alt)}" loading="lazy">`
      : `<span class="waiting">${escaped(payload.title ?? '')}</span>`;
    return `<div class="poolscope-view poolscope-waiting" data-payload="${json}">${image}</div>\n`;
  }
}
