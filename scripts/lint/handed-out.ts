/** The workflows that we hand out: what people copy from our pages, and what `budget-gate init` writes. */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { firstWorkflow } from '../../src/cli/init.ts';
import { type Block, blocksOf } from '../markdown-blocks.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The pages that people copy from. */
export const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: ROOT }).sort()];

/** What the line above a block of YAML says of it, where it is a workflow or a part of one. */
export const WORKFLOW = 'a workflow';
export const PART_OF_WORKFLOW = 'part of a workflow';

export interface Workflow {
  /** Where it stands, as a file name. */
  readonly name: string;
  readonly text: string;
}

/** The workflow that `budget-gate init` writes. */
export const initWorkflow: Workflow = { name: 'budget-gate-init.yml', text: firstWorkflow('generation-plan.yml') };

/** Every workflow of the pages; the parts of one with what they lack. */
export async function workflowsOfPages(): Promise<Workflow[]> {
  const workflows: Workflow[] = [];
  for (const page of PAGES) {
    for (const { language, mark, text, line } of blocksOf(await readFile(path.join(ROOT, page), 'utf8'))) {
      if (language !== 'yaml' || (mark !== WORKFLOW && mark !== PART_OF_WORKFLOW)) continue;
      const whole = mark === WORKFLOW ? text : stringify(withTheRest(parse(text)));
      workflows.push({ name: `${page.replaceAll('/', '-')}-line-${line}.yml`, text: whole });
    }
  }
  return workflows;
}

/** Whether a block is a workflow that could run as it is. */
export function isWhole({ text }: Block): boolean {
  const workflow: unknown = parse(text);
  return isMapping(workflow) && 'on' in workflow && 'jobs' in workflow;
}

/** A workflow that holds a part: steps, jobs, or whatever stands at the top. */
function withTheRest(part: unknown): object {
  if (Array.isArray(part)) return withTheRest({ jobs: { job: { steps: part } } });
  if (!isMapping(part)) throw new Error(`This is no part of a workflow: ${JSON.stringify(part)}`);
  const jobs = isMapping(part['jobs']) ? part['jobs'] : { job: {} };
  const whole = Object.entries(jobs).map(([id, job]) => [
    id,
    { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }], ...(isMapping(job) ? job : {}) },
  ]);
  return { on: 'workflow_dispatch', permissions: {}, ...part, jobs: Object.fromEntries(whole) };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
