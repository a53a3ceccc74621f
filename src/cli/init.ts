import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GATE_DEFAULTS } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, say } from '../shared/message.ts';
import { complain, type Shell } from './console.ts';
import { EXIT, KEY_VARIABLE } from './labels.ts';
import { FIRST_PLAN, firstWorkflow } from './templates.ts';
import { placeOf } from './workspace.ts';

const WORKFLOW = '.github/workflows/budget.yml';

/**
 * `budget-gate init`: writes a first plan here, and a workflow for the repository. A file that is there is kept, unless
 * it is forced to write over it. Gives the exit code.
 */
export async function init({ force }: { readonly force: boolean }, shell: Shell): Promise<number> {
  const { workspace, patternOf, pathOf } = placeOf(shell.folder);
  const plan = patternOf(GATE_DEFAULTS.plan);
  const files = await Promise.all(
    [
      { path: plan, text: FIRST_PLAN },
      { path: WORKFLOW, text: firstWorkflow(yamlText(plan)) },
    ].map(async ({ path, text }) => {
      const full = join(workspace, path);
      return { text, full, name: pathOf(path), standing: await lstat(full).catch(() => undefined) };
    }),
  );

  // All are looked at before one is written: a first plan without its workflow would be half a beginning.
  const blocked = files.filter(({ standing }) => standing !== undefined && !standing.isFile());
  if (blocked.length > 0) {
    complain(shell, blocked.map(notPlain));
    return EXIT.error;
  }
  const kept = force ? [] : files.filter(({ standing }) => standing !== undefined);
  if (kept.length === files.length) {
    complain(shell, [allThere(files)]);
    return EXIT.error;
  }
  for (const file of files) {
    if (kept.includes(file)) {
      shell.out.write(`${file.name} is there already, and is kept.\n`);
      continue;
    }
    await mkdir(dirname(file.full), { recursive: true });
    // Of two that write at once, only one does.
    await writeFile(file.full, file.text, { flag: force ? 'w' : 'wx' });
    shell.out.write(`Wrote ${file.name}\n`);
  }
  const isTheirs = kept.some(({ name }) => name === pathOf(plan));
  const next = isTheirs
    ? `see what ${pathOf(plan)} costs`
    : `put your own generations into ${pathOf(plan)}, and see what they cost`;
  shell.out.write(
    `\nNext: ${next}, with ${KEY_VARIABLE} set:\n\n  ${shell.command} check\n\nThen store the key as the secret ${KEY_VARIABLE} of the repository.\n`,
  );
  return EXIT.good;
}

interface Named {
  readonly name: string;
}

function notPlain({ name }: Named): Diagnostic {
  return { severity: 'error', message: say`${name} is there and is no plain file.`, help: say`Move it away.` };
}

function allThere(files: readonly Named[]): Diagnostic {
  return {
    severity: 'error',
    message: say`${list(files.map(({ name }) => name))} are there already, so nothing was written.`,
    help: say`${'--force'} writes over both.`,
  };
}

/** A path as YAML text; a JSON string is one. */
function yamlText(path: string): string {
  return /^[\w./-]+$/.test(path) && !path.startsWith('-') ? path : JSON.stringify(path);
}
