// Markdown as HTML: headings with names to link to, formulas, boxes that scroll by keyboard, and links that fit the site.
import { Marked } from 'marked';
import markedKatex from 'marked-katex-extension';

/** The name that a heading is linked by, as GitHub makes it. @param {string} text */
const slug = (text) =>
  text
    .toLowerCase()
    .replace(/<[^>]*>|&#?\w+;/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** @param {string} text */
export const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** A text in a box that scrolls, if it must, also by keyboard. @param {string} text @param {string} name @param {string} [kind] */
export const box = (text, name, kind = '') =>
  `<pre tabindex="0" role="group" aria-label="${escaped(name)}"${kind && ` class="${kind}"`}><code>${escaped(text)}</code></pre>\n`;

/**
 * @param {string} text
 * @param {(target: string) => string | undefined} [link] a link's address on the site; undefined: it leads nowhere there
 * @param {(code: string, language: string) => string} [code] what stands for a block of code
 * @returns {string}
 */
export function toHTML(text, link = (target) => target, code = (code) => box(code, 'code')) {
  const marked = new Marked(
    markedKatex({ throwOnError: true, nonStandard: false, output: 'htmlAndMathml' }),
  );
  marked.use({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        return `<h${depth} id="${slug(html)}">${html}</h${depth}>\n`;
      },
      code({ text, lang }) {
        return code(text, lang ?? '');
      },
      table(token) {
        const cells = (
          /** @type {import('marked').Tokens.TableCell[]} */ row,
          /** @type {string} */ tag,
        ) =>
          row
            .map(({ tokens, align }) => {
              const style = align ? ` style="text-align:${align}"` : '';
              return `<${tag}${style}>${this.parser.parseInline(tokens)}</${tag}>`;
            })
            .join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        const head = `<thead><tr>${cells(token.header, 'th')}</tr></thead>`;
        return `<div class="scroll" tabindex="0" role="group" aria-label="table"><table>${head}<tbody>${rows}</tbody></table></div>\n`;
      },
      link({ href, tokens }) {
        const html = this.parser.parseInline(tokens);
        const target = link(href);
        return target === undefined ? html : `<a href="${escaped(target)}">${html}</a>`;
      },
      html({ text }) {
        return text.replaceAll(
          /\b(src|srcset)="([^"]*)"/g,
          (_, name, to) => `${name}="${escaped(link(to) ?? to)}"`,
        );
      },
      image({ href, text }) {
        return `<img src="${escaped(link(href) ?? href)}" alt="${escaped(text)}" loading="lazy">`;
      },
    },
  });
  return String(marked.parse(text, { async: false }));
}
