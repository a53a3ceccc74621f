import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GATE_DEFAULTS } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, say } from '../shared/message.ts';
import { printDiagnostics, type Shell } from './console.ts';
import { EXIT, KEY_VARIABLE } from './options.ts';
import { findWorkspace } from './workspace.ts';

const WORKFLOW = '.github/workflows/budget.yml';

/**
 * `budget-gate init`: writes a first plan here, and a workflow for the repository. A file that is there is kept, unless
 * it is forced to write over it. Gives the exit code.
 */
export async function init({ force }: { readonly force: boolean }, shell: Shell): Promise<number> {
  const { workspace, patternOf, pathOf } = findWorkspace(shell.folder);
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
    printDiagnostics(shell, blocked.map(notPlain));
    return EXIT.error;
  }
  const kept = force ? [] : files.filter(({ standing }) => standing !== undefined);
  if (kept.length === files.length) {
    printDiagnostics(shell, [allThere(files)]);
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

/** The plan that `init` writes: a first one to be changed, which says what it means. */
export const FIRST_PLAN = `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/babysea-budget-gate/v1/schema/generation-plan.schema.json
#
# What the workflow is going to generate. Look at it with
#
#   budget-gate validate    mistakes, without network and key
#   budget-gate check       prices and the verdict
version: 1
name: My first plan

# The limits of this plan, each of which may be left out. A pull request is judged by those of its base branch.
budget:
  max_total: 10.00 # USD, all lines together
  max_per_generation: 1.00 # USD, any one output
  warn_at: 80% # of max_total

generations:
  # Images are priced by the output.
  - id: catalogue
    model: bfl/flux-schnell
    count: 100

  # Videos are priced by their settings, too.
  - id: hero
    model: kling/v1.5-pro
    count: 2
    duration: 5 # seconds
    resolution: 720p
`;

/** The workflow that \`init\` writes. */
export function firstWorkflow(plan: string): string {
  return `# Prices the generation plan on every pull request, and fails the check where the balance or the budget cannot cover it.
# It needs the secret BABYSEA_API_KEY: a BabySea key with the preset Read Only.
name: Budget

on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: its base branch may change

permissions: {}

# A newer commit makes the verdict on an older one idle.
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    name: Budget gate
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read # to check out the plan, and to read the limits of the base branch
      pull-requests: write # for the comment
    steps:
      - name: Check out
        uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false

      - name: Judge the plan
        uses: OWNER/babysea-budget-gate@v1
        with:
          api-key: \${{ secrets.BABYSEA_API_KEY }}
          plan: ${plan}
`;
}
