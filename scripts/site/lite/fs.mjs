// `fs` in the site's JavaScript kernel: reads the files that the site brings, beside the notebooks.

/** @param {string} name @returns {Uint8Array} */
export function readFileSync(name) {
  const request = new XMLHttpRequest();
  request.open('GET', new URL(`../files/${name}`, import.meta.url), false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200)
    throw new Error(`readFileSync: path=${name} is not a file of this site`);
  return new Uint8Array(request.response);
}
