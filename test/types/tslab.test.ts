import { createRequire } from 'node:module';
import ts from '@tslab/typescript-for-tslab';
import { type Converter, createConverter } from 'tslab/dist/converter.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';

// tslab compiles a notebook's cells with its own TypeScript 5.0 and never reports an error inside a
// declaration file: what that version cannot read turns silently into `any`. So the declarations are
// read here by that very compiler, with its errors on, and cells by tslab's own converter.

const { notebooks } = cloneAt();
const entry = createRequire(`${notebooks}/`).resolve('poolscope').replace(/\.js$/, '.d.ts');

describe(`the built declarations under TypeScript ${ts.version}`, () => {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    typeRoots: [`${cloneAt().root}/node_modules/@types`],
    types: ['node'],
    skipLibCheck: false,
    strict: true,
    noEmit: true,
  });
  const declarations = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(entry.replace(/index\.d\.ts$/, '')));

  test('are read by the version that tslab runs', () => {
    expect(ts.version).toMatch(/^5\.0\./);
  });

  test('hold nothing that it can’t read', () => {
    const problems = declarations.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    expect(declarations.length).toBeGreaterThan(1);
    expect(problems.map(inWords)).toEqual([]);
  });

  test('never say any', () => {
    const found: string[] = [];
    for (const file of declarations) {
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword)
          found.push(`${file.fileName}: ${node.parent.getText(file)}`);
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    expect(found).toEqual([]);
  });

  test('give each exported name a type', () => {
    const checker = program.getTypeChecker();
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    const names = checker.getExportsOfModule(module);
    const untyped = names.filter((name) => {
      const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
      const type =
        symbol.flags & ts.SymbolFlags.Value
          ? checker.getTypeOfSymbolAtLocation(symbol, program.getSourceFile(entry)!)
          : checker.getDeclaredTypeOfSymbol(symbol);
      return (type.flags & ts.TypeFlags.Any) !== 0;
    });
    expect(names.map(({ name }) => name)).toContain('maxPoolBackward');
    expect(untyped.map(({ name }) => name)).toEqual([]);
  });
});

describe('a cell in notebooks/', () => {
  let converter: Converter;
  const before = process.cwd();

  beforeAll(() => {
    // The converter resolves imports from the folder it is made in, as the kernel does.
    process.chdir(notebooks);
    converter = createConverter();
  });

  afterAll(() => {
    converter.close();
    process.chdir(before);
  });

  const start = `import * as ps from 'poolscope';
const x = ps.tensor([[[[1], [2]], [[3], [4]]]]);
const { output, mask } = ps.maxPool(x, { kernelSize: 2 });
`;

  test('sees the types of what the library returns', () => {
    const { diagnostics, declOutput } = converter.convert(
      '',
      `${start}
const din = ps.maxPoolBackward(output, mask);
const { rows, outputShape } = mask.geometry;
const picture = ps.random(0).randn(2, 2);
const bytes = mask.data;`,
    );
    expect(diagnostics).toEqual([]);
    for (const declared of [
      'x: ps.Tensor',
      'output: ps.Tensor',
      'mask: ps.Mask',
      'din: ps.Tensor',
      'rows: number',
      'outputShape: readonly number[]',
      'picture: ps.Tensor',
      'bytes: Uint8Array',
    ]) {
      expect(declOutput).toMatch(new RegExp(`(const|,) ${literal(declared)}[;,]`));
    }
  });

  test('calls the usual methods of a tensor’s elements, whatever their type', () => {
    const { diagnostics, declOutput } = converter.convert(
      '',
      `${start}
const sum = x.data.reduce((sum, value) => sum + value);
const words = x.data.reduce((words, value) => words + value, '');
const last = x.data.reduceRight((before, value) => before - value, 0);
const doubled = x.data.map((value) => 2 * value);
const odd = x.data.filter((value) => value % 2 === 1);
const found = x.data.find((value) => value > 1);
const every = x.data.every((value, i) => value >= i) && x.data.some(Number.isNaN);
const parts = [x.data.slice(1), x.data.subarray(1), x.data.fill(0), [...x.data]];
x.data.forEach((value, i) => void (value + i));
x.data.sort((a, b) => a - b);`,
    );
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    for (const declared of ['sum: number', 'words: string', 'last: number', 'every: boolean']) {
      expect(declOutput).toContain(declared);
    }
  });

  test.each([
    ['a tensor’s data', 'const n: string = x.data', "is not assignable to type 'string'"],
    ['a tensor’s shape', 'const n: string = x.shape', "Type 'readonly number[]' is not assignable"],
    ['a cell', 'const n: string = x.at(0, 0, 0, 0)', 'is not assignable to type'],
    [
      'an option’s name',
      'ps.maxPool(x, { kernel: 2 })',
      "'kernel' does not exist in type 'MaxPoolOptions'",
    ],
    [
      'an option’s value',
      "ps.maxPool(x, { kernelSize: 2, ties: 'none' })",
      `Type '"none"' is not assignable`,
    ],
    [
      'an argument',
      "ps.maxPoolBackward('dout', mask)",
      "'string' is not assignable to parameter of type 'Tensor'",
    ],
    ['an export', 'ps.maxPol(x, { kernelSize: 2 })', "Property 'maxPol' does not exist"],
  ])('gets an error when %s has another type', (_what, line, message) => {
    const { diagnostics } = converter.convert('', start + line);
    expect(diagnostics.map(({ messageText }) => messageText).join('\n')).toContain(message);
  });
});

function literal(text: string): string {
  return text.replace(/[.[\]]/g, '\\$&');
}

function inWords(diagnostic: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  return `${diagnostic.file?.fileName ?? ''}: ${text}`;
}
