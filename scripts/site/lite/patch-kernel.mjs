// What the site's copy of the JavaScript kernel does in another way: its release has no setting for it.
import fs from 'node:fs';
import path from 'node:path';

/** @type {readonly { why: string, from: string, to: string }[]} */
const patches = [
  {
    why: 'a bare name is one of the modules beside the site, and never asked of a CDN',
    from: '_transformImportSource(e){',
    to: '_transformImportSource(e){let o={poolscope:"poolscope.js",fs:"fs.js"}[e];if(o)return"../../../../kernel/"+o;if(!this._isDirectImportSource(e))throw Error("import: "+e+" is not on this site, which has poolscope, and fs to read its files");',
  },
  {
    why: 'nor is there one to ask',
    from: 'baseUrl:"https://cdn.jsdelivr.net/"',
    to: 'baseUrl:""',
  },
  {
    why: 'a cell ends when all that it printed has arrived: else the next cell would show it',
    from: 'onOutput:e=>{Promise.resolve(n(',
    to: 'onOutput:e=>{self.lastOutput=Promise.resolve(n(',
  },
  {
    why: 'the same',
    from: 'execute:async(e,t,s)=>i().execute(e,t,s)',
    to: 'execute:async(e,t,s)=>{let r=await i().execute(e,t,s);await self.lastOutput;return r}',
  },
];

/**
 * Patches the one file that all of it stands in.
 *
 * @param {string} lite the built JupyterLite
 * @throws {Error} another release, in which it stands otherwise
 */
export function patchKernel(lite) {
  const folder = path.join(lite, 'extensions/@jupyterlite/javascript-kernel-extension/static');
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => path.join(folder, name));
  for (const { why, from, to } of patches) {
    const own = files.filter((file) => fs.readFileSync(file, 'utf8').split(from).length === 2);
    const [file] = own;
    if (file === undefined || own.length > 1)
      throw new Error(`the JavaScript kernel has changed: ${from} is not there once (${why})`);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
  }
}
