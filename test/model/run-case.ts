import { changesOf } from '../../src/action/pull-requests.ts';
import type { ChangedFiles } from '../../src/baseline/load.ts';
import type { Base } from '../../src/baseline/match-plans.ts';
import type { CommitFiles } from '../../src/files/commit-source.ts';
import { type FileSource, UnreadableError } from '../../src/files/source.ts';
import { runGate } from '../../src/gate.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { PlanSource, ReadPlan } from '../../src/plan/read.ts';
import type { Diagnostic } from '../../src/shared/diagnostic.ts';
import { prose } from '../../src/shared/message.ts';
import { fakeBabySea } from '../support/answers.ts';
import { memorySource } from '../support/memory-source.ts';
import { usd } from '../support/money.ts';
import { type Case, type ChangedFile, changedFiles, filesOnDisk, type Mode, patternsFor } from './case.ts';
import type { Verdict } from './expected-verdict.ts';
import { amountOf, PRICES } from './plan.ts';

/** What the gate knows of a run, before it reads any file. */
export interface Situation {
  readonly mode: Mode;
  /** The lines of the input `plan`. */
  readonly lines: readonly string[];
  /** Where the plans are read from: the workspace, or the head of the pull request. */
  readonly source: FileSource;
  /** The base branch as it is now. */
  readonly base: CommitFiles;
  /** What the pull request changes, as far as that is listed. */
  readonly changedFiles: () => Promise<ChangedFiles>;
  /** Whether a checkout folder, with `/` at its end, is known to hold another repository. */
  readonly isOtherRepository: (folder: string) => Promise<boolean>;
  /** Whether the input `budget` is set. */
  readonly hasCeiling: boolean;
}

/** What is loaded for the gate. */
export interface Loaded {
  readonly plans: readonly PlanSource[];
  readonly problems: readonly Diagnostic[];
  readonly base: (heads: readonly ReadPlan[]) => Promise<Base>;
}

/** The part of the gate that the model tries out: which plans are judged, and what they are held against. */
export type Load = (situation: Situation) => Promise<Loaded>;

export interface Outcome {
  readonly verdict: Verdict;
  /** Rules that do not hold, with the plan whose limit it is. */
  readonly violations: readonly string[];
  readonly diagnostics: readonly string[];
}

/** The case as a run of the gate sees it, with all files in memory. */
export function situationOf(given: Case, mode: Mode): Situation {
  const { head, base, workspace, ceiling } = given;
  const source = mode === 'api' ? memorySource('the head', head) : memorySource('the workspace', filesOnDisk(given));
  const others = [
    ...workspace.others.filter(({ hasOrigin }) => hasOrigin).map(({ folder }) => folder),
    ...Object.keys(head)
      .filter((path) => head[path]?.kind === 'submodule')
      .map((path) => `${workspace.folder}${path}/`),
  ];
  return {
    mode,
    lines: patternsFor(given, mode),
    source,
    base: given.isBaseUnreadable ? unreadableBase() : { ...memorySource('the base', base), sha: async () => SHA },
    changedFiles: async () => (mode === 'cli' ? changesInGit(given) : changesOnGitHub(given)),
    isOtherRepository: async (folder) => (mode === 'cli' ? folder !== '' : others.includes(folder)),
    hasCeiling: ceiling !== undefined,
  };
}

const SHA = 'b'.repeat(40);

function unreadableBase(): CommitFiles {
  const refuse = () =>
    Promise.reject(new UnreadableError(prose('GitHub refuses the base branch.'), prose('Give the permission.')));
  return { name: prose('the base'), sha: refuse, list: refuse, isLinkToFile: async () => false, read: refuse };
}

/** GitHub lists no more (docs.github.com: rest/pulls/pulls). */
const MAX_CHANGED_FILES = 3_000;

/** What GitHub lists, which is not all if there is too much. */
function changesOnGitHub(given: Case): ChangedFiles {
  const further = Array.from({ length: given.furtherChanges }, (_, index): ChangedFile => {
    return { path: `assets/${index}.png`, status: 'added', previousPath: undefined };
  });
  // What the case is about comes last, so that it is what a list that is too long leaves out.
  const all = [...further, ...changedFiles(given)];
  return changesOf(all.slice(0, MAX_CHANGED_FILES).map((file) => ({ ...file, blob: undefined })));
}

/** What Git and the workspace tell: all of it. */
function changesInGit(given: Case): ChangedFiles {
  const { base, branchPoint = base } = given;
  const disk = filesOnDisk(given);
  const renames = new Map(changedFiles(given).map(({ path, previousPath }) => [previousPath, path]));
  const before = Object.keys(branchPoint).filter((path) => branchPoint[path]?.kind === 'file');
  return {
    isAdded: (path) => !before.includes(path),
    removed: before
      .filter((path) => disk[path]?.kind !== 'file')
      .map((path) => ({ path, renamedTo: renames.get(path) })),
    isComplete: true,
  };
}

/** Runs the gate on a case. */
export async function runCase(given: Case, mode: Mode, load: Load): Promise<Outcome> {
  return judge(given, await load(situationOf(given, mode)));
}

/** Runs the gate on what is loaded for it, with the money of a case. */
export async function judge(given: Case, { plans, problems, base }: Loaded): Promise<Outcome> {
  const prices = Object.fromEntries(Object.entries(PRICES).map(([model, mills]) => [model, mills / 1000]));
  const balance = given.balance / 1000;
  const { report } = await runGate({
    plans,
    parse: parseHere,
    diagnostics: problems,
    base,
    limits: {
      budget: given.ceiling === undefined ? undefined : usd(amountOf(given.ceiling)),
      reserve: usd('0'),
      lowBalance: usd('0'),
      warnOnly: false,
    },
    override: async () => undefined,
    api: fakeBabySea({ prices, balance, creditBalance: balance }).api,
    region: 'us',
    concurrency: 8,
    alternatives: false,
    providerHealth: false,
    usageDays: 0,
    now: new Date('2026-05-04T12:00:00Z'),
  });
  return {
    verdict: report.verdict,
    violations: report.violations.map(({ rule, plan }) => (plan === undefined ? rule : `${rule} of ${plan}`)),
    diagnostics: report.problems.map(({ severity, message }) => `${severity}: ${message}`),
  };
}
