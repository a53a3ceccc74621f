import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { RULE_KINDS, RULES, type Rule, type RuleKind } from '../src/budget/rules.ts';
import { budgetSchema, generationSchema, planSchema } from '../src/plan/schema.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const actionSchema = v.object({
  inputs: v.record(
    v.string(),
    v.object({ description: v.string(), default: v.optional(v.string()), required: v.optional(v.boolean()) }),
  ),
  outputs: v.record(v.string(), v.object({ description: v.string() })),
});
type Action = v.InferOutput<typeof actionSchema>;

interface Table {
  /** What its marks call it. */
  readonly name: string;
  /** The file that it is made from. */
  readonly source: string;
  /** The head, then the rows. */
  readonly rows: string[][];
}

/** The pages that hold tables, each with its tables made anew from their sources, between their marks. */
export async function pagesWithTables(): Promise<Map<string, string>> {
  const action = await readAction('action.yml');
  const settle = await readAction('settle/action.yml');
  const tables: Readonly<Record<string, readonly Table[]>> = {
    'README.md': [
      inputs(action),
      outputs(action),
      { name: 'keys of a plan', source: SCHEMA, rows: meanings(planSchema, 'docs/plan.md') },
      { name: 'keys of a generation', source: SCHEMA, rows: meanings(generationSchema, 'docs/plan.md') },
      rules(action),
    ],
    'docs/settle.md': [inputs(settle, 'settle'), outputs(settle, 'settle')],
    'docs/plan.md': [
      { name: 'keys of a plan', source: SCHEMA, rows: takings(planSchema) },
      { name: 'keys of a generation', source: SCHEMA, rows: takings(generationSchema) },
      { name: 'keys of a budget', source: SCHEMA, rows: takings(budgetSchema) },
    ],
  };
  const pages = Object.entries(tables).map(async ([page, made]): Promise<[string, string]> => {
    const text = await readFile(path.join(ROOT, page), 'utf8');
    return [page, made.reduce((standing, table) => replaceBetween(standing, table, page), text)];
  });
  return new Map(await Promise.all(pages));
}

async function readAction(file: string): Promise<Action> {
  return v.parse(actionSchema, parse(await readFile(path.join(ROOT, file), 'utf8')));
}

/** @param step the folder of an action beside the main one */
function inputs(action: Action, step?: string): Table {
  const rows = Object.entries(action.inputs).map(([name, { description, default: value, required }]) => [
    `\`${name}\``,
    required ? '**required**' : value === undefined ? '' : `\`${value}\``,
    description,
  ]);
  return { ...tableOf('inputs', step), rows: [['Input', 'Default', 'Meaning'], ...rows] };
}

function outputs(action: Action, step?: string): Table {
  const rows = Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return { ...tableOf('outputs', step), rows: [['Output', 'Meaning'], ...rows] };
}

function tableOf(name: string, step: string | undefined): Pick<Table, 'name' | 'source'> {
  return step === undefined
    ? { name, source: 'action.yml' }
    : { name: `${name} of ${step}`, source: `${step}/action.yml` };
}

const SCHEMA = 'src/plan/schema.ts';

/** The headings of docs/plan.md that say more of a key. */
const TOPICS: Readonly<Record<string, string>> = {
  budget: 'limits-that-you-set',
  defaults: 'defaults',
  id: 'ids',
  count_from: 'a-generation-for-each-record',
  params: 'the-request-body',
  matrix: 'matrix',
  max_increase: 'how-much-more-it-may-cost',
};

interface Keys {
  readonly entries: v.ObjectEntries;
}

function meanings({ entries }: Keys, page: string): string[][] {
  const rows = Object.entries(entries).map(([key, schema]) => [linked(key, page), meaningOf(schema)]);
  return [['Key', 'Meaning'], ...rows];
}

function takings({ entries }: Keys): string[][] {
  const rows = Object.entries(entries).map(([key, schema]) => [linked(key, ''), expectedOf(schema), meaningOf(schema)]);
  return [['Key', 'Takes', 'Meaning'], ...rows];
}

function linked(key: string, page: string): string {
  const topic = TOPICS[key];
  return topic === undefined ? `\`${key}\`` : `[\`${key}\`](${page}#${topic})`;
}

type Entry = v.ObjectEntries[string];

/** What editors show of a key. */
function meaningOf(schema: Entry): string {
  const { description } = v.getMetadata('wrapped' in schema ? v.unwrap(schema) : schema);
  if (typeof description !== 'string') throw new Error('A key of the plan has no description.');
  return description;
}

/** What the gate's message says that it expected, of a value that nothing takes. */
function expectedOf(schema: Entry): string {
  const { issues: [issue] = [] } = v.safeParse(schema, Symbol());
  if (issue === undefined) throw new Error('A key of the plan takes anything.');
  return issue.message;
}

const CONSEQUENCES: Readonly<Record<RuleKind, string>> = {
  always: 'fails',
  budget: 'fails; warns with `warn-only` or the override label',
  warning: 'warns',
};

function rules({ inputs: given }: Action): Table {
  const rows = RULES.map((rule) => [`\`${rule}\``, ...limitOf(rule, given), CONSEQUENCES[RULE_KINDS[rule]]]);
  const head = ['Rule', 'Set by', 'Meaning', 'If exceeded'];
  return { name: 'rules', source: 'src/budget/rules.ts', rows: [head, ...rows] };
}

/** Who sets the limit of a rule, and what is said of it there. */
function limitOf(rule: Rule, given: Action['inputs']): [string, string] {
  const key = Object.entries(budgetSchema.entries).find(([name]) => name === rule);
  if (key !== undefined) return ['the plan', meaningOf(key[1])];
  const input = rule.replaceAll('_', '-');
  const described = given[input];
  if (described !== undefined) return [`the input \`${input}\``, described.description];
  return ['the account', 'The cost of all plans plus the input `reserve` may not exceed the balance.'];
}

function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function replaceBetween(text: string, { name, source, rows }: Table, page: string): string {
  const [begin, end] = [`<!-- ${name}: made from ${source} by npm run readme -->`, `<!-- end of ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${page} lacks the marks of its table: ${begin}`);
  return `${text.slice(0, from + begin.length)}\n${table(rows)}\n${text.slice(to)}`;
}
