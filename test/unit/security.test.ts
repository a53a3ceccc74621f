import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parseDocument, visit } from 'yaml';

const page = await readFile('docs/security.md', 'utf8');

/** The tests that the page names: `file`: *title*. */
const named = [...page.matchAll(/`(test\/[^`]+)`: \*([^*|]+)\*/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

describe('the threat model', () => {
  test('names a test for every threat', () => {
    const [, table = ''] = page.split('### Attacks and protections');
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack'));
    const threats = rows.filter((row) => !row.startsWith('| ---'));
    expect(threats.length).toBeGreaterThan(20);
    expect(threats.filter((row) => !/`test\/[^`]+`: \*[^*|]+\*/.test(row))).toEqual([]);
  });

  test.each(named)('names a test that is there: $file: $title', async ({ file, title }) => {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '';
    // A long table of cases may stand between the name of a function and the title.
    expect(
      [`'${title}'`, `"${title}"`, `\`${title}\``].some(
        (quoted) => text.includes(`(${quoted}, `) || text.includes(`\n    ${quoted},\n`),
      ),
    ).toBe(true);
  });
});

test('every action of the project’s own workflows is pinned by a full SHA', async () => {
  const used: string[] = [];
  for (const file of globSync('.github/workflows/*.{yml,yaml}')) {
    visit(parseDocument(await readFile(file, 'utf8')), {
      Pair(_, { key, value }) {
        if (String(key) === 'uses') used.push(String(value));
      },
    });
  }
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});
