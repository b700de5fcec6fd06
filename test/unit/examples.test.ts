import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from 'poolscope';
import * as internal from 'poolscope/internal';
import { describe, expect, test } from 'vitest';

// Every @example in src runs: a line `expression // value` must give that value.

const source = new URL('../../src', import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.includes('assembly') && !name.includes('generated'),
);

/** An example calls what is public, and in an internal module what the extension may call. */
const poolscope = { ...internal, ...library };

interface Example {
  title: string;
  lines: string[];
}

function examplesOf(file: string): Example[] {
  const text = readFileSync(join(source, file), 'utf8');
  const blocks = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return blocks
    .flatMap((block) =>
      block
        .replace(/^\s*(\/\*\*|\*\/|\*\/?) ?/gm, '')
        .split('@example\n')
        .slice(1),
    )
    .map((part) => part.split(/^@/m)[0]!.replace(/\s*\*\/\s*$/, ''))
    .map((code) => {
      const lines = code.split('\n').filter((line) => line.trim() !== '');
      return { title: `${file}: ${lines.at(-1)!.trim()}`, lines };
    });
}

/** `[1, 2]`, `Uint8Array [1, 2]` or a literal, before an optional explanation after a colon. */
function expectedOf(comment: string): string {
  const value = comment.trim().replace(/^(-?[\d.]+|'[^']*'|\w+ ?\[.*\]|\[.*\]): .*$/, '$1');
  return value.replace(/^(\w+Array) \[(.*)\]$/, '$1.of($2)');
}

/** `Function` whose body may await. */
const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

async function run({ lines }: Example): Promise<number> {
  let checks = 0;
  const body = lines.map((line) => {
    const match = /^(?!\s*(?:const|let|\/\/))(.*?)\s*\/\/ (.*)$/.exec(line);
    if (match === null) return line;
    checks++;
    return `expect(${match[1]!.replace(/;$/, '')}).toEqual(${expectedOf(match[2]!)});`;
  });
  await new AsyncFunction(
    'ps',
    'expect',
    `const { ${Object.keys(poolscope).join(', ')} } = ps;\n${body.join('\n')}`,
  )(poolscope, expect);
  return checks;
}

/** The README's first TypeScript block, without its import. */
function readmeExample(): Example {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /```ts\nimport .*\n([\s\S]*?)```/.exec(readme) ?? [];
  return { title: 'README.md', lines: code.split('\n').filter((line) => line.trim() !== '') };
}

describe('the examples in the documentation of', () => {
  for (const example of [readmeExample(), ...files.flatMap(examplesOf)]) {
    test(example.title, async () => {
      expect(await run(example)).toBeGreaterThan(0);
    });
  }
});
