// What runs in the page itself: it opens outputs, scrolls to them, and moves slider, pointer and player.

/** Renders the second output again, as when a cell has run, and waits for its first frame. */
export async function openAgain() {
  const cell = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget.content.widgets[1];
  const output = cell.model.outputs.get(0).toJSON();
  // Only what is in sight is drawn.
  cell.node.scrollIntoView();
  cell.model.outputs.clear();
  await new Promise((done) => setTimeout(done, 500));
  const start = performance.now();
  cell.model.outputs.add(output);
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (cell.node.querySelector('.poolscope-view[data-ready=true]')) break;
  }
  return performance.now() - start;
}

/**
 * Moves the channel slider, a step at a time; each time is from the event to after the next frame.
 *
 * @param {number} times
 */
export async function slide(times) {
  const slider = document.querySelector('.poolscope-view input[type=range][aria-label=channel]');
  if (!(slider instanceof HTMLInputElement)) throw new Error('no slider');
  /** @type {number[]} */
  const taken = [];
  for (let i = 0; i < times; i++) {
    await new Promise((done) => setTimeout(done, 20 + ((i * 37) % 60)));
    const start = performance.now();
    slider.value = `${(Number(slider.value) + 1) % (Number(slider.max) + 1)}`;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    taken.push(performance.now() - start);
  }
  return taken;
}

/**
 * Moves the pointer over x.
 *
 * @param {number} times
 */
export async function point(times) {
  const plot = document.querySelector('.poolscope-view [data-panel=x] .poolscope-plot');
  const box = plot?.querySelector('.nsewdrag, .poolscope-line-area')?.getBoundingClientRect();
  if (!plot || !box) throw new Error('no plot');
  /** @type {number[]} */
  const taken = [];
  for (let i = 0; i < times; i++) {
    await new Promise((done) => setTimeout(done, 20 + ((i * 37) % 60)));
    const start = performance.now();
    plot.dispatchEvent(
      new PointerEvent('pointermove', {
        bubbles: true,
        clientX: box.left + box.width * (((i * 7) % 100) / 100),
        clientY: box.top + box.height * (((i * 11) % 100) / 100),
      }),
    );
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    taken.push(performance.now() - start);
  }
  return taken;
}

/**
 * Plays at 60 steps a second: the fewest steps taken in a second.
 *
 * @param {number} seconds
 */
export async function play(seconds) {
  const root = document.querySelector('.poolscope-view');
  const speed = root?.querySelector('select[aria-label=speed]');
  const button = root?.querySelector('button[aria-label=play]');
  if (!(root instanceof HTMLElement && speed instanceof HTMLSelectElement)) throw new Error('none');
  if (!(button instanceof HTMLButtonElement)) throw new Error('no button');
  speed.value = '60';
  speed.dispatchEvent(new Event('change', { bubbles: true }));
  button.click();
  let fewest = Infinity;
  for (let second = 0; second < seconds; second++) {
    // Before the first step the player may still be off.
    const [from, start] = [Number(root.dataset.step) || 0, performance.now()];
    await new Promise((done) => setTimeout(done, 1000));
    const rate = ((Number(root.dataset.step) - from) * 1000) / (performance.now() - start);
    fewest = Math.min(fewest, Math.round(rate));
  }
  button.click();
  return fewest;
}

/**
 * Scrolls to a cell until its view is ready.
 *
 * @param {number} at
 */
export async function showCell(at) {
  const { content } = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget;
  await content.scrollToItem(at);
  // The browser's own driver would look for it many times a second, and stall the page itself.
  const view = () => content.widgets[at].node.querySelector('.poolscope-view');
  while (view()?.dataset.ready !== 'true') {
    view()?.scrollIntoView({ block: 'center' });
    await new Promise((done) => setTimeout(done, 100));
  }
}
