// The script of the frame in an output's HTML: unpacks the standalone page, and becomes it.

/** Where a browser is too old for it, or the page is spoilt, the picture behind the frame stays. */
async function unpack(): Promise<void> {
  const packed = atob(document.getElementById('poolscope-page')?.textContent ?? '');
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const page = await new Response(stream).text();
  document.open();
  document.write(page);
  document.close();
}

void unpack();

export {};
