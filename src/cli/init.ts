import type { Stats } from 'node:fs';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { parsePlanPatterns } from '../files/plan-patterns.ts';
import { SHARED_DEFAULTS } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, oneLine, say } from '../shared/message.ts';
import { refuse, type Shell } from './console.ts';
import { EXIT, KEY_VARIABLE } from './options.ts';

const WORKFLOW = '.github/workflows/budget.yml';
const PIPELINE = '.gitlab-ci.yml';
/** For a project that has a pipeline already. */
const PIPELINE_PART = 'budget-gate.gitlab-ci.yml';

export interface InitOptions {
  /** Overwrite existing files. */
  readonly force: boolean;
  /** Write a job for GitLab CI instead of a workflow for GitHub. */
  readonly gitlab: boolean;
}

/** A file to write. */
interface NewFile {
  /** As seen from the current folder. */
  readonly name: string;
  readonly full: string;
  readonly text: string;
  readonly existing: Stats | undefined;
}

/**
 * `budget-gate init`: writes a first plan here, and a workflow or a job for the repository. Keeps existing files without
 * `--force`. Returns the exit code.
 */
export async function init({ force, gitlab }: InitOptions, shell: Shell): Promise<number> {
  const { workspace, patternOf, pathOf } = shell;
  const plan = patternOf(SHARED_DEFAULTS.plan);
  const fileOf = async (path: string, text: string): Promise<NewFile> => {
    const full = join(workspace, path);
    return { text, full, name: pathOf(path), existing: await lstat(full).catch(() => undefined) };
  };
  const pipeline = gitlab && (await fileOf(PIPELINE, '')).existing ? PIPELINE_PART : PIPELINE;
  const ci = await (gitlab ? fileOf(pipeline, firstJob(plan)) : fileOf(WORKFLOW, firstWorkflow(yamlText(plan))));
  const files = [await fileOf(plan, FIRST_PLAN), ci];

  // Check all files before writing one, so that either both are written or none.
  const blocked = files.filter(({ existing }) => existing !== undefined && !existing.isFile());
  if (blocked.length > 0) return refuse(shell, blocked.map(notAFile));
  const gateHint = async () =>
    gitlab ? notRun(ci.name, plan) : notGated(ci.name, plan, await readFile(ci.full, 'utf8'));
  const kept = force ? [] : files.filter(({ existing }) => existing !== undefined);
  if (kept.length === files.length) {
    const exitCode = refuse(shell, [allExist(files)]);
    const text = await gateHint();
    shell.err.write(`\n${text === '' ? `${ci.name} gates ${plan}.` : text}\n`);
    return exitCode;
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
  const name = pathOf(plan);
  const isPlanKept = kept.some((file) => file.name === name);
  const paragraphs = [
    ...(kept.includes(ci) ? [await gateHint()] : []),
    ...(pipeline === PIPELINE_PART
      ? [`Include ${ci.name} in ${pathOf(PIPELINE)}:\n\n  include:\n    - local: /${PIPELINE_PART}`]
      : []),
    `Next: ${isPlanKept ? `see what ${name} costs` : `put your own generations into ${name}, and see what they cost`}, with ${KEY_VARIABLE} set:\n\n  ${shell.command} check`,
    gitlab ? GITLAB_STEPS : GITHUB_STEPS,
  ];
  shell.out.write(`\n${paragraphs.filter((text) => text !== '').join('\n\n')}\n`);
  return EXIT.pass;
}

const GITHUB_STEPS = `Then store the key as the secret ${KEY_VARIABLE} of the repository, under Settings, Secrets and variables, Actions.
Last, make the check \`gate\` required, under Settings, Rules: until then, a failing gate stops no merge.`;

const GITLAB_STEPS = `Then add the key as the variable ${KEY_VARIABLE}, masked and not protected, under Settings, CI/CD, Variables.
Last, check "Pipelines must succeed" under Settings, Merge requests: until then, a failing gate stops no merge.`;

/** What to add to a workflow that was kept, so that it gates the plan; nothing if it does already. */
function notGated(workflow: string, plan: string, text: string): string {
  const named = planInputOf(text);
  const { patterns } = parsePlanPatterns(named);
  const isNamed = patterns.paths.includes(plan) || patterns.globs.some((glob) => glob.matches(plan));
  if (isNamed && !patterns.isExcluded(plan)) return '';
  const lines = ['plan: |', ...[...named, plan].map((line) => `  ${line}`)].map((line) => `          ${line}`);
  return `${workflow} does not gate ${plan} yet. Name it there, under \`plan:\`:\n\n${lines.join('\n')}`;
}

/** The lines of the input `plan` of the gate's step in a workflow. */
function planInputOf(text: string): string[] {
  const workflow = parseDocument(text, { logLevel: 'silent' });
  const steps = workflow.errors.length > 0 ? [] : stepsOf(workflow.toJS());
  const step = steps.find(({ uses }) => typeof uses === 'string' && uses.includes('budget-gate'));
  const plan = isMapping(step?.['with']) ? step['with']['plan'] : undefined;
  if (typeof plan !== 'string') return step === undefined ? [] : [SHARED_DEFAULTS.plan];
  return plan.split('\n').flatMap((line) => line.trim() || []);
}

function stepsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  if (!isMapping(value)) return [];
  return 'uses' in value ? [value] : Object.values(value).flatMap(stepsOf);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A job that was kept may not check the plan. */
function notRun(job: string, plan: string): string {
  return `See that ${job} checks ${plan}: name it behind \`check\`, as in\n\n  check ${SHARED_DEFAULTS.plan} ${shellText(plan)}`;
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
    name: gate
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
          # USD, over all plans. A plan sets its own limits, and a new one could set any: none can raise this ceiling.
          budget: "50.00"
`;
}

/** The job of examples/gitlab-ci, without the note on the merge request. */
export function firstJob(plan: string): string {
  const named = plan === SHARED_DEFAULTS.plan ? '' : ` ${shellText(plan)}`;
  const check = `npx --yes "$BUDGET_GATE" check${named} --budget 50 --baseline "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" --format markdown > budget.md || verdict=$?`;
  return `# Prices ${oneLine(plan)} in every merge request, and fails if the balance or the budget does not cover it.
# It needs the variable BABYSEA_API_KEY, masked and not protected: a BabySea key with the preset Read Only.
# For a note on the merge request with the figures, see docs/other-ci.md in the repository of the gate.
budget-gate:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  # Only the newest commit needs a verdict.
  interruptible: true
  variables:
    # All of the history, to see which plans a merge request removes.
    GIT_DEPTH: 0
    BUDGET_GATE: https://github.com/OWNER/babysea-budget-gate/archive/refs/tags/v1.0.0.tar.gz
  script:
    # The limits of the target branch as it is now apply.
    - git fetch --quiet origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - verdict=0
    # --budget is a ceiling in USD over all plans. A plan sets its own limits, and a new one could set any: none can raise this.
    - ${/: | #/.test(check) ? JSON.stringify(check) : check}
    - cat budget.md
    - exit "$verdict"
  artifacts:
    when: always
    paths: [budget.md]
`;
}

function shellText(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
