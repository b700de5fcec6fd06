import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// The signs: every folder of sources has a README.md that says what lives there, and every file of
// more than 40 lines opens with a comment that says what it is.

/** All files of a folder, from its top, generated ones left out. */
function filesIn(top: string): string[] {
  return readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((name) => normalize(name).replaceAll('\\', '/'))
    .filter((name) => /\.(ts|md)$/.test(name) && !name.includes('generated/'));
}

/** Folders that hold a single source file, whose first line is then the sign, need no README.md. */
function foldersWithoutSign(top: string): string[] {
  const sources = filesIn(top).filter((name) => name.endsWith('.ts'));
  const folders = new Set(sources.map((name) => dirname(name)));
  return [...folders].filter((folder) => {
    if (existsSync(join(top, folder, 'README.md'))) return false;
    const own = sources.filter((name) => dirname(name) === folder);
    return own.length > 1 || !opensWithComment(join(top, own[0]!));
  });
}

function opensWithComment(file: string): boolean {
  return /^\/\/ \S/.test(readFileSync(file, 'utf8'));
}

describe.each(['src', 'labextension/src'])('the signs of %s', (name) => {
  const top = fileURLToPath(new URL(`../../${name}`, import.meta.url));

  test('stand in every folder', () => {
    expect(foldersWithoutSign(top)).toEqual([]);
  });

  test('are 4 to 20 lines long', () => {
    const lengths = filesIn(top)
      .filter((file) => basename(file) === 'README.md')
      .map(
        (file) => [file, readFileSync(join(top, file), 'utf8').trim().split('\n').length] as const,
      )
      .filter(([, lines]) => lines < 4 || lines > 20);
    expect(lengths).toEqual([]);
  });

  test('are the first line of every file of more than 40 lines', () => {
    const bare = filesIn(top)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .filter((file) => readFileSync(join(top, file), 'utf8').split('\n').length > 41)
      .filter((file) => !opensWithComment(join(top, file)));
    expect(bare).toEqual([]);
  });
});
