import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../../scripts/published-schemas.ts';
import { pagesWithTables } from '../../scripts/readme-tables.ts';

const pages = [...(await pagesWithTables())];

describe('what is published', () => {
  it.each([...publishedSchemas()])('schema/%s is what the code defines (else: npm run schema)', async (name, text) => {
    expect(await readFile(`schema/${name}`, 'utf8')).toBe(text);
  });

  it.each(pages)('the tables of %s are what their sources say (else: npm run readme)', async (page, text) => {
    expect(await readFile(page, 'utf8')).toBe(text);
  });
});
