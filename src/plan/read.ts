import { posix } from 'node:path';
import pLimit from 'p-limit';
import type { Diagnostic, Explanation } from '../shared/diagnostic.ts';
import { plural, prose, say } from '../shared/message.ts';
import { DiagnosticList } from './diagnostics.ts';
import { expandLines } from './expand.ts';
import { isMapping, type ParseFailure, type ParseTexts, type YamlResult } from './parse-yaml.ts';
import { type Line, NO_PLACES, type Plan, PlanDocument } from './plan.ts';
import { type BudgetReading, readBudget, readPlanData } from './plan-data.ts';
import { MAX_COUNT } from './schema.ts';
import { longLists, type SizeDiagnostic, sizeDiagnostic, sizeOfLines, sizeOfPlan } from './size-limits.ts';
import { yamlDiagnostics } from './yaml-diagnostics.ts';

/** How many records a data file has and what a person should know of them, or why that is unknown. */
export type RecordCount = { readonly count: number; readonly notice?: Explanation } | Explanation;

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

/** A plan on its way from text to lines. */
interface Draft {
  readonly source: PlanSource;
  readonly document: PlanDocument;
  /** What the text holds, before it is checked; `undefined` if it cannot be read. */
  readonly data: object | undefined;
  readonly limits: BudgetReading | undefined;
  /** The plan before its data files are counted. With an error, it is not used. */
  readonly plan: Plan | undefined;
  readonly diagnostics: DiagnosticList;
  readonly isUnread: boolean;
}

/** Data files of all plans of a run. */
const MAX_DATA_FILES = 100;
const CONCURRENCY = 4;

/**
 * Reads the plans of one run, and the data files that they count. The limits over all plans are checked here: call it once
 * for the plans of the head, and once for each base that they are compared with.
 */
export async function readPlans(sources: readonly PlanSource[], parse: ParseTexts): Promise<ReadPlan[]> {
  const results = await parse(sources.map(({ text }) => text));
  return countDataFiles(draftPlans(sources, results));
}

/**
 * Checks the parsed plans of one run against the schema and expands them to lines. All diagnostics come at once, each with its
 * place. If the plans are too large together, none is expanded, and one diagnostic says so, at the largest.
 */
export function draftPlans(sources: readonly PlanSource[], results: readonly YamlResult[]): readonly Draft[] {
  const parsed = parsedDrafts(sources, results);
  const tooLarge = sizeDiagnostic(parsed.flatMap(({ data, document }) => (data ? sizeOfPlan(data, document) : [])));
  if (tooLarge !== undefined) return refuse(parsed, tooLarge);
  const expanded = parsed.map(expand);
  // How many combinations an `exclude` leaves is known only now.
  const tooMany = sizeDiagnostic(
    expanded.flatMap(({ plan, document }) => (plan ? sizeOfLines(plan.lines, document) : [])),
  );
  if (tooMany !== undefined) return refuse(parsed, tooMany);
  const counting = expanded.filter((draft) => dataFilesOf(draft).length > 0);
  const tooManyFiles = dataFilesDiagnostic(counting);
  return tooManyFiles === undefined ? expanded : refuse(expanded, tooManyFiles, (draft) => counting.includes(draft));
}

/** Reads no plan of those that are too large together, and says so at one of them. */
function refuse(drafts: readonly Draft[], { document, diagnostic }: SizeDiagnostic, isRefused = (_: Draft) => true) {
  return drafts.map((draft) => {
    if (!isRefused(draft)) return draft;
    if (draft.document === document) draft.diagnostics.add([diagnostic]);
    return { ...draft, plan: undefined, isUnread: true };
  });
}

function parsedDrafts(sources: readonly PlanSource[], results: readonly YamlResult[]): Draft[] {
  const late = results.flatMap((yaml, index) => ('failure' in yaml && yaml.failure === 'time' ? [index] : []));
  return results.flatMap((yaml, index): Draft[] => {
    const source = sources[index];
    if (source === undefined) return [];
    const document = new PlanDocument(source.file, source.text, 'failure' in yaml ? NO_PLACES : yaml.places);
    const draft = {
      source,
      document,
      data: undefined,
      limits: undefined,
      plan: undefined,
      isUnread: 'failure' in yaml,
    };
    const unreadable = (found: readonly Diagnostic[], hasHiddenErrors = false) => [
      { ...draft, diagnostics: new DiagnosticList(found, hasHiddenErrors) },
    ];
    if ('failure' in yaml) {
      // One diagnostic is enough for all plans that there was no time for.
      if (yaml.failure === 'time' && index !== late[0]) return unreadable([]);
      return unreadable([{ severity: 'error', ...FAILURES[yaml.failure](source.file, late.length - 1) }]);
    }
    const { data, errors, hasHiddenErrors } = yaml;
    if (errors.length > 0) return unreadable(yamlDiagnostics(errors, document), hasHiddenErrors);
    if (!isMapping(data)) return unreadable([notAMapping(data, document)]);
    return [{ ...draft, data, limits: readBudget(data), diagnostics: new DiagnosticList() }];
  });
}

