import { posix } from 'node:path';
import pLimit from 'p-limit';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { type ParsedPlan, type PlanDraft, parsePlans } from './parse.ts';
import type { ParseTexts } from './parse-yaml.ts';
import type { Line, Plan } from './plan.ts';
import type { BudgetReading } from './recover.ts';
import { MAX_GENERATIONS } from './schema.ts';

/** How many records a data file has, or why that is unknown. */
export type RecordCount =
  | { readonly count: number; readonly notice?: RecordNotice }
  | { readonly message: Message; readonly help: Message };

/** What a person should know of the records that were counted. */
export interface RecordNotice {
  readonly message: Message;
  readonly help: Message;
}

/** A plan before it is read, and the way to the data files that it counts. */
export interface PlanSource {
  /** The file, relative to the workspace; for a plan that is written in the workflow, `INLINE_PLAN`. */
  readonly file: string;
  readonly text: string;
  /** The folder that its data files are relative to, in the workspace. Default: the folder of the file. */
  readonly dataFolder?: string;
  /** The checkout folder of the repository that the plan belongs to: it may count that one's data files only. */
  readonly root: string;
  /** Counts the records of a data file, relative to the workspace. */
  readonly countRecords: (path: string) => Promise<RecordCount>;
}

export interface ReadPlan {
  readonly file: string;
  /** `undefined` if something is wrong. */
  readonly plan: Plan | undefined;
  /** Why there is no plan; empty if a diagnostic of another plan says it. */
  readonly diagnostics: readonly Diagnostic[];
  /** Its limits, even if the plan is invalid; `undefined` if the text is not a mapping. */
  readonly limits: BudgetReading | undefined;
  readonly name: string | undefined;
  readonly ids: ReadonlySet<string>;
  /** Whether it was not read at all, since time or memory ran out or the plans are too large together. */
  readonly isUnread?: boolean;
}

/** Data files of all plans of a run; a limit of the contract. */
const MAX_DATA_FILES = 100;
const CONCURRENCY = 4;

/**
 * Reads the plans of one run, and the data files that they count. The limits over all plans are checked here: call it once
 * for the plans of the head, and once for each base that they are compared with.
 */
export async function readPlans(sources: readonly PlanSource[], parse: ParseTexts): Promise<ReadPlan[]> {
  const results = await parse(sources.map(({ text }) => text));
  const texts = sources.flatMap(({ file, text }, index) => {
    const yaml = results[index];
    return yaml === undefined ? [] : [{ file, text, yaml }];
  });
  const plans = parsePlans(texts).map((plan, index) => inFolder(plan, sources[index]?.dataFolder));
  const parsed = withinDataFiles(plans);
  const counts = await countAll(sources, parsed);
  return parsed.map((plan, index) => ({
    file: sources[index]?.file ?? '',
    ...completePlan(plan, counts[index] ?? new Map()),
    limits: plan.budget,
    name: plan.draft?.name,
    isUnread: plan.isUnread,
    ids: new Set(plan.draft?.lines.map(({ id }) => id)),
  }));
}

function inFolder(plan: ParsedPlan, dataFolder: string | undefined): ParsedPlan {
  return dataFolder === undefined || plan.draft === undefined
    ? plan
    : { ...plan, draft: { ...plan.draft, dataFolder } };
}

/** The plans if they count few enough data files; else none that counts any, with one diagnostic. */
function withinDataFiles(plans: readonly ParsedPlan[]): readonly ParsedPlan[] {
  const files = new Set(plans.flatMap(dataFilesOf));
  if (files.size <= MAX_DATA_FILES) return plans;
  const first = plans.find((plan) => dataFilesOf(plan).length > 0);
  return plans.map((plan) => {
    if (plan.draft === undefined || dataFilesOf(plan).length === 0) return plan;
    const { document, lines } = plan.draft;
    const line = lines.find(({ countFrom }) => countFrom !== undefined);
    const tooManyFiles: Diagnostic = {
      severity: 'error',
      message: say`The plans count the records of ${files.size} data files; ${MAX_DATA_FILES} are the most of one run.`,
      help: say`Put the records of several lines into one file, or write their ${'count'}.`,
      place: document.placeOf([...(line?.path ?? []), 'count_from']),
    };
    if (plan === first) plan.diagnostics.add([tooManyFiles]);
    return { ...plan, draft: undefined, isUnread: true };
  });
}

