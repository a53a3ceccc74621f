import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PAGES } from '../../scripts/lint/handed-out.ts';
import { publishedSchemas } from '../../scripts/published-schemas.ts';
import { pagesWithTables } from '../../scripts/readme-tables.ts';
import { firstJob } from '../../src/cli/init.ts';

const EXAMPLES = ['examples/gitlab-ci/.gitlab-ci.yml', 'examples/circleci/config.yml'];

const pages = [...(await pagesWithTables())];

describe('what is published', () => {
  it.each([...publishedSchemas()])('schema/%s is what the code defines (else: npm run schema)', async (name, text) => {
    expect(await readFile(`schema/${name}`, 'utf8')).toBe(text);
  });

  it.each(pages)('the tables of %s are what their sources say (else: npm run readme)', async (page, text) => {
    expect(await readFile(page, 'utf8')).toBe(text);
  });

  it('names one version of this Action everywhere, which the README explains', async () => {
    const texts = await Promise.all([...PAGES, ...EXAMPLES].map((file) => readFile(file, 'utf8')));
    const ofUs = [/babysea-budget-gate\/archive\/refs\/tags\/v([\d.]+\d)/g, /^ +rev: v([\d.]+)$/gm];
    const named = [...texts, firstJob('a.yml')].flatMap((text) =>
      ofUs.flatMap((pattern) => [...text.matchAll(pattern)].map(([, version]) => version)),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(new Set(named)).toEqual(new Set([manifest.version]));
    expect(await readFile('README.md', 'utf8')).toContain(`\`v${manifest.version}\` for the release that you use`);
    expect(await readFile('CHANGELOG.md', 'utf8')).toContain(manifest.version);
  });
});
