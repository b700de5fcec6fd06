// Who publishes, from publisher.json, the one place: and what the manifests say of it.
import fs from 'node:fs';
import path from 'node:path';

/**
 * `author` is a person or a group; `repository` the address of the sources' page, `homepage` that of a site, if there is one.
 *
 * @typedef {Record<'author' | 'email' | 'repository' | 'homepage', string>} Publisher
 */

/** @param {string} root @returns {Publisher} */
export function publisherOf(root) {
  const given = JSON.parse(fs.readFileSync(path.join(root, 'publisher.json'), 'utf8'));
  const { author = '', email = '', repository = '', homepage = '' } = given;
  return { author, email, repository: repository.replace(/(\.git)?\/*$/, ''), homepage };
}

/** What is missing in it before something is published. @param {Publisher} publisher @returns {string[]} */
export function missingIn({ author, repository }) {
  const remedy = 'fill it in, run `npm run publisher` and commit';
  return [
    ...(author === '' ? [`publisher.json names no author; ${remedy}`] : []),
    ...(/^https:\/\/\S+$/.test(repository)
      ? []
      : [`publisher.json names no repository (https://…); ${remedy}`]),
  ];
}

/** The files that name the publisher, as they have to be; as they are, while nobody is named. @param {string} root */
export function filledManifests(root) {
  const publisher = publisherOf(root);
  const isNamed = missingIn(publisher).length === 0;
  /** @type {Record<string, (text: string) => string>} */
  const fill = {
    'package.json': (text) => withFields(text, publisher, `git+${publisher.repository}.git`),
    // Hatchling reads it: Python's metadata give the address as it stands.
    'labextension/package.json': (text) => withFields(text, publisher, publisher.repository),
    'CITATION.cff': (text) => withCitation(text, publisher),
  };
  return Object.entries(fill).map(([name, filled]) => {
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    return { name, text, filled: isNamed ? filled(text) : text };
  });
}

/** @param {string} text of a package.json @param {Publisher} publisher @param {string} url */
function withFields(text, { author, email, repository, homepage }, url) {
  const fields = {
    author: email === '' ? { name: author } : { name: author, email },
    repository: { type: 'git', url },
    homepage: homepage || `${repository}#readme`,
    bugs: { url: `${repository}/issues` },
  };
  return `${JSON.stringify({ ...JSON.parse(text), ...fields }, null, 2)}\n`;
}

/** @param {string} text of CITATION.cff @param {Publisher} publisher */
function withCitation(text, { author, repository, homepage }) {
  const lines = text.split('\n').filter((line) => !/^(repository-code|url): /.test(line));
  const addresses = [
    `repository-code: ${JSON.stringify(repository)}`,
    ...(homepage === '' ? [] : [`url: ${JSON.stringify(homepage)}`]),
  ];
  return lines
    .flatMap((line) => {
      if (line.startsWith('  - name: ')) return [`  - name: ${JSON.stringify(author)}`];
      return line.startsWith('license: ') ? [line, ...addresses] : [line];
    })
    .join('\n');
}
