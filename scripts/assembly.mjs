// Compiles the AssemblyScript sources to WASM and writes each, as base64, into a module that the
// library imports: nothing is fetched or looked up when it runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import zopfli from '@gfx/zopfli';
import asc from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';

const target = 'src/memory/generated';
const deflate = promisify(zopfli.deflate);
const kernels = ['--importMemory', '--enable', 'simd', '--use', 'COMPACT=0'];

/** Module name → its source, and the compiler's options beyond -O3. */
const modules = {
  // AssemblyScript's own `pow` and its tables would be a third of the kernels that a browser loads.
  plain: {
    source: 'src/kernels/assembly/kernels.ts',
    options: [...kernels, '--use', 'Math=JSMath'],
  },
  // A module fixes its memory's kind: 64 Ki pages of 64 KiB are all that 32 bits can address.
  shared: {
    source: 'src/kernels/assembly/shared.ts',
    options: [...kernels, '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
  },
};

mkdirSync(target, { recursive: true });
for (const [name, { source, options }] of Object.entries(modules)) {
  const binary = await compile(source, options);
  const kind = `
/** Where it says of which kind the memory is that it imports. */
export const memoryKindAt: number = ${memoryKindAt(binary)};
`;
  write(name, `WASM of ${source}, as base64`, binary, name === 'shared' ? kind : '');
}
await writeForBrowsers(modules.plain);

/**
 * Writes the kernels of the browser's bundle, without the steps that only make some shapes faster.
 *
 * @param {{ source: string, options: string[] }} module
 */
async function writeForBrowsers({ source, options }) {
  const compact = options.map((option) => option.replace('COMPACT=0', 'COMPACT=1'));
  const small = optimizeAgain(await compile(source, compact));
  // Base64 hides from gzip what is alike, so they are deflated before: 4 % smaller than by zlib.
  const deflated = await deflate(small, { numiterations: 15 });
  const size = `\n/** Its bytes, unpacked. */\nexport const size: number = ${small.length};\n`;
  write('deflated', `WASM of ${source}, deflated, as base64`, deflated, size);
}

/**
 * Writes a module of generated code.
 *
 * @param {string} name
 * @param {string} what
 * @param {Uint8Array} bytes
 * @param {string} more what stands behind it
 */
function write(name, what, bytes, more = '') {
  const base64 = Buffer.from(bytes).toString('base64');
  writeFileSync(
    `${target}/${name}.ts`,
    `/** ${what}. */\nexport const ${name}: string =\n  '${base64}';\n${more}`,
  );
}

/**
 * Where a module says of which kind the memory is that it imports.
 *
 * @param {Uint8Array} binary
 * @returns {number}
 */
function memoryKindAt(binary) {
  const memory = 2; // the kind of the import
  const name = Buffer.from([6, ...Buffer.from('memory'), memory]);
  return Buffer.from(binary).indexOf(name) + name.length;
}

/**
 * Optimizes a module by Binaryen's level 4, which asc does not offer: a browser's bundle is 4 % of its kernels smaller for it.
 *
 * @param {Uint8Array} binary
 * @returns {Uint8Array}
 */
function optimizeAgain(binary) {
  const module = binaryen.readBinary(binary);
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SIMD128 } =
    binaryen.Features;
  // What asc and its options allow: by others the module would have types that engines of today refuse.
  const numbers = SignExt | NontrappingFPToInt | SIMD128;
  module.setFeatures(MutableGlobals | BulkMemory | BulkMemoryOpt | numbers);
  binaryen.setOptimizeLevel(4);
  binaryen.setShrinkLevel(1);
  // Binaryen's own; asc has inlined by larger ones already.
  binaryen.setAlwaysInlineMaxSize(2);
  binaryen.setFlexibleInlineMaxSize(20);
  binaryen.setOneCallerInlineMaxSize(-1);
  module.optimize();
  module.runPasses(['reorder-locals']);
  const again = module.emitBinary();
  module.dispose();
  return again;
}

/**
 * Compiles one source.
 *
 * @param {string} source
 * @param {string[]} options
 * @returns {Promise<Uint8Array>}
 * @throws {Error} with what the compiler said
 */
async function compile(source, options) {
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    [
      source,
      '--outFile',
      'out.wasm',
      '--optimizeLevel',
      '3',
      '--runtime',
      'stub',
      '--noAssert',
      ...options,
    ],
    {
      writeFile(name, contents) {
        if (name === 'out.wasm' && typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`assembly: ${source} does not compile\n${stderr}`);
  return binary;
}
