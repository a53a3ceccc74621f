import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publishedSchemas } from '../../scripts/published-schemas.ts';
import { readmeWithTables } from '../../scripts/readme-tables.ts';
import { parsePlan } from '../../src/plan/parse.ts';

const validatePlan = new Ajv({ strict: false }).compile(
  JSON.parse(publishedSchemas().get('generation-plan.schema.json') ?? ''),
);

describe('what is published', () => {
  it.each([...publishedSchemas()])('schema/%s is what the code defines (else: npm run schema)', async (name, text) => {
    expect(await readFile(`schema/${name}`, 'utf8')).toBe(text);
  });

  it('the README’s tables are what action.yml says (else: npm run readme)', async () => {
    expect(await readFile('README.md', 'utf8')).toBe(await readmeWithTables());
  });
});

describe('the published schema of plans', () => {
  it.each(['examples/passes/generation-plan.yml', 'examples/short-of-balance/generation-plan.yml'])(
    'accepts %s, as the gate does',
    async (file) => {
      const text = await readFile(file, 'utf8');
      expect(parsePlan(file, text).problems).toEqual([]);
      validatePlan(parse(text));
      expect(validatePlan.errors).toBeNull();
    },
  );

  it('accepts every plan of the README, as the gate does', async () => {
    const plans = yamlBlocks(await readFile('README.md', 'utf8')).filter((block) => /^generations:/m.test(block));
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(parsePlan('README.md', plan).problems).toEqual([]);
      validatePlan(parse(plan));
      expect(validatePlan.errors).toBeNull();
    }
  });

  it.each([
    ['an unknown key', 'generations: []\nbuget: {}'],
    ['a negative amount', 'generations: []\nbudget: {max_total: -1}'],
    ['a count of nothing', 'generations: [{model: bfl/flux-schnell, count: 0}]'],
    ['a model without a lab', 'generations: [{model: flux-schnell}]'],
  ])('refuses %s, as the gate does', (_, text) => {
    expect(parsePlan('plan.yml', text).plan).toBeUndefined();
    expect(validatePlan(parse(text))).toBe(false);
  });
});

/** The YAML blocks of a Markdown text, without the indentation that they stand at. */
function yamlBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)].map(([, indentation = '', block = '']) =>
    block.replace(new RegExp(`^${indentation}`, 'gm'), ''),
  );
}
