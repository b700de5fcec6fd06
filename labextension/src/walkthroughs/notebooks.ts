// The walkthroughs that come with the extension, in each language that has them.

/** Notebooks by their names, which are the same in every language. */
type Notebooks = ReadonlyMap<string, URL>;

/** The English ones, which lie above those in other languages. */
export const walkthroughs: Notebooks = new Map([
  [
    '01-max-pool-backprop.ipynb',
    new URL('../../../notebooks/01-max-pool-backprop.ipynb', import.meta.url),
  ],
  [
    '02-why-it-landed-here.ipynb',
    new URL('../../../notebooks/02-why-it-landed-here.ipynb', import.meta.url),
  ],
  ['03-watch-a-model.ipynb', new URL('../../../notebooks/03-watch-a-model.ipynb', import.meta.url)],
  [
    '07-one-wrong-batch.ipynb',
    new URL('../../../notebooks/07-one-wrong-batch.ipynb', import.meta.url),
  ],
]);

/** Those in other languages, by the language's tag, which names their folder. */
export const translated: ReadonlyMap<string, Notebooks> = new Map([
  [
    'zh-CN',
    new Map([
      [
        '01-max-pool-backprop.ipynb',
        new URL('../../../notebooks/zh-CN/01-max-pool-backprop.ipynb', import.meta.url),
      ],
      [
        '02-why-it-landed-here.ipynb',
        new URL('../../../notebooks/zh-CN/02-why-it-landed-here.ipynb', import.meta.url),
      ],
      [
        '03-watch-a-model.ipynb',
        new URL('../../../notebooks/zh-CN/03-watch-a-model.ipynb', import.meta.url),
      ],
      [
        '07-one-wrong-batch.ipynb',
        new URL('../../../notebooks/zh-CN/07-one-wrong-batch.ipynb', import.meta.url),
      ],
    ]),
  ],
]);

/** The files that they read, beside them. */
export const companions: ReadonlyMap<string, URL> = new Map([
  ['digits.npy', new URL('../../../notebooks/digits.npy', import.meta.url)],
]);
