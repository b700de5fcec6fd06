import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// An alarm for drift: what the package exports, as its declarations say it. A change here is one that
// users, or the extension, may notice: let `npx vitest -u` write the file, read the difference, and
// say it in the CHANGELOG.

const src = fileURLToPath(new URL('../../../src', import.meta.url));

/** The declarations of the modules that were read: several entries export of one. */
const read = new Map<string, Map<string, string>>();

/** A module's exported declarations, without comments, by name. */
function declarationsIn(file: string): Map<string, string> {
  const known = read.get(file);
  if (known !== undefined) return known;
  const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { removeComments: true, isolatedDeclarations: true, strict: true },
  });
  const tree = ts.createSourceFile(file, outputText, ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  read.set(file, found);
  const add = (name: string, node: ts.Node): void => {
    found.set(name, [...(found.has(name) ? [found.get(name)] : []), node.getText()].join('\n'));
  };
  for (const statement of tree.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) add(name.getText(), statement);
    } else if ('name' in statement && statement.name !== undefined) {
      add((statement.name as ts.Identifier).text, statement);
    }
  }
  return found;
}

/** What an entry of the package exports, in alphabetical order. */
function apiOf(entry: string): { name: string; text: string }[] {
  const file = join(src, entry);
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  // `export *` of the other entry adds nothing of its own.
  const named = tree.statements
    .filter(ts.isExportDeclaration)
    .filter(({ exportClause }) => exportClause !== undefined);
  const exported = named.flatMap((statement) => {
    const from = (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
    const declarations = declarationsIn(join(dirname(file), from));
    return (statement.exportClause as ts.NamedExports).elements.map(({ name, propertyName }) => {
      const own = (propertyName ?? name).text;
      return { name: name.text, text: declarations.get(own) ?? `not declared: ${own}` };
    });
  });
  return exported.sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe.each(['index', 'internal', 'store'])('what poolscope exports by %s.ts', (entry) => {
  const api = apiOf(`${entry}.ts`);

  test('is declared', () => {
    expect(api.length).toBeGreaterThan(10);
    expect(api.filter(({ text }) => text.startsWith('not declared'))).toEqual([]);
  });

  test('is what it was, name for name and signature for signature', async () => {
    const text = api.map(({ name, text }) => `// ${name}\n${text}\n`).join('\n');
    await expect(text).toMatchFileSnapshot(`${entry}.api.txt`);
  });
});
