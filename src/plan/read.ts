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

/** Data files of all plans of a run. */
const MAX_DATA_FILES = 100;
const CONCURRENCY = 4;

/**
 * Reads the plans of one run, and the data files that they count. The limits over all plans are checked here: call it once
 * for the plans of the head, and once for each base that they are compared with.
 */
export async function readPlans(sources: readonly PlanSource[], parse: ParseTexts): Promise<ReadPlan[]> {
  const results = await parse(sources.map(({ text }) => text));
  const texts = sources.flatMap((source, index) => {
    const yaml = results[index];
    return yaml === undefined ? [] : [{ source, yaml }];
  });
  const plans = withinDataFiles(parsePlans(texts));
  const limit = pLimit(CONCURRENCY);
  const known = new Map<string, Promise<RecordCount>>();
  // Each file is counted once, however many plans count it.
  const countOnce = ({ root, countRecords }: PlanSource, path: string) => {
    const key = JSON.stringify([root, path]);
    const count = known.get(key) ?? limit(() => countRecords(path));
    known.set(key, count);
    return count;
  };
  return Promise.all(plans.map((plan) => completePlan(plan, (path) => countOnce(plan.source, path))));
}

/** What could be read of a plan, and all that is wrong with it. */
export interface ParsedPlan {
  readonly source: PlanSource;
  /** The plan before its data files are counted. With an error, it is not used. */
  readonly draft: Plan | undefined;
  /** Its limits as far as they can be read; `undefined` if the text is no mapping. */
  readonly budget: BudgetReading | undefined;
  readonly diagnostics: DiagnosticList;
  /** Whether it was not read at all, since time or memory ran out or the plans are too large together. */
  readonly isUnread: boolean;
}

export interface PlanText {
  readonly source: PlanSource;
  readonly yaml: YamlResult;
}

/**
 * Checks the plans of one run against the schema and expands them to lines. All diagnostics come at once, each with its
 * place. If the plans are too large together, none is expanded, and one diagnostic says so, at the largest.
 */
export function parsePlans(texts: readonly PlanText[]): ParsedPlan[] {
  const plans = uncheckedPlans(texts);
  const tooLarge = sizeDiagnostic(plans.flatMap(({ data, document }) => (data ? sizeOfPlan(data, document) : [])));
  if (tooLarge !== undefined) return plans.map((plan) => unexpanded(plan, tooLarge));
  const expanded = plans.map(expandPlan);
  // How many combinations an `exclude` leaves is known only now.
  const tooMany = sizeDiagnostic(
    expanded.flatMap(({ draft }) => (draft ? sizeOfLines(draft.lines, draft.document) : [])),
  );
  return tooMany === undefined ? expanded : plans.map((plan) => unexpanded(plan, tooMany));
}

/** A plan as data that is not checked yet; if there are none, diagnostics say why. */
interface UncheckedPlan extends Omit<ParsedPlan, 'draft'> {
  readonly data: object | undefined;
  readonly document: PlanDocument;
}

function uncheckedPlans(texts: readonly PlanText[]): UncheckedPlan[] {
  const late = texts.filter(({ yaml }) => 'failure' in yaml && yaml.failure === 'time');
  return texts.map((plan): UncheckedPlan => {
    const { source, yaml } = plan;
    const document = new PlanDocument(source.file, source.text, 'failure' in yaml ? NO_PLACES : yaml.places);
    const unreadable = (found: readonly Diagnostic[], hiddenErrors = 0): UncheckedPlan => ({
      source,
      document,
      data: undefined,
      budget: undefined,
      diagnostics: new DiagnosticList(found, hiddenErrors),
      isUnread: 'failure' in yaml,
    });
    if ('failure' in yaml) {
      // One diagnostic is enough for all plans that there was no time for.
      const isFirst = yaml.failure !== 'time' || plan === late[0];
      return unreadable(isFirst ? [failureOf(yaml, source.file, late.length - 1)] : []);
    }
    const { data, errors, hiddenErrors } = yaml;
    if (errors.length > 0) return unreadable(yamlDiagnostics(errors, document), hiddenErrors);
    if (!isMapping(data)) return unreadable([notAMapping(data, document)]);
    return { source, document, data, budget: readBudget(data), diagnostics: new DiagnosticList(), isUnread: false };
  });
}

