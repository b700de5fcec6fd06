// Locks of Python packages. A lock is a text of pins, each a line with its hashes on lines below; a release of Jupyter has
// only the pins that differ from the base, and a line of the names that it does without.

const without = '# without ';

/** The pins of a lock, by name: one name may have several, for different systems. @param {string} text */
function pinsOf(text) {
  /** @type {Map<string, string>} */
  const pins = new Map();
  for (const pin of text.split(/^(?=[a-z0-9])/im)) {
    const [name] = /^[\w.-]+/.exec(pin) ?? [];
    if (name) pins.set(name, (pins.get(name) ?? '') + pin.replace(/^#.*\n/gm, ''));
  }
  return pins;
}

/** The whole lock of a release. @param {string} base @param {string} own what differs, as `differences` writes it */
export function wholeLock(base, own) {
  const line = own.split('\n').find((line) => line.startsWith(without)) ?? '';
  const dropped = new Set(line.slice(without.length).split(' '));
  const pins = [...pinsOf(base)].filter(([name]) => !dropped.has(name));
  return inOrder(new Map([...pins, ...pinsOf(own)]));
}

/** What of a release's whole lock differs from the base. @param {string} base @param {string} whole */
export function differences(base, whole) {
  const [before, now] = [pinsOf(base), pinsOf(whole)];
  const dropped = [...before.keys()].filter((name) => !now.has(name));
  const own = [...now].filter(([name, pin]) => before.get(name) !== pin);
  return `${dropped.length > 0 ? `${without}${dropped.join(' ')}\n` : ''}${inOrder(new Map(own))}`;
}

/** @param {Map<string, string>} pins */
function inOrder(pins) {
  const names = [...pins.keys()].sort();
  return names.map((name) => pins.get(name)).join('');
}
