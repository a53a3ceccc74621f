import type { PlanText } from '../gate.ts';
import type { Problem } from '../problem.ts';
import type { Redact } from '../secrets.ts';
import { prose, say } from '../text.ts';
import { workspacePath } from '../workspace/inside.ts';
import { readPlanFile } from '../workspace/read.ts';

/** The most plan files of a step; the contract's limit. */
const MOST_PLANS = 100;

/** Reads the plan files; one that is named twice counts once. A secret in a plan is hidden before anything shows it. */
export async function readPlans(
  workspace: string,
  paths: readonly string[],
  redact: Redact,
): Promise<{ plans: PlanText[]; problems: Problem[] }> {
  const files = [...new Set(paths.map((path) => workspacePath(workspace, path)))];
  if (files.length > MOST_PLANS) {
    const message = say`The input ${'plan'} names ${files.length} files; ${MOST_PLANS} are the most.`;
    return { plans: [], problems: [{ severity: 'error', message, help: prose('Judge them in several steps.') }] };
  }
  const plans: PlanText[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const read = await readPlanFile(workspace, file);
    if ('text' in read) plans.push({ file, text: redact(read.text) });
    else problems.push(read.problem);
  }
  return { plans, problems };
}
