import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '..');

const actionSchema = v.object({
  inputs: v.record(
    v.string(),
    v.object({ description: v.string(), default: v.optional(v.string()), required: v.optional(v.boolean()) }),
  ),
  outputs: v.record(v.string(), v.object({ description: v.string() })),
});

/** The README with its tables of inputs and outputs made anew from `action.yml`, between their marks. */
export async function readmeWithTables(): Promise<string> {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const action = v.parse(actionSchema, parse(await readFile(path.join(ROOT, 'action.yml'), 'utf8')));
  const inputs = Object.entries(action.inputs).map(([name, { description, default: value, required }]) => [
    `\`${name}\``,
    required ? '**required**' : value === undefined ? '' : `\`${value}\``,
    description,
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return [
    { mark: 'inputs', rows: [['Input', 'Default', 'Meaning'], ...inputs] },
    { mark: 'outputs', rows: [['Output', 'Meaning'], ...outputs] },
  ].reduce((text, { mark, rows }) => replaceBetween(text, mark, table(rows)), readme);
}

function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function replaceBetween(text: string, mark: string, content: string): string {
  const [begin, end] = [`<!-- ${mark}: made from action.yml by npm run readme -->`, `<!-- end of ${mark} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md lacks the marks of its table of ${mark}.`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
