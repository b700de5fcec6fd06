import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { decode } from 'fast-png';
import { MIME_TYPE } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { pythonEnv } from '../../scripts/lib/python.mjs';

// Each notebook is executed by nbclient in a fresh kernel, and must print what is committed: text and
// payloads exactly, images by their decoded pixels (another zlib may pack the same pixels differently).

interface Output {
  data?: Record<string, unknown>;
  [key: string]: unknown;
}
interface Cell {
  cell_type: string;
  outputs?: Output[];
  [key: string]: unknown;
}
interface Notebook {
  cells: Cell[];
  metadata: { kernelspec?: { name: string } };
}

const clone = cloneAt();
const { root, notebooks } = clone;
const runner = fileURLToPath(new URL('run.py', import.meta.url));

/** Another kernel than a notebook's own to run it on, and the variables by which Jupyter finds it. */
export interface OtherKernel {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Tests that each notebook of a kernel prints what is committed.
 * @param kernel by the name that the notebooks and JupyterLab have for it
 * @param first one that must be there
 * @param other a kernel that has to print the same
 */
export function testNotebooks(kernel: string, first: string, other?: OtherKernel): void {
  const committed = readdirSync(notebooks)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => ({ name, notebook: parse(readFileSync(join(notebooks, name), 'utf8')) }))
    .filter(({ notebook }) => notebook.metadata.kernelspec?.name === kernel);

  test('there are notebooks to run', () => {
    expect(committed.map(({ name }) => name)).toContain(first);
  });

  describe.each(committed)('$name', ({ name, notebook }) => {
    test('prints what is committed', async () => {
      const printed = parse(await run(name, other));
      if (other === undefined) expect(printed.metadata).toEqual(notebook.metadata);
      expect(printed.cells.length).toBe(notebook.cells.length);
      for (const [index, cell] of printed.cells.entries()) {
        expect(
          comparable(cell),
          `cell ${index + 1}; npm run notebooks writes the outputs anew`,
        ).toEqual(comparable(notebook.cells[index]!));
      }
    });

    test('names no folder of the machine it ran on', () => {
      expect(JSON.stringify(notebook)).not.toContain(root);
    });
  });
}

async function run(name: string, other?: OtherKernel): Promise<string> {
  const on = other === undefined ? [] : ['--kernel', other.name];
  const args = [runner, ...on, join(notebooks, name)];
  const { stdout } = await promisify(execFile)(clone.python, args, {
    env: { ...pythonEnv(clone), JUPYTER_PREFER_ENV_PATH: '1', ...other?.env },
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: { stderr: string }) => {
    throw new Error(error.stderr);
  });
  return stdout;
}

function parse(text: string): Notebook {
  return JSON.parse(text) as Notebook;
}

function comparable(cell: Cell): unknown {
  if (cell.outputs === undefined) return cell;
  return { ...cell, outputs: cell.outputs.map((output) => ({ ...output, ...bundle(output) })) };
}

function bundle({ data }: Output): Output {
  if (data === undefined) return {};
  const entries = Object.entries(data).map(([type, content]) => [
    type,
    comparableContent(type, content),
  ]);
  return { data: Object.fromEntries(entries) };
}

/** Another zlib may pack the same pixels and arrays differently: they are compared unpacked. */
function comparableContent(type: string, content: unknown): unknown {
  if (type === 'image/png') return pixels(content as string);
  if (type === MIME_TYPE) return shortened(unpacked(content as Payload));
  if (type !== 'text/plain') return shortened(content);
  const text = Array.isArray(content) ? content.join('') : content;
  return shortened(`${text}`.replace(/; \S+ [kM]B in the notebook/, '; … in the notebook'));
}

interface Payload {
  readonly arrays: Readonly<Record<string, { packing?: string; data: string }>>;
}

function unpacked(payload: Payload): unknown {
  const arrays = Object.entries(payload.arrays).map(([name, array]) => {
    if (array.packing === undefined) return [name, array];
    return [
      name,
      { ...array, data: inflateRawSync(Buffer.from(array.data, 'base64')).toString('base64') },
    ];
  });
  return { ...payload, arrays: Object.fromEntries(arrays) };
}

function pixels(base64: string): unknown {
  const { width, height, channels, depth, data } = decode(Buffer.from(base64, 'base64'));
  return { width, height, channels, depth, sha256: sha256(data) };
}

/** Long strings by their hash, so that a difference can be read. */
function shortened(content: unknown): unknown {
  if (typeof content === 'string') {
    return content.length > 200 ? `${content.length} characters, ${sha256(content)}` : content;
  }
  if (Array.isArray(content)) return content.map(shortened);
  if (content === null || typeof content !== 'object') return content;
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, shortened(value)]));
}

function sha256(bytes: string | NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(bytes).digest('hex');
}
