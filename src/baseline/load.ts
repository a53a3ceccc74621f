import pLimit from 'p-limit';
import { type CommitFiles, checkedOutAt } from '../files/commit-source.ts';
import { findPlanFiles, type PlanFile } from '../files/find-plan-files.ts';
import { type PlanPatterns, YAML_FILES } from '../files/plan-patterns.ts';
import { locate, PLAN_FILE, readPlanFile, refusalOf } from '../files/read-file.ts';
import { countRecords } from '../files/records/count-records.ts';
import { type FileSource, UnreadableError } from '../files/source.ts';
import type { ParseTexts } from '../plan/parse-yaml.ts';
import { type PlanSource, type ReadPlan, readPlans } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { type Base, type BasePlan, type BaseSide, NO_BASE } from './match-plans.ts';

export interface BaseRef {
  /** As people name it. */
  readonly name: string;
  readonly files: CommitFiles;
}

/** What a pull request does to the files of the repository, since it left the base branch. */
export interface ChangedFiles {
  /**
   * Whether the pull request adds this file (as new, renamed or copied): a file of this path in the repository, whose Git
   * blob has one of these ids. Another file of the same name, made by a step or of another repository, is not added.
   */
  isAdded(path: string, blobs: readonly string[]): boolean;
  /** The files that are deleted or renamed, by their paths in the repository. */
  readonly removed: readonly RemovedFile[];
  /** Whether these are all changes. GitHub lists 3,000 files at most. */
  readonly isComplete: boolean;
}

export interface RemovedFile {
  readonly path: string;
  /** Its new path, if GitHub sees a rename. */
  readonly renamedTo: string | undefined;
}

export interface BaseOptions {
  /** The plan files of the head. */
  readonly plans: readonly PlanFile[];
  /** The same plans as they were read. */
  readonly heads: readonly ReadPlan[];
  /** Every checkout folder of the workspace that was seen. */
  readonly checkouts: readonly string[];
  readonly patterns: PlanPatterns;
  /** The base branch of the pull request, whose limits apply; `undefined` without a pull request. */
  readonly limits: BaseRef | undefined;
  /** What costs are compared with; `undefined` if they are not compared. */
  readonly costs: BaseRef | undefined;
  /** What the pull request changes; rejects with UnreadableError. */
  readonly changedFiles: () => Promise<ChangedFiles>;
  /** The files of the head, for when {@link ChangedFiles} is not complete. */
  readonly head: FileSource;
  /** Whether a checkout folder holds another repository than the one of the pull request. */
  readonly isOtherRepository: (checkout: string) => Promise<boolean>;
  /** Whether the input `budget` sets a ceiling, so that a plan may go without limits of the base branch. */
  readonly hasCeiling: boolean;
  /** Parses the texts of the plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  readonly redact: Redact;
  readonly signal?: AbortSignal | undefined;
}

/** Deleted files of the base branch that are read to see which one a new plan replaces. */
const MAX_REMOVED_FILES = 100;
const CONCURRENCY = 8;

/** Reads the base of the plans. Never rejects: what cannot be read is an error, since limits would be unknown. */
export async function readBase(options: BaseOptions): Promise<Base> {
  const { limits, costs } = options;
  if (limits === undefined && costs === undefined) return NO_BASE;
  const [limitsSide, costsSide] = await Promise.all([
    limits && sideOrError(readSide(limits, true, options), say`The limits of ${limits.name} could not be read.`),
    costs === undefined || costs === limits
      ? undefined
      : sideOrError(readSide(costs, false, options), prose('The baseline could not be read.')),
  ]);
  return {
    limits: limitsSide?.side,
    areLimitsUnknown: limits !== undefined && limitsSide?.side === undefined,
    costs: costs === limits ? limitsSide?.side : costsSide?.side,
    diagnostics: [...(limitsSide?.diagnostics ?? []), ...(costsSide?.diagnostics ?? [])],
  };
}

interface ReadSide {
  readonly side: BaseSide | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function sideOrError(reading: Promise<ReadSide>, consequence: Message): Promise<ReadSide> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const message = say`${consequence} ${error.said}`;
    return { side: undefined, diagnostics: [{ severity: 'error', message, help: error.help }] };
  }
}