function failureOf({ failure }: ParseFailure, file: string, others: number): Diagnostic {
  switch (failure) {
    case 'time':
      return {
        severity: 'error',
        message: say`Time ran out while ${file} was parsed${others > 0 ? say`, so that it and ${plural(others, 'other plan')} could not be read` : undefined}.`,
        help: say`Make the file smaller or simpler, or raise ${'timeout'}.`,
      };
    case 'memory':
      return {
        severity: 'error',
        message: say`${file} could not be parsed in the memory that a plan may take.`,
        help: prose('Make the file smaller or simpler: fewer comments, keys and nested lists.'),
      };
  }
}

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

function unexpanded({ data, document, ...plan }: UncheckedPlan, tooLarge: SizeDiagnostic): ParsedPlan {
  if (document === tooLarge.document) plan.diagnostics.add([tooLarge.diagnostic]);
  return { ...plan, draft: undefined, isUnread: true };
}

function expandPlan({ data, document, ...plan }: UncheckedPlan): ParsedPlan {
  if (data === undefined) return { ...plan, draft: undefined };
  const diagnostics = new DiagnosticList();
  diagnostics.add(longLists(data, document));
  if (diagnostics.hasErrors) return { ...plan, draft: undefined, diagnostics };
  const { file, dataFolder = posix.dirname(file) } = plan.source;
  const readable = readPlanData(data, document, diagnostics);
  const { name, runs_per_month: runsPerMonth, budget = {} } = readable;
  const lines = expandLines(readable, document, dataFolder, diagnostics);
  return { ...plan, draft: { file, name, runsPerMonth, budget, lines, document }, diagnostics };
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
      message: say`The plans count the records of ${files.size} data files; at most ${MAX_DATA_FILES} are allowed in one run.`,
      help: say`Put the records of several lines into one file, or write their ${'count'}.`,
      place: document.placeOf([...(line?.path ?? []), 'count_from']),
    };
    if (plan === first) plan.diagnostics.add([tooManyFiles]);
    return { ...plan, draft: undefined, isUnread: true };
  });
}

/** The data files that a plan counts, relative to the workspace, each once. */
export function dataFilesOf({ draft }: ParsedPlan): string[] {
  return [...new Set(draft?.lines.flatMap(({ countFrom }) => countFrom ?? []))];
}

/** Replaces every `count_from` with the number of records. Gives no plan if there is an error. */
export async function completePlan(
  { source, draft, diagnostics, budget, isUnread }: ParsedPlan,
  count: (dataFile: string) => Promise<RecordCount>,
): Promise<ReadPlan> {
  const ids = new Set(draft?.lines.map(({ id }) => id));
  const read = { file: source.file, limits: budget, name: draft?.name, ids, isUnread };
  if (draft === undefined) return { ...read, plan: undefined, diagnostics: diagnostics.toArray() };
  const found: Diagnostic[] = [];
  const countLine = async (line: Line): Promise<Line> => {
    if (line.countFrom === undefined) return line;
    const counted = await count(line.countFrom);
    for (const finding of findingsOf(line.countFrom, counted)) {
      found.push({ ...finding, place: draft.document.placeOf([...line.path, 'count_from']) });
    }
    return { ...line, count: 'count' in counted ? counted.count : 0 };
  };
  const lines = await Promise.all(draft.lines.map(countLine));
  diagnostics.add(found);
  return {
    ...read,
    plan: diagnostics.hasErrors ? undefined : { ...draft, lines },
    diagnostics: diagnostics.toArray(),
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
