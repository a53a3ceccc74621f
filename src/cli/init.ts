import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GATE_DEFAULTS } from '../doors/inputs.ts';
import type { Problem } from '../problem.ts';
import { say } from '../text.ts';
import { placeOf } from './place.ts';
import { complain, type Shell } from './shell.ts';
import { FIRST_PLAN, firstWorkflow } from './templates.ts';
import { EXIT, KEY_VARIABLE } from './words.ts';

const WORKFLOW = '.github/workflows/budget.yml';

/** `budget-gate init`: writes a first plan here, and a workflow for the repository. Gives the exit code. */
export async function init({ force }: { readonly force: boolean }, shell: Shell): Promise<number> {
  const { workspace, patternOf, pathOf } = placeOf(shell.folder);
  const plan = patternOf(GATE_DEFAULTS.plan);
  const files = [
    { path: plan, text: FIRST_PLAN },
    { path: WORKFLOW, text: firstWorkflow(yamlText(plan)) },
  ].map((file) => ({ ...file, full: join(workspace, file.path), name: pathOf(file.path) }));

  // All are looked at before one is written: a first plan without its workflow would be half a beginning.
  const refusals = await Promise.all(files.map(({ full, name }) => refusal(full, name, force)));
  const problems = refusals.filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    complain(shell, problems);
    return EXIT.error;
  }
  for (const { full, text, name } of files) {
    await mkdir(dirname(full), { recursive: true });
    // Of two that write at once, only one does.
    await writeFile(full, text, { flag: force ? 'w' : 'wx' });
    shell.out.write(`Wrote ${name}\n`);
  }
  shell.out.write(
    `\nNext: put your own generations into ${pathOf(plan)}, run \`budget-gate check\` with ${KEY_VARIABLE} set, and store the key as\nthe secret ${KEY_VARIABLE} of the repository.\n`,
  );
  return EXIT.good;
}

async function refusal(full: string, name: string, force: boolean): Promise<Problem | undefined> {
  const standing = await lstat(full).catch(() => undefined);
  if (standing === undefined) return undefined;
  if (!standing.isFile()) {
    return { severity: 'error', message: say`${name} is there and is no plain file.`, help: say`Move it away.` };
  }
  if (force) return undefined;
  return {
    severity: 'error',
    message: say`${name} is there already, so nothing was written.`,
    help: say`${'--force'} writes over it.`,
  };
}

/** A path as YAML text; a JSON string is one. */
function yamlText(path: string): string {
  return /^[\w./-]+$/.test(path) && !path.startsWith('-') ? path : JSON.stringify(path);
}
