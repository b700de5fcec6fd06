import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DTypeError, OptionError } from '../../../../src/core/errors.js';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { decode } from '../../../../src/view/codec.js';
import { display, show } from '../../../../src/view/host/display.js';
import { show as showInBrowser } from '../../../../src/view/host/display-browser.js';
import { renderFrame } from '../../../../src/view/host/frame.js';
import * as frontEnd from '../../../../src/view/host/front-end.js';
import * as host from '../../../../src/view/host/tslab.js';
import { heatmap, maskView } from '../../../../src/view/views.js';
import { MIME_TYPE } from '../../../../src/view/wire/mime-type.js';

// The kernel and what is read from the package stand outside: test/notebooks and test/package run them for real.
vi.mock('../../../../src/view/host/tslab.js');
vi.mock('../../../../src/view/host/frame.js');
vi.mock('../../../../src/view/host/front-end.js');
vi.mock('../../../../src/view/wire/page.js');

const x = tensor([
  [1, 2],
  [3, 4],
]);
const { mask } = maxPool(tensor([[[1], [2]]]), { kernelSize: 2 });
const png = Uint8Array.of(137, 80, 78, 71);

let sent: [host.DisplayData, boolean][];
let printed: string[];

beforeEach(() => {
  sent = [];
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text));
  vi.mocked(host.findBundleWriter).mockReturnValue(
    (content, update) => void sent.push([content, update]),
  );
  vi.mocked(host.renderPicture).mockReturnValue({ png, width: 800, height: 400, alt: 'a heatmap' });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetAllMocks();
});

describe('show', () => {
  test('sends one bundle: the payload, a PNG with alt text at half its pixels, and a line', () => {
    show(heatmap(x, { title: 'weights' }));
    expect(sent).toHaveLength(1);
    const [content, update] = sent[0]!;
    expect(update).toBe(false);
    expect(Object.keys(content.data).sort()).toEqual([MIME_TYPE, 'image/png', 'text/plain'].sort());
    expect(decode(content.data[MIME_TYPE]).value?.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(content.data['image/png']).toBe(Buffer.from(png).toString('base64'));
    const bytes =
      JSON.stringify(content.data[MIME_TYPE]).length + String(content.data['image/png']).length;
    expect(content.data['text/plain']).toBe(
      `weights: value float64 [2, 2]; ${Math.max(1, Math.round(bytes / 1000))} kB in the notebook`,
    );
    expect(content.metadata).toEqual({
      'image/png': { alt: 'a heatmap', width: 400, height: 200 },
    });
    expect(content.transient).toEqual({});
    expect(printed).toEqual([]);
  });

  test('takes a tensor as a heatmap and a mask as its view', () => {
    show(x);
    show(mask);
    const kinds = sent.map(([{ data }]) => decode(data[MIME_TYPE]).kind);
    expect(kinds).toEqual(['heatmap', 'mask']);
  });

  test('falls back on display.raw, which takes one type a message, as JSON text', () => {
    const raw = vi.fn();
    vi.mocked(host.findBundleWriter).mockReturnValue(undefined);
    vi.mocked(host.findDisplayRaw).mockReturnValue(raw);
    show(maskView(mask));
    expect(raw).toHaveBeenCalledTimes(1);
    const [type, text] = raw.mock.calls[0]!;
    expect(type).toBe(MIME_TYPE);
    expect(decode(text).mask?.data).toEqual(mask.data);
  });

  test('prints the line outside a notebook, and in a browser', () => {
    vi.mocked(host.findBundleWriter).mockReturnValue(undefined);
    show(x);
    showInBrowser(x);
    expect(printed).toEqual(['Tensor float64 [2, 2]', 'Tensor float64 [2, 2]']);
  });

  test('refuses anything else', () => {
    expect(() => show(JSON.parse('{}'))).toThrow(DTypeError);
    expect(() => showInBrowser(JSON.parse('[[1]]'))).toThrow('show: value=');
  });
});

describe('display', () => {
  const html = '<iframe></iframe>';
  const shown = (...args: Parameters<typeof show>): string[] => {
    show(...args);
    return Object.keys(sent.at(-1)![0].data).sort();
  };
  const without = [MIME_TYPE, 'image/png', 'text/plain'].sort();
  const withHtml = [...without, 'text/html'].sort();
  beforeEach(() => void vi.mocked(renderFrame).mockReturnValue(html));
  afterEach(() => display({}));

  test('adds the explorer as HTML to every output, until it is taken back', () => {
    expect(shown(x)).toEqual(without);
    display({ html: true });
    expect(shown(x)).toEqual(withHtml);
    expect(sent.at(-1)![0].data['text/html']).toBe(html);
    display({});
    expect(shown(x)).toEqual(without);
  });

  test('is asked for one output by show', () => {
    expect(shown(mask, { html: true })).toEqual(withHtml);
    expect(shown(mask)).toEqual(without);
    display({ html: true });
    expect(shown(mask, { html: false })).toEqual(without);
  });

  test('is not needed where the front end takes no extensions, and can be refused there', () => {
    vi.mocked(frontEnd.lacksExtensions).mockReturnValue(true);
    expect(shown(x)).toEqual(withHtml);
    display({ html: false });
    expect(shown(x)).toEqual(without);
  });

  test('names a wrong option', () => {
    expect(() => display(JSON.parse('{ "html": "yes" }'))).toThrow(OptionError);
    expect(() => show(x, JSON.parse('{ "htm": true }'))).toThrow('show: options.htm=true');
  });
});

describe('a JupyterLab without the extension', () => {
  test('is told once how to see the explorer, beside the first picture', async () => {
    vi.resetModules();
    const fresh = await import('../../../../src/index.js');
    vi.mocked((await import('../../../../src/view/host/front-end.js')).lacksOurs).mockReturnValue(
      true,
    );
    const kernel = await import('../../../../src/view/host/tslab.js');
    vi.mocked(kernel.findBundleWriter).mockReturnValue(
      (content) => void sent.push([content, false]),
    );
    for (let i = 0; i < 2; i++) fresh.show(fresh.tensor([[1]]));
    expect(sent.map(([{ data }]) => MIME_TYPE in data)).toEqual([false, true, true]);
    expect(sent[0]![0].data['text/plain']).toContain('ps.display({ html: true })');
  });
});

describe("a cell's last value", () => {
  test('is shown while it is printed', () => {
    vi.mocked(host.isCellValue).mockReturnValue(true);
    expect(inspect(x)).toBe('Tensor float64 [2, 2]');
    expect(inspect(heatmap(x, { title: 'w' }))).toBe('w: value float64 [2, 2]');
    expect(sent).toHaveLength(2);
  });

  test('is only printed where the cell itself prints it, or within another value', () => {
    expect(inspect(x)).toBe('Tensor float64 [2, 2]');
    vi.mocked(host.isCellValue).mockReturnValue(true);
    expect(inspect({ x })).toBe('{ x: Tensor float64 [2, 2] }');
    expect(sent).toEqual([]);
  });
});
