import type { Base } from '../../src/baseline/types.ts';
import { type FileSource, UnreadableError } from '../../src/files/source.ts';
import { runGate } from '../../src/gate.ts';
import type { PlanSource } from '../../src/plan/read.ts';
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
  /** The commits that the gate can read. */
  readonly head: FileSource;
  readonly base: FileSource;
  readonly branchPoint: FileSource;
  /** What the pull request changes, as GitHub lists it: as much of it as GitHub lists. */
  readonly changedFiles: readonly ChangedFile[];
  /** Whether the input `budget` is set. */
  readonly hasCeiling: boolean;
}

/** What is loaded for the gate. */
export interface Loaded {
  readonly plans: readonly PlanSource[];
  readonly problems: readonly Diagnostic[];
  readonly base: () => Promise<Base>;
}

/** The part of the gate that the model tries out: which plans are judged, and what they are held against. */
export type Load = (situation: Situation) => Promise<Loaded>;

export interface Outcome {
  readonly verdict: Verdict;
  /** Rules that do not hold, with the plan whose limit it is. */
  readonly violations: readonly string[];
  readonly diagnostics: readonly string[];
}

/** GitHub lists no more files of a pull request. */
const MAX_LISTED = 3_000;

/** The case as a run of the gate sees it, with all files in memory. */
export function situationOf(given: Case, mode: Mode): Situation {
  const head = memorySource('the head', given.head);
  // What the case is about comes last, so that it is what a list that is too long leaves out.
  const listed = [...furtherChanges(given), ...changedFiles(given)].slice(0, MAX_LISTED);
  return {
    mode,
    lines: patternsFor(given, mode),
    source: mode === 'api' ? head : memorySource('the workspace', filesOnDisk(given)),
    head,
    base: given.isBaseUnreadable ? unreadableSource('the base branch') : memorySource('the base branch', given.base),
    branchPoint: memorySource('the branch point', given.branchPoint ?? given.base),
    changedFiles: listed,
    hasCeiling: given.ceiling !== undefined,
  };
}

function unreadableSource(name: string): FileSource {
  const refuse = () =>
    Promise.reject(new UnreadableError(prose(`GitHub refuses ${name}.`), prose('Give the permission.')));
  const source = memorySource(name, {});
  return { ...source, list: refuse, readLink: refuse, read: refuse };
}

function furtherChanges({ furtherChanges: length }: Case): ChangedFile[] {
  return Array.from({ length }, (_, index): ChangedFile => ({ path: `assets/${index}.png`, status: 'added' }));
}

/** Runs the gate on a case. */
export async function runCase(given: Case, mode: Mode, load: Load): Promise<Outcome> {
  return runSituation(given, situationOf(given, mode), load);
}

/** Runs the gate on a case, with files from anywhere. */
export async function runSituation(given: Case, situation: Situation, load: Load): Promise<Outcome> {
  const { plans, problems, base } = await load(situation);
  const prices = Object.fromEntries(Object.entries(PRICES).map(([model, mills]) => [model, mills / 1000]));
  const balance = given.balance / 1000;
  const { report } = await runGate({
    plans,
    problems,
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
    usageDays: 0,
    now: new Date('2026-05-04T12:00:00Z'),
  });
  return {
    verdict: report.verdict,
    violations: report.violations.map(({ rule, plan }) => (plan === undefined ? rule : `${rule} of ${plan}`)),
    diagnostics: report.problems.map(({ severity, message }) => `${severity}: ${message}`),
  };
}
