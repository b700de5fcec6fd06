import { readFileSync } from 'node:fs';

/** A payload that a stranger might send, and what its message has to say. */
export interface HostilePayload {
  readonly name: string;
  readonly text: string;
  readonly says: string;
}

interface Written {
  name: string;
  says: string;
  text?: string;
  /** What opens, how often, and what closes. */
  repeat?: [string, number, string];
  middle?: string;
  before?: string;
  after?: string;
  /** How many levels of eight arrays in each other. */
  fork?: number;
}

/** The payloads of `payloads.json`; those that are long are written out here. */
export function hostilePayloads(): HostilePayload[] {
  const file = readFileSync(new URL('payloads.json', import.meta.url), 'utf8');
  const { payloads } = JSON.parse(file) as { payloads: Written[] };
  return payloads.map((written) => ({
    name: written.name,
    says: written.says,
    text: textOf(written),
  }));
}

function textOf({ text, repeat, middle = '', before = '', after = '', fork }: Written): string {
  if (text !== undefined) return text;
  if (repeat !== undefined) {
    const [open, times, close] = repeat;
    return `${before}${open.repeat(times)}${middle}${close.repeat(times)}${after}`;
  }
  // One array is written once and stands in the next twice: the text doubles, printing it all would not end.
  let forked = '[]';
  for (let level = 0; level < fork!; level++) forked = `[${forked},${forked}]`;
  return `{"version":${forked}}`;
}
