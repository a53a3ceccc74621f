import { MAX_VALUES, parseYaml } from '../../src/plan/parse-yaml.ts';
import type { Line, Plan } from '../../src/plan/plan.ts';
import { draftPlans } from '../../src/plan/read.ts';
import { type Diagnostic, formatPlace } from '../../src/shared/diagnostic.ts';

/** Data as the text of a plan file: JSON is YAML too, so nothing needs quoting or indenting in a test. */
export function planText(plan: object): string {
  return JSON.stringify(plan, null, 1);
}

/** Reads a plan that counts no data file, in this thread. */
export function readPlan(file: string, text: string) {
  const source = { file, text, root: '', countRecords: () => Promise.reject(new Error('no data file is counted')) };
  const [draft] = draftPlans([source], [parseYaml({ text, maxValues: MAX_VALUES })]);
  if (draft === undefined) throw new Error(`no result for ${file}`);
  const { plan, diagnostics } = draft;
  return { plan: diagnostics.hasErrors ? undefined : plan, diagnostics: diagnostics.toArray() };
}

/** A plan of YAML text or data that has no mistakes; fails the test where it has any. */
export function planOf(plan: string | object, file = 'generation-plan.yml'): Plan {
  const result = readPlan(file, typeof plan === 'string' ? plan : planText(plan));
  if (result.plan === undefined) throw new Error(result.diagnostics.map(({ message }) => String(message)).join('\n'));
  return result.plan;
}

/** The only line of a plan of one line. */
export function lineOf(plan: string | object): Line {
  const [line, ...others] = planOf(plan).lines;
  if (line === undefined || others.length > 0) throw new Error(`expected one line, found ${others.length}`);
  return line;
}

/** The mistakes of a plan as a person reads them: `3:5 What happened. What to do.` */
export function mistakesOf(plan: string | object): string[] {
  return sentencesOf(plan, 'error');
}

/** The warnings and notices of a plan, likewise. */
export function noticesOf(plan: string | object): string[] {
  return [...sentencesOf(plan, 'warning'), ...sentencesOf(plan, 'notice')];
}

function sentencesOf(plan: string | object, wanted: Diagnostic['severity']): string[] {
  const { diagnostics } = readPlan('generation-plan.yml', typeof plan === 'string' ? plan : planText(plan));
  const found = diagnostics.filter(({ severity }) => severity === wanted);
  return found.map(({ message, help, place }) => {
    const where = place === undefined ? '' : `${formatPlace(place).replace('generation-plan.yml:', '')} `;
    return `${where}${message}${help === undefined ? '' : ` ${help}`}`;
  });
}
