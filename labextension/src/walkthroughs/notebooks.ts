/** The walkthroughs that come with the extension: each notebook's name and URL. */
export const walkthroughs: ReadonlyMap<string, URL> = new Map([
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

/** The files that they read, beside them. */
export const companions: ReadonlyMap<string, URL> = new Map([
  ['digits.npy', new URL('../../../notebooks/digits.npy', import.meta.url)],
]);
