// Whether the packed library's types and exports are found by those who use it.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';

/**
 * What a consumer writes: it compiles only if the types are found, fit, and are not `any`.
 *
 * @param {string} [more]
 */
const consumer = (more = '') => `import * as ps from 'poolscope';
type IsAny<T> = 0 extends 1 & T ? true : false;
const x: ps.Tensor = ps.tensor([[[1], [3], [2]]]);
const { output, mask } = ps.maxPool(x, { kernelSize: 3, ties: 'first' });
const din = ps.maxPoolBackward(output, mask);
const typed: [false, false, false] = [
  false as IsAny<typeof din>,
  false as IsAny<typeof mask.geometry>,
  false as IsAny<typeof ps.readNpy>,
];
export const sum: number = din.data.reduce((sum, value) => sum + value, 0) + typed.length;
${more}`;

const subpath = `import { MIME_TYPE } from 'poolscope/mime-type';
export const type: string = MIME_TYPE;
`;

const { ModuleKind: module, ModuleResolutionKind: resolution, ScriptTarget: target } = ts;

/**
 * The ways in which consumers' compilers look for types; tslab's own TypeScript knows the oldest only.
 *
 * @type {readonly { name: string, file: string, text: string, options: ts.CompilerOptions, old?: true }[]}
 */
const consumers = [
  {
    name: 'node16',
    file: 'node16.mts',
    text: consumer(subpath),
    options: { module: module.Node16, moduleResolution: resolution.Node16 },
  },
  {
    name: 'nodenext, required',
    file: 'required.cts',
    text: consumer(subpath),
    options: { module: module.NodeNext, moduleResolution: resolution.NodeNext },
  },
  {
    name: 'bundler, without Node’s types',
    file: 'bundler.ts',
    text: consumer(subpath),
    options: {
      module: module.ESNext,
      moduleResolution: resolution.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    },
  },
  {
    name: 'node10 in tslab',
    file: 'tslab.ts',
    text: consumer(),
    options: { module: module.ESNext, moduleResolution: resolution.Node10 },
    old: true,
  },
];

/**
 * Where the package's types fail those who use it.
 *
 * @param {string} root
 * @param {import('./artifacts.mjs').Artifact} npm
 * @returns {string[]}
 */
export function typeProblems(root, npm) {
  const folder = path.join(path.dirname(npm.file), 'consumers');
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.cpSync(npm.folder, path.join(folder, 'node_modules', 'poolscope'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  /** @type {typeof ts} */
  const tslabs = createRequire(path.join(root, 'node_modules', 'tslab', 'package.json'))(
    '@tslab/typescript-for-tslab',
  );
  return consumers.flatMap(({ name, file, text, options, old }) => {
    const compiler = old ? tslabs : ts;
    const entry = path.join(folder, file);
    fs.writeFileSync(entry, text);
    const program = compiler.createProgram([entry], {
      target: target.ES2022,
      strict: true,
      noEmit: true,
      types: [],
      ...options,
    });
    return compiler
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => compiler.flattenDiagnosticMessageText(messageText, ' '))
      .map((message) => `types as ${name} finds them: ${message}`);
  });
}

/**
 * Where the package's exports fail those who use it.
 *
 * @param {import('./artifacts.mjs').Artifact} npm
 * @returns {Promise<string[]>}
 */
export async function exportProblems({ folder }) {
  // Its one suggestion is to drop `browser`, which bundlers too old for `exports` read.
  const { messages, pkg } = await publint({ pkgDir: folder, pack: false, level: 'warning' });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}
