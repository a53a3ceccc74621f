import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv, type JSONSchemaType } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { libraryEntry, sampleModels } from '../../sandbox/babysea/catalogue.ts';
import { initWorkflow, isWhole, PAGES, PART_OF_WORKFLOW, WORKFLOW } from '../../scripts/lint/handed-out.ts';
import { type Block, blocksOf } from '../../scripts/markdown-blocks.ts';
import { publishedSchemas } from '../../scripts/published-schemas.ts';
import { describeError } from '../../src/babysea/error-messages.ts';
import { librarySchema, parseResponse } from '../../src/babysea/responses.ts';
import { FIRST_PLAN } from '../../src/cli/init.ts';
import { countRecords } from '../../src/files/records/count-records.ts';
import { workspaceFiles } from '../../src/files/workspace.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type RecordCount, readPlans } from '../../src/plan/read.ts';
import { type Estimates, priceKey } from '../../src/pricing/estimator.ts';
import { dropUnsupportedDefaults, validateModels } from '../../src/pricing/validate-models.ts';
import { codeFrame, formatPlace } from '../../src/shared/diagnostic.ts';
import { say } from '../../src/shared/message.ts';
import { refused } from '../support/answers.ts';

const FILE = 'generation-plan.yml';
const pages = PAGES;
const examples = globSync('examples/**/generation-plan.yml').sort();

/** What the line above a block of YAML says of it; a block without such a line is a whole plan. */
const MARKS = {
  lines: 'a plan, then its lines',
  mistakes: 'mistakes, then what the gate says',
  part: 'part of a plan',
  workflow: WORKFLOW,
  partOfWorkflow: PART_OF_WORKFLOW,
  hooks: 'a pre-commit configuration',
};

const published = JSON.parse(publishedSchemas().get('generation-plan.schema.json') ?? '');
const validate = new Ajv({ strict: false }).compile(published);
const catalogue = parseResponse(librarySchema, { data: { models: sampleModels.map(libraryEntry) } }).models;

const blocks = await Promise.all(
  pages.map(async (page) => blocksOf(await readFile(page, 'utf8')).map((block) => ({ ...block, page }))),
);
const yaml = blocks
  .flat()
  .filter(({ language }) => language === 'yaml')
  .map((block) => ({ ...block, name: `${block.page}:${block.line}` }));
const marked = (mark: string | undefined) => yaml.filter((block) => block.mark === mark);

