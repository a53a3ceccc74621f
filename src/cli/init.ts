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
 * `budget-gate init`: writes a first plan here, and a workflow for the repository. Keeps existing files without `--force`.
 * Returns the exit code.
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
      return { text, full, name: pathOf(path), existing: await lstat(full).catch(() => undefined) };
    }),
  );

  // Check all files before writing one, so that either both are written or none.
  const blocked = files.filter(({ existing }) => existing !== undefined && !existing.isFile());
  if (blocked.length > 0) {
    printDiagnostics(shell, blocked.map(notAFile));
    return EXIT.error;
  }
  const kept = force ? [] : files.filter(({ existing }) => existing !== undefined);
  if (kept.length === files.length) {
    printDiagnostics(shell, [allExist(files)]);
    return EXIT.error;
  }
  for (const file of files) {
    if (kept.includes(file)) {
      shell.out.write(`${file.name} already exists and was kept.\n`);
      continue;
    }
    await mkdir(dirname(file.full), { recursive: true });
    await writeFile(file.full, file.text, { flag: force ? 'w' : 'wx' });
    shell.out.write(`Wrote ${file.name}\n`);
  }
  const isPlanKept = kept.some(({ name }) => name === pathOf(plan));
  const next = isPlanKept
    ? `see what ${pathOf(plan)} costs`
    : `put your own generations into ${pathOf(plan)}, and see what they cost`;
  shell.out.write(
    `\nNext: ${next}, with ${KEY_VARIABLE} set:\n\n  ${shell.command} check\n\nThen store the key as the secret ${KEY_VARIABLE} of the repository.\n`,
  );
  return EXIT.good;
}

function notAFile({ name }: { readonly name: string }): Diagnostic {
  return {
    severity: 'error',
    message: say`${name} already exists and is not a regular file.`,
    help: say`Move it to another place.`,
  };
}

function allExist(files: readonly { readonly name: string }[]): Diagnostic {
  return {
    severity: 'error',
    message: say`${list(files.map(({ name }) => name))} already exist, so nothing was written.`,
    help: say`${'--force'} overwrites both.`,
  };
}

/** JSON strings are YAML, too. */
function yamlText(path: string): string {
  return /^[\w./-]+$/.test(path) && !path.startsWith('-') ? path : JSON.stringify(path);
}

export const FIRST_PLAN = `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/babysea-budget-gate/v1/schema/generation-plan.schema.json
#
# What the workflow is going to generate. Check it with
#
#   budget-gate validate    all errors, without network and key
#   budget-gate check       prices and the verdict
version: 1
name: My first plan

# The limits of this plan; each is optional. On a pull request, those of the base branch apply.
budget:
  max_total: 10.00 # USD, all lines together
  max_per_generation: 1.00 # USD, any one output
  warn_at: 80% # of max_total

generations:
  # Images have a price per output.
  - id: catalogue
    model: bfl/flux-schnell
    count: 100

  # The price of a video depends on its settings.
  - id: hero
    model: kling/v1.5-pro
    count: 2
    duration: 5 # seconds
    resolution: 720p
`;

export function firstWorkflow(plan: string): string {
  return `# Prices the generation plan on every pull request, and fails if the balance or the budget does not cover it.
# It needs the secret BABYSEA_API_KEY: a BabySea key with the preset Read Only.
name: Budget

on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: its base branch may change

permissions: {}

# Only the newest commit needs a verdict.
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

      - name: Check the plan
        uses: OWNER/babysea-budget-gate@v1
        with:
          api-key: \${{ secrets.BABYSEA_API_KEY }}
          plan: ${plan}
`;
}
