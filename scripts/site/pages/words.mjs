// What the pages of walkthroughs say around them, in each language that walkthroughs have.

/** @typedef {{ language: string, guide: string, run: string, runs: string, withoutPython: string, inJavaScript: string }} Words */

/** @type {Record<string, Words>} by the folder of the walkthroughs */
const all = {
  en: {
    language: 'English',
    guide: 'Guide',
    run: 'Run it here',
    runs: ', in the browser, with nothing installed.',
    withoutPython:
      'It is shown with what it printed and does not run on this site: no registry of packages has a NumPy for the browser, and the site fetches nothing from elsewhere.',
    inJavaScript:
      '*Here it runs in your browser: its kernel knows JavaScript, so the types are left out, and a reload starts anew. In tslab, which an install brings, the same cells are TypeScript.*',
  },
  'zh-CN': {
    language: '简体中文',
    guide: '指南',
    run: '在这里运行',
    runs: '：直接在浏览器中，无需安装任何东西。',
    withoutPython:
      '这里显示的是它的输出，不能在本网站上运行：没有任何软件包仓库提供能在浏览器中使用的 NumPy，而本网站不从别处获取任何东西。',
    inJavaScript:
      '*在这里，它直接在你的浏览器中运行：这个内核只认识 JavaScript，所以去掉了类型；重新加载页面就会从头开始。安装之后，在 tslab 中同样的代码单元就是 TypeScript。*',
  },
};

/** @param {string} language @returns {Words} @throws {Error} a language of walkthroughs that has no words yet */
export function wordsIn(language) {
  const words = all[language];
  if (words === undefined)
    throw new Error(`scripts/site/pages/words.mjs has no words in ${language}`);
  return words;
}