/** For each plan the counts of its data files. Each file is counted once, however many plans count it. */
function countAll(
  sources: readonly PlanSource[],
  plans: readonly ParsedPlan[],
): Promise<ReadonlyMap<string, RecordCount>[]> {
  const limit = pLimit(CONCURRENCY);
  const known = new Map<string, Promise<RecordCount>>();
  const countOnce = ({ root, countRecords }: PlanSource, path: string) => {
    const key = JSON.stringify([root, path]);
    const count = known.get(key) ?? limit(() => countRecords(path));
    known.set(key, count);
    return count;
  };
  const counted = sources.map(async (source, index) => {
    const paths = plans[index] === undefined ? [] : dataFilesOf(plans[index]);
    return new Map(await Promise.all(paths.map(async (path) => [path, await countOnce(source, path)] as const)));
  });
  return Promise.all(counted);
}

/** The data files that a plan counts, relative to the workspace, each once. */
export function dataFilesOf({ draft }: ParsedPlan): string[] {
  return [
    ...new Set(draft?.lines.flatMap(({ countFrom }) => (countFrom === undefined ? [] : pathOf(draft, countFrom)))),
  ];
}

/**
 * Replaces every `count_from` with the number of records. Gives no plan if there is an error.
 *
 * @param counts of the files that {@link dataFilesOf} names
 */
export function completePlan(
  { draft, diagnostics }: ParsedPlan,
  counts: ReadonlyMap<string, RecordCount>,
): { plan: Plan | undefined; diagnostics: readonly Diagnostic[] } {
  if (draft === undefined) return { plan: undefined, diagnostics: diagnostics.toArray() };
  const found: Diagnostic[] = [];
  const lines = draft.lines.map((line): Line => {
    const { countFrom } = line;
    if (countFrom === undefined) return { ...line, countFrom };
    const path = pathOf(draft, countFrom);
    const counted = counts.get(path) ?? UNREAD;
    const failure = 'count' in counted ? tooMany(counted.count) : counted;
    const place = () => draft.document.placeOf([...line.path, 'count_from']);
    if (failure !== undefined) found.push({ severity: 'error', ...failure, place: place() });
    else if ('count' in counted && counted.count === 0)
      found.push({ severity: 'warning', ...noRecords(path), place: place() });
    if ('notice' in counted && counted.notice) found.push({ severity: 'notice', ...counted.notice, place: place() });
    return { ...line, count: 'count' in counted ? counted.count : 0, countFrom: path };
  });
  diagnostics.add(found);
  return { plan: diagnostics.hasErrors ? undefined : { ...draft, lines }, diagnostics: diagnostics.toArray() };
}

const UNREAD: RecordCount = { message: prose('This data file was not read.'), help: prose('Run the gate again.') };

/** A plan names its data files relative to itself; an inline plan counts as a file at the root of the workspace. */
function pathOf({ file, dataFolder = posix.dirname(file) }: PlanDraft, countFrom: string): string {
  return posix.join(dataFolder, countFrom);
}

function noRecords(path: string): RecordNotice {
  return {
    message: say`The data file ${path} has no records, so this line generates nothing and costs nothing.`,
    help: prose('Add records, or remove the line. The first row of a CSV or TSV file is its header.'),
  };
}

function tooMany(count: number): { message: Message; help: Message } | undefined {
  if (count <= MAX_GENERATIONS) return undefined;
  return {
    message: say`The data file has ${count} records; ${MAX_GENERATIONS} are the most of one line.`,
    help: prose('Split it into several files, and the line into several lines.'),
  };
}
