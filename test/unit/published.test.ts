import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../../scripts/published-schemas.ts';
import { readmeWithTables } from '../../scripts/readme-tables.ts';

describe('what is published', () => {
  it.each([...publishedSchemas()])('schema/%s is what the code defines (else: npm run schema)', async (name, text) => {
    expect(await readFile(`schema/${name}`, 'utf8')).toBe(text);
  });

  it('the README’s tables are what action.yml says (else: npm run readme)', async () => {
    expect(await readFile('README.md', 'utf8')).toBe(await readmeWithTables());
  });
});