/** @param hasLimits whether the limits of this side apply to the plans */
async function readSide(ref: BaseRef, hasLimits: boolean, options: BaseOptions): Promise<ReadSide> {
  const { plans, patterns, changedFiles, signal } = options;
  const [commit, changes, roots] = await Promise.all([ref.files.sha(), changedFiles(), ownCheckouts(options)]);
  /** By path, the checkout folder that it is in. */
  const files = new Map<string, string>();
  for (const root of roots) {
    const found = await findPlanFiles(checkedOutAt(root, ref.files), patterns, NO_HELP, signal);
    for (const { path } of found.files) files.set(path, root);
    for (const { path, reason, diagnostic } of found.refused) {
      if (reason === 'unreadable') throw new UnreadableError(diagnostic.message, diagnostic.help ?? prose(''));
      // There is something on the base branch that cannot be read as a plan: the head's own limits count, with a warning.
      if (reason === 'match') files.set(path, root);
    }
  }
  const diagnostics = hasLimits ? unexplainedPlans(new Set(files.keys()), roots, changes, ref.name, options) : [];
  const read = await readBasePlans(files, true, ref, options);
  if (hasNewLines(options.heads, read)) {
    const replaced = new Map<string, string>();
    for (const root of roots) {
      for (const path of await replacedFiles(ref, root, changes, options)) {
        if (!files.has(path)) replaced.set(path, root);
      }
    }
    read.push(...(await readBasePlans(replaced, false, ref, options)));
  }
  const onHead = new Set(plans.map(({ path }) => path));
  const renames = roots.flatMap((root) =>
    changes.removed.flatMap(({ path, renamedTo }): [string, string][] =>
      renamedTo === undefined ? [] : [[root + renamedTo, root + path]],
    ),
  );
  const [own, others] = [read.filter(({ file }) => onHead.has(file)), read.filter(({ file }) => !onHead.has(file))];
  const foreignFiles = new Set(plans.filter(({ checkout }) => !roots.includes(checkout)).map(({ path }) => path));
  const side = { name: ref.name, commit, plans: [...own, ...others], renames: new Map(renames), foreignFiles };
  return { side, diagnostics };
}

/** Whether a plan has a line that its own plan on the base does not have, so that it may have come from another file. */
function hasNewLines(heads: readonly ReadPlan[], base: readonly BasePlan[]): boolean {
  const before = new Map(base.map((plan) => [plan.file, plan]));
  return heads.some(({ file, ids }) => {
    const old = before.get(file);
    return old === undefined || [...ids].some((id) => !old.ids.has(id));
  });
}

/** No help is shown for a missing file of the base. */
const NO_HELP = prose('');

/** The checkout folders that hold the repository of the pull request. */
async function ownCheckouts({ plans, checkouts, isOtherRepository }: BaseOptions): Promise<string[]> {
  const folders = [...new Set([...plans.map(({ checkout }) => checkout), ...checkouts])];
  if (folders.length === 0) return [''];
  const others = await Promise.all(folders.map(isOtherRepository));
  return folders.filter((_, index) => !others[index]);
}

/**
 * Files of the base branch that the pull request deletes or renames and that no pattern names: a new line may have come
 * from one of them.
 */
async function replacedFiles(
  { files }: BaseRef,
  root: string,
  changes: ChangedFiles,
  { plans, head, signal }: BaseOptions,
): Promise<string[]> {
  const isYaml = (path: string) => /\.ya?ml$/i.test(path);
  const isPlan = (path: string | undefined) => path !== undefined && plans.some((plan) => plan.path === root + path);
  const removed = changes.isComplete
    ? changes.removed.filter(({ path, renamedTo }) => isYaml(path) || isPlan(renamedTo)).map(({ path }) => path)
    : await missingFrom(root, head, files, signal);
  if (removed.length > MAX_REMOVED_FILES) {
    throw new UnreadableError(
      say`This pull request deletes ${plural(removed.length, 'YAML file')}; the gate checks at most ${MAX_REMOVED_FILES} to see which one a new plan replaces.`,
      prose('Delete them in a pull request of their own.'),
    );
  }
  const isOnBase = await Promise.all(removed.map(async (path) => (await locate(files, path)).kind === 'file'));
  return removed.filter((_, index) => isOnBase[index]).map((path) => root + path);
}