describe('the documentation', () => {
  it('marks each block of YAML that is no whole plan with a mark that is known', () => {
    const known: (string | undefined)[] = [undefined, ...Object.values(MARKS)];
    expect(yaml.filter(({ mark }) => !known.includes(mark)).map(({ name }) => name)).toEqual([]);
    for (const mark of known) expect(marked(mark), mark).not.toEqual([]);
  });

  it.each([...marked(undefined), ...marked(MARKS.lines)])('has a plan without mistakes at $name', async ({ text }) => {
    await expectSound(text);
  });

  it.each(marked(MARKS.part))('has a part of a plan without mistakes at $name', async ({ text }) => {
    await expectSound(`${text}\ngenerations: []\n`);
  });

  it.each(marked(MARKS.lines))('tells the lines that the gate makes at $name', async ({ text, next }) => {
    const { plan } = await read(text, someRecords);
    expect(textOf(next)).toBe(plan?.lines.map(({ id }) => `${id}\n`).join(''));
  });

  it.each(marked(MARKS.mistakes))('tells what the gate says of the mistakes at $name', async ({ text, next }) => {
    const { diagnostics } = await read(text, someRecords);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(textOf(next)).toBe(shown(diagnostics));
  });

  // `npm run lint:workflows` looks at them.
  it.each(marked(MARKS.workflow))('has a workflow that can be copied as it is at $name', (block) => {
    expect(isWhole(block)).toBe(true);
  });

  it.each(marked(MARKS.partOfWorkflow))('calls no whole workflow a part at $name', (block) => {
    expect(isWhole(block)).toBe(false);
  });

  it.each(marked(MARKS.hooks))('names hooks that are there at $name', async ({ text }) => {
    const ours = parse(await readFile('.pre-commit-hooks.yaml', 'utf8')).map(({ id }: { id: string }) => id);
    const { repos } = parse(text);
    const named = repos.flatMap(({ hooks }: { hooks: { id: string }[] }) => hooks.map(({ id }) => id));
    expect(ours).toEqual(expect.arrayContaining(named));
  });

  it('has no mistake in the plans that its workflows and the examples declare on the spot', async () => {
    const ofExamples = await Promise.all(globSync('examples/**/workflow.yml').map((file) => readFile(file, 'utf8')));
    const ofPages = [...marked(MARKS.workflow), ...marked(MARKS.partOfWorkflow)].map(({ text }) => text);
    const inline = [...ofExamples, ...ofPages, initWorkflow.text].flatMap((text) => inlinePlans(parse(text)));
    expect(inline).not.toEqual([]);
    for (const plan of inline) await expectSound(plan);
  });

  it('links to files and headings that are there', async () => {
    const missing: string[] = [];
    for (const page of pages) {
      for (const target of linksOf(await readFile(page, 'utf8'))) {
        const [file = '', heading] = target.split('#');
        const linked = file === '' ? page : path.join(path.dirname(page), file);
        if (globSync(linked).length === 0) missing.push(`${page}: ${target}`);
        else if (heading !== undefined && !headingsOf(await readFile(linked, 'utf8')).includes(heading)) {
          missing.push(`${page}: ${target}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });
});

describe('the plan that init writes', () => {
  it('has no mistake', async () => {
    await expectSound(FIRST_PLAN);
  });
});

describe('the examples', () => {
  it.each(examples)('%s has no mistake', async (example) => {
    const text = await readFile(example, 'utf8');
    await expectSound(text, (file) => countRecords(workspaceFiles(path.dirname(example)), file, ''));
  });

  it('one of them uses every key of a plan', async () => {
    const text = await readFile('examples/every-feature/generation-plan.yml', 'utf8');
    const plan = parse(text, { merge: true });
    const { budget, generations } = published.properties;
    const matrices = plan.generations.flatMap((generation: { matrix?: object }) => generation.matrix ?? []);
    // Settings may stand in a matrix as well as beside it.
    const used = [...plan.generations, ...matrices, ...matrices.flatMap(({ include = [] }) => include)].flatMap(
      Object.keys,
    );
    expect(Object.keys(plan).sort()).toEqual(Object.keys(published.properties).sort());
    expect(Object.keys(plan.budget).sort()).toEqual(Object.keys(budget.properties).sort());
    expect(used).toEqual(expect.arrayContaining([...Object.keys(generations.items.properties), 'include', 'exclude']));
    expect(text).toContain('<<: *');
  });
});

describe('the published schema of plans', () => {
  const keys = keysOf(published);

  it('says of every key what it means', () => {
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter(({ schema }) => !/^\S.*\.$/.test(schema.description ?? '')).map(({ name }) => name)).toEqual([]);
  });

  it('gives every key an example that it takes, where it holds a number or a text', () => {
    const lacking = keys.filter(({ schema }) => isPlain(schema) && (schema.examples ?? []).length === 0);
    expect(lacking.map(({ name }) => name)).toEqual([]);
    for (const { name, schema } of keys) {
      const takes = new Ajv({ strict: false }).compile(schema);
      for (const example of schema.examples ?? []) expect(takes(example), `${name}: ${example}`).toBe(true);
    }
  });

  it.each([
    ['USD', /^budget\.max_(total|per_generation)$|^budget\.warn_at$/],
    ['seconds', /(^|[._])duration$/],
  ])('names the unit %s', (unit, pattern) => {
    const measured = keys.filter(({ name }) => pattern.test(name));
    expect(measured).not.toEqual([]);
    for (const { name, schema } of measured) expect(schema.description, name).toContain(unit);
  });

  it.each([
    ['an unknown key', 'generations: []\nbuget: {}'],
    ['an unknown key of a matrix', 'generations: [{model: kling/v1.5-pro, matrix: {durration: [5]}}]'],
    ['a negative amount', 'generations: []\nbudget: {max_total: -1}'],
    ['a count of nothing', 'generations: [{model: bfl/flux-schnell, count: 0}]'],
    ['a model without a lab', 'generations: [{model: flux-schnell}]'],
  ])('refuses %s, as the gate does', async (_, text) => {
    expect((await read(text, someRecords)).diagnostics).not.toEqual([]);
    expect(validate(parse(text))).toBe(false);
  });
});

type Count = (file: string) => Promise<RecordCount>;

/** Stands for the data files of the documentation, which are not there. */
const someRecords: Count = async () => ({ count: 3 });

/** Fails where the gate finds a mistake in a plan, or an editor would. */
async function expectSound(text: string, count: Count = someRecords): Promise<void> {
  expect(shown((await read(text, count)).diagnostics)).toBe('');
  validate(parse(text, { merge: true }));
  expect(validate.errors).toBeNull();
}

/** Reads a plan as the gate does, and holds it against the sandbox's models. */
async function read(text: string, count: Count) {
  const source = { file: FILE, text, root: '', countRecords: async (file: string) => count(file) };
  const [result] = await readPlans([source], parseHere);
  if (result === undefined) throw new Error('no result');
  const { plan, diagnostics } = result;
  if (plan === undefined) return { plan, diagnostics };
  const fitted = dropUnsupportedDefaults(plan, catalogue);
  return {
    plan: fitted,
    diagnostics: [...diagnostics, ...validateModels(fitted, catalogue, refusedFor(fitted)).diagnostics],
  };
}

/** What the estimates answer for models that the sandbox does not have. */
function refusedFor({ lines }: Plan): Estimates {
  const unknown = lines.filter(({ model }) => !catalogue.has(model));
  return new Map(
    unknown.map((line) => [
      priceKey(line),
      { error: describeError(refused(404), say`the price of ${line.model}`, 'us', { namesModel: true }) },
    ]),
  );
}

/** Problems as the log shows them. */
function shown(diagnostics: Awaited<ReturnType<typeof read>>['diagnostics']): string {
  return diagnostics
    .map(({ message, help, place }) => {
      const where = place === undefined ? '' : `${formatPlace(place)} `;
      const snippet = place === undefined ? '' : `${codeFrame(place)}\n`;
      return `${where}${message}${help === undefined ? '' : ` ${help}`}\n${snippet}`;
    })
    .join('');
}

function textOf(block: Block | undefined): string | undefined {
  return block?.language === 'text' ? block.text : undefined;
}

/** The plans among the inputs of a workflow's steps: those that are mappings. */
function inlinePlans(workflow: unknown): string[] {
  if (typeof workflow !== 'object' || workflow === null) return [];
  return Object.entries(workflow).flatMap(([key, value]) =>
    key === 'plan' && typeof value === 'string' && /^generations:/m.test(value) ? [value] : inlinePlans(value),
  );
}

/** GitHub's own page of the repository's issues. */
const ISSUES = '../../issues';

/** The targets of links within the repository. */
function linksOf(markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !target.includes(':') && target !== ISSUES);
}

/** Headings as GitHub names them in links. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

type Schema = Partial<JSONSchemaType<unknown>> & {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
};

/** Every key that a schema knows, by its way from the root. */
function keysOf(schema: Schema, way = ''): { name: string; schema: Schema }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = way === '' ? key : `${way}.${key}`;
    return [{ name, schema: value }, ...keysOf(value, name)];
  });
  return [...own, ...(schema.items === undefined ? [] : keysOf(schema.items, way))];
}

/** Whether a key holds a single value that is more than yes or no. */
function isPlain({ type }: Schema): boolean {
  return type === undefined || ['string', 'number', 'integer'].includes(type);
}
