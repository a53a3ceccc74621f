/** The workflows that we hand out, taken from where people read them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isScalar, parse, parseDocument, visit } from 'yaml';
import { ROOT } from '../bundle.ts';
import { WORKFLOW } from '../lint/handed-out.ts';
import { blocksOf } from '../markdown-blocks.ts';

/** The actions' names in all that we publish. */
export const ACTION = 'OWNER/babysea-budget-gate@v1';
const SETTLE = 'OWNER/babysea-budget-gate/settle@v1';

/** The one whole workflow in a page that this event starts. Throws where there is none, or more than one. */
export async function pageWorkflow(page: string, event: string): Promise<string> {
  const blocks = blocksOf(await readFile(path.join(ROOT, page), 'utf8'));
  const whole = blocks.filter(({ mark, text }) => mark === WORKFLOW && startedBy(text, event));
  const [workflow] = whole;
  if (workflow === undefined || whole.length > 1) {
    throw new Error(`${page} has ${whole.length} whole workflows on ${event}, and should have one.`);
  }
  return workflow.text;
}

/** The script of docs/settle.md that generates. Throws where there is none, or more than one. */
export async function generateScript(): Promise<string> {
  const blocks = blocksOf(await readFile(path.join(ROOT, 'docs/settle.md'), 'utf8'));
  const [script, ...others] = blocks.filter(({ language }) => language === 'bash');
  if (script === undefined || others.length > 0) throw new Error('docs/settle.md should have one script of bash.');
  return script.text;
}

export function exampleWorkflow(name: string): Promise<string> {
  return readFile(path.join(ROOT, 'examples', name, 'workflow.yml'), 'utf8');
}

function startedBy(workflow: string, event: string): boolean {
  const { on } = parse(workflow);
  return on === event || (typeof on === 'object' && on !== null && Object.hasOwn(on, event));
}

/** The same workflow, but for one more input of every step that runs an action of ours: where BabySea is. */
export function withBaseUrl(workflow: string, url: string): string {
  const document = parseDocument(workflow);
  let steps = 0;
  visit(document, {
    Map(_, step) {
      const uses = step.get('uses', true);
      if (!isScalar(uses) || (uses.value !== ACTION && uses.value !== SETTLE)) return;
      const inputs = step.get('with', true);
      if (isMap(inputs)) inputs.set('base-url', url);
      else step.set('with', { 'base-url': url });
      steps += 1;
    },
  });
  if (steps === 0) throw new Error(`The workflow has no step that uses ${ACTION}.`);
  return document.toString();
}