/** The YAML files of the base that the head does not have, for when GitHub does not list all changes. */
async function missingFrom(
  root: string,
  head: FileSource,
  files: FileSource,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const pathsIn = async (source: FileSource, patterns: PlanPatterns) =>
    (await findPlanFiles(source, patterns, NO_HELP, signal)).files.map(({ path }) => path);
  // The head's `node_modules` may be an installed one of thousands of files: what the base has there is looked for alone.
  const withoutModules = { ...YAML_FILES, isEverywhere: false };
  const [onBase, onHead] = await Promise.all([pathsIn(files, YAML_FILES), pathsIn(head, withoutModules)]);
  const there = new Set(onHead);
  const isOnHead = await Promise.all(
    onBase.map(async (path) =>
      path.split('/').includes('node_modules')
        ? (await locate(head, root + path)).kind === 'file'
        : there.has(root + path),
    ),
  );
  return onBase.filter((_, index) => !isOnHead[index]);
}

/** Plans that the base branch does not have and the pull request does not add, so their limits are unknown. */
function unexplainedPlans(
  onBase: ReadonlySet<string>,
  roots: readonly string[],
  changes: ChangedFiles,
  base: string,
  { plans, hasCeiling }: BaseOptions,
): Diagnostic[] {
  const unexplained = plans.filter(({ path, checkout, blobs = [] }) => {
    if (!roots.includes(checkout)) return true;
    return !onBase.has(path) && !changes.isAdded(path.slice(checkout.length), blobs);
  });
  return unexplained.map(({ path, checkout }): Diagnostic => {
    const why = !roots.includes(checkout)
      ? prose('it belongs to another repository')
      : changes.isComplete
        ? say`${base} does not have it, and the pull request does not add it`
        : say`${base} does not have it, and GitHub does not list all files that the pull request changes`;
    if (hasCeiling) {
      const message = say`No limits of ${base} apply to ${path}: ${why}. The ${'budget'} of the workflow is its ceiling.`;
      return { severity: 'notice', message };
    }
    const help = say`Update the branch if ${base} has moved the plan. Or set a ceiling with ${'budget'}, which then applies to it.`;
    return { severity: 'error', message: say`No limits of ${base} apply to ${path}: ${why}.`, help };
  });
}

/** Reads the plans of a side at once, since there are limits over all of them. */
async function readBasePlans(
  files: ReadonlyMap<string, string>,
  isNamed: boolean,
  ref: BaseRef,
  options: BaseOptions,
): Promise<BasePlan[]> {
  const limit = pLimit(CONCURRENCY);
  const texts = await Promise.all([...files].map(([path, root]) => limit(() => readText(path, root, ref, options))));
  const sources = texts.filter((text) => 'text' in text);
  const plans = await readPlans(sources, options.parse);
  const unread = plans.find(({ isUnread }) => isUnread);
  if (unread !== undefined) {
    const reason = plans.find(({ diagnostics }) => diagnostics.length > 0)?.diagnostics[0];
    throw new UnreadableError(
      say`The plan ${unread.file} could not be read there. ${reason?.message}`,
      reason?.help ?? say`Run the gate again, or raise ${'timeout'}.`,
    );
  }
  const read = new Map(plans.map((plan) => [plan.file, plan]));
  return texts.flatMap((text) => {
    const plan = 'text' in text ? read.get(text.file) : text;
    return plan === undefined ? [] : [{ ...plan, isNamed }];
  });
}

/** The text of a plan; if it cannot be read, a plan with an error. */
async function readText(
  path: string,
  root: string,
  ref: BaseRef,
  { redact, signal }: BaseOptions,
): Promise<PlanSource | ReadPlan> {
  const source = checkedOutAt(root, ref.files);
  const refusal = refusalOf(PLAN_FILE, path, await locate(source, path), NO_HELP);
  const read = refusal ?? (await readPlanFile(source, path));
  if ('text' in read) {
    const countIn = (dataFile: string) => countRecords(source, dataFile, root, signal);
    return { file: path, text: redact(read.text), root, countRecords: countIn };
  }
  const diagnostics: Diagnostic[] = [{ severity: 'error', ...read }];
  return { file: path, plan: undefined, diagnostics, limits: undefined, name: undefined, ids: new Set() };
}
