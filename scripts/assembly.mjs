// Compiles the AssemblyScript sources to WASM and writes each, as base64, into a module that the
// library imports: nothing is fetched or looked up when it runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const sources = 'src/kernels/assembly';
const target = 'src/kernels/generated';
const kernels = ['--importMemory', '--enable', 'simd'];

/** Module name → its source, and the compiler's options beyond -O3. */
const modules = {
  math: { source: 'math', options: [] },
  plain: { source: 'kernels', options: kernels },
  // A module fixes its memory's kind: 64 Ki pages of 64 KiB are all that 32 bits can address.
  shared: {
    source: 'shared',
    options: [...kernels, '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
  },
};

mkdirSync(target, { recursive: true });
for (const [name, { source, options }] of Object.entries(modules)) {
  const { error, stderr, binary } = await compile(`${sources}/${source}.ts`, options);
  if (error) throw new Error(`assembly: ${source}.ts does not compile\n${stderr}`);
  const base64 = Buffer.from(binary).toString('base64');
  writeFileSync(
    `${target}/${name}.ts`,
    `/** WASM of assembly/${source}.ts, as base64. */\nexport const ${name}: string =\n  '${base64}';\n`,
  );
}

async function compile(source, options) {
  let binary;
  const result = await asc.main(
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
        if (name === 'out.wasm') binary = contents;
      },
    },
  );
  return { error: result.error, stderr: String(result.stderr), binary };
}
