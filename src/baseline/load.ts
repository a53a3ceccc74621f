import pLimit from 'p-limit';
import type { Refusal } from '../files/refusal.ts';
import { type GoneFile, MAX_CHANGED_FILES } from '../github/pull-request.ts';
import type { ParseTexts } from '../plan/parse-yaml.ts';
import { type ReadPlan, readPlans } from '../plan/read.ts';
import type { CommitFiles } from '../repository/files.ts';
import { UnreadableCommit } from '../repository/unreadable.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { matcherOf } from '../workspace/matcher.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { type Base, type BasePlan, type BaseSide, NO_BASE } from './types.ts';

/** A branch or ref, and the way to its files. */
export interface BaseRef {
  /** As people name it. */
  readonly name: string;
  readonly files: CommitFiles;
}

/** What a pull request takes away. */
export interface ChangedFiles {
  readonly gone: readonly GoneFile[];
  /** How many files it changes in all, as far as they are listed. */
  readonly changed: number;
}

export interface BaseOptions {
  /** The plan files that are judged. */
  readonly plans: readonly string[];
  /** The paths and patterns that name them. */
  readonly patterns: readonly string[];
  /** Where the limits stand that judge: the base branch of the pull request, if there is one. */
  readonly limits: BaseRef | undefined;
  /** What costs are compared with, if with anything. */
  readonly costs: BaseRef | undefined;
  /** The files that the pull request takes away; rejects with UnreadableCommit where that cannot be told. */
  readonly changedFiles: () => Promise<ChangedFiles>;
  /** Parses the texts of the plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  readonly redact: Redact;
}

/** The most files of the base branch that are read to find whose place a new plan takes. */
const MOST_GONE = 100;
/** Files that are read at the same time. */
const CONCURRENCY = 8;

/** Reads what the plans are held against. Never rejects: what cannot be read is an error, since limits would be unknown. */
export async function readBase(options: BaseOptions): Promise<Base> {
  const { limits, costs } = options;
  if (limits === undefined && costs === undefined) return NO_BASE;
  const [limitsSide, costsSide] = await Promise.all([
    limits && told(readSide(limits, options), say`The limits of ${limits.name}, which judge the plans, are unknown.`),
    costs === undefined || costs === limits ? undefined : told(readSide(costs, options), say`The baseline is unknown.`),
  ]);
  const sides = [limitsSide, costsSide].filter((side) => side !== undefined);
  return {
    limits: limitsSide && 'side' in limitsSide ? limitsSide.side : undefined,
    costs: sideOf(costs === limits ? limitsSide : costsSide),
    problems: sides.flatMap((side) => ('problem' in side ? [side.problem] : [])),
  };
}

type Told = { readonly side: BaseSide } | { readonly problem: Diagnostic };

function sideOf(told: Told | undefined): BaseSide | undefined {
  return told !== undefined && 'side' in told ? told.side : undefined;
}

async function told(reading: Promise<BaseSide>, consequence: Message): Promise<Told> {
  try {
    return { side: await reading };
  } catch (error) {
    if (!(error instanceof UnreadableCommit)) throw error;
    return { problem: { severity: 'error', message: say`${consequence} ${error.said}`, help: error.help } };
  }
}

async function readSide(ref: BaseRef, options: BaseOptions): Promise<BaseSide> {
  const { plans, patterns, changedFiles } = options;
  const limit = pLimit(CONCURRENCY);
  const read = (file: string, isNamed: boolean) => limit(() => fetchBasePlan(file, isNamed, ref));
  // A pattern may have named what the pull request takes away; a name that it names still is there.
  const early = patterns.some(hasWildcard) ? changedFiles() : undefined;
  const [commit, own] = await Promise.all([
    ref.files.commit(),
    Promise.all(plans.map((file) => read(file, true))),
    early,
  ]);
  const standing = own.filter((plan) => plan !== undefined);
  if (early === undefined && standing.length === plans.length) {
    return { name: ref.name, commit, plans: await readAll(standing, ref, options), renames: new Map() };
  }
  const { gone, changed } = await changedFiles();
  if (changed >= MAX_CHANGED_FILES && standing.length < plans.length) throw tooManyChanges();
  const isNamed = matcherOf(patterns);
  // Only a new plan may take the place of one that the input does not name.
  const isReplaceable = ({ path, renamedTo }: GoneFile) =>
    standing.length < plans.length && (/\.ya?ml$/i.test(path) || plans.some((file) => file === renamedTo));
  const candidates = gone.filter((file) => isNamed(file.path) || isReplaceable(file));
  if (candidates.length > MOST_GONE) throw tooManyGone(candidates.length);
  const others = await Promise.all(candidates.map(({ path }) => read(path, isNamed(path))));
  return {
    name: ref.name,
    commit,
    plans: await readAll([...standing, ...others.filter((plan) => plan !== undefined)], ref, options),
    renames: new Map(gone.flatMap(({ path, renamedTo }) => (renamedTo === undefined ? [] : [[renamedTo, path]]))),
  };
}

/** A plan file of the base before it is parsed: its text, or why it cannot be had. */
interface FetchedPlan {
  readonly file: string;
  readonly isNamed: boolean;
  readonly found: { readonly text: string } | Refusal;
}

async function fetchBasePlan(file: string, isNamed: boolean, { files }: BaseRef): Promise<FetchedPlan | undefined> {
  const found = await files.readPlan(file);
  return found && { file, isNamed, found };
}

/** Reads all plans of a side at once, since what they may take is limited for all of them together. */
async function readAll(
  fetched: readonly FetchedPlan[],
  { files }: BaseRef,
  { parse, redact }: BaseOptions,
): Promise<BasePlan[]> {
  const countRecords = (path: string) => files.countRecords(path);
  const sources = fetched.flatMap(({ file, found }) =>
    'text' in found ? [{ file, text: redact(found.text), countRecords }] : [],
  );
  const read = new Map((await readPlans(sources, parse)).map((plan) => [plan.file, plan]));
  return fetched.map(({ file, isNamed, found }) => ({ ...(read.get(file) ?? unread(file, found)), isNamed }));
}

function unread(file: string, found: { readonly text: string } | Refusal): ReadPlan {
  const problems: Diagnostic[] =
    'text' in found ? [] : [{ severity: 'error', message: found.message, help: found.help }];
  return { file, plan: undefined, problems, budget: undefined, name: undefined, ids: new Set() };
}

function tooManyGone(count: number): UnreadableCommit {
  return new UnreadableCommit(
    say`${count} files that may have been plans are taken away; of ${MOST_GONE} at most it is looked up whose place a new plan takes.`,
    prose('Take them away in a change of its own.'),
  );
}

function tooManyChanges(): UnreadableCommit {
  return new UnreadableCommit(
    say`The pull request changes ${MAX_CHANGED_FILES} files or more, of which GitHub lists no more, so that it cannot be told whose place a new plan takes.`,
    prose('Add the plan in a pull request of its own.'),
  );
}