const FAILURES: Readonly<Record<ParseFailure['failure'], (file: string, others: number) => Explanation>> = {
  time: (file, others) => ({
    message: say`Time ran out while ${file} was parsed${others > 0 ? say`, so that it and ${plural(others, 'other plan')} could not be read` : undefined}.`,
    help: say`Make the file smaller or simpler, or raise ${'timeout'}.`,
  }),
  memory: (file) => ({
    message: say`${file} could not be parsed in the memory that a plan may take.`,
    help: prose('Make the file smaller or simpler: fewer comments, keys and nested lists.'),
  }),
};

function notAMapping(data: unknown, document: PlanDocument): Diagnostic {
  const place = document.placeOf([]);
  if (data === null || data === undefined) {
    const help = say`Write at least ${'generations: []'}, a plan that costs nothing.`;
    return { severity: 'error', message: prose('The plan is empty.'), help, place };
  }
  const found = prose(Array.isArray(data) ? 'a list' : 'a single value');
  const message = say`A plan is a mapping with the key ${'generations'}; this file holds ${found}.`;
  const help = Array.isArray(data)
    ? say`Write ${'generations:'} on a line of its own above the list.`
    : say`Write at least ${'generations: [{model: bfl/flux-schnell}]'}.`;
  return { severity: 'error', message, help, place };
}

function expand(draft: Draft): Draft {
  const { data, document, source } = draft;
  if (data === undefined) return draft;
  const diagnostics = new DiagnosticList();
  diagnostics.add(longLists(data, document));
  if (diagnostics.hasErrors) return { ...draft, diagnostics };
  const { file, dataFolder = posix.dirname(file) } = source;
  const readable = readPlanData(data, document, diagnostics);
  const { name, runs_per_month: runsPerMonth, budget = {} } = readable;
  const lines = expandLines(readable, document, dataFolder, diagnostics);
  return { ...draft, plan: { file, name, runsPerMonth, budget, lines, document }, diagnostics };
}

/** The data files that a plan counts, relative to the workspace. */
function dataFilesOf({ plan }: Draft): string[] {
  return plan?.lines.flatMap(({ countFrom }) => countFrom ?? []) ?? [];
}

/** `undefined` if the plans count few enough data files. */
function dataFilesDiagnostic(counting: readonly Draft[]): SizeDiagnostic | undefined {
  const files = new Set(counting.flatMap(dataFilesOf));
  const [first] = counting;
  if (first === undefined || files.size <= MAX_DATA_FILES) return undefined;
  const { document, plan } = first;
  const line = plan?.lines.find(({ countFrom }) => countFrom !== undefined);
  const diagnostic: Diagnostic = {
    severity: 'error',
    message: say`The plans count the records of ${files.size} data files; at most ${MAX_DATA_FILES} are allowed in one run.`,
    help: say`Put the records of several lines into one file, or write their ${'count'}.`,
    place: document.placeOf([...(line?.path ?? []), 'count_from']),
  };
  return { document, diagnostic };
}

/** Replaces every `count_from` with the number of records. */
function countDataFiles(drafts: readonly Draft[]): Promise<ReadPlan[]> {
  const limit = pLimit(CONCURRENCY);
  const known = new Map<string, Promise<RecordCount>>();
  // Each file is counted once, however many plans count it.
  const countOnce = ({ root, countRecords }: PlanSource, path: string) => {
    const key = JSON.stringify([root, path]);
    const count = known.get(key) ?? limit(() => countRecords(path));
    known.set(key, count);
    return count;
  };
  return Promise.all(drafts.map((draft) => complete(draft, (path) => countOnce(draft.source, path))));
}

async function complete(
  { source, document, plan, diagnostics, limits, isUnread }: Draft,
  count: (dataFile: string) => Promise<RecordCount>,
): Promise<ReadPlan> {
  const found: Diagnostic[] = [];
  const countLine = async (line: Line): Promise<Line> => {
    if (line.countFrom === undefined) return line;
    const counted = await count(line.countFrom);
    for (const finding of findingsOf(line.countFrom, counted)) {
      found.push({ ...finding, place: document.placeOf([...line.path, 'count_from']) });
    }
    return { ...line, count: 'count' in counted ? counted.count : 0 };
  };
  const lines = await Promise.all(plan?.lines.map(countLine) ?? []);
  diagnostics.add(found);
  return {
    file: source.file,
    plan: plan === undefined || diagnostics.hasErrors ? undefined : { ...plan, lines },
    diagnostics: diagnostics.toArray(),
    limits,
    name: plan?.name,
    ids: new Set(lines.map(({ id }) => id)),
    isUnread,
  };
}

function findingsOf(path: string, counted: RecordCount): Diagnostic[] {
  if (!('count' in counted)) return [{ severity: 'error', ...counted }];
  const notices: Diagnostic[] = counted.notice ? [{ severity: 'notice', ...counted.notice }] : [];
  if (counted.count > MAX_COUNT) {
    const message = say`The data file has ${counted.count} records; at most ${MAX_COUNT} are allowed for one line.`;
    const help = prose('Split it into several files, and the line into several lines.');
    return [{ severity: 'error', message, help }, ...notices];
  }
  if (counted.count > 0) return notices;
  const message = say`The data file ${path} has no records, so this line generates nothing and costs nothing.`;
  const help = prose('Add records, or remove the line. The first row of a CSV or TSV file is its header.');
  return [{ severity: 'warning', message, help }, ...notices];
}
