import * as v from 'valibot';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { DiagnosticList, type LazyDiagnostic, schemaDiagnostics, unknownKeys } from './diagnostics.ts';
import { type DraftLine, expandLines } from './expand.ts';
import { groupedThousands } from './grouped-thousands.ts';
import { fieldOf, isMapping, listIn, type ParseFailure, type YamlResult } from './parse-yaml.ts';
import type { Plan } from './plan.ts';
import { type BudgetReading, readBudget, recoverGeneration, recoverPlan } from './recover.ts';
import { type Budget, generationSchema, type PlanData, planSchema } from './schema.ts';
import { longLists, type SizeDiagnostic, sizeDiagnostic, sizeOfLines, sizeOfPlan } from './size-limits.ts';
import { yamlDiagnostics } from './yaml-diagnostics.ts';
import { NO_PLACES, PlanDocument, type PlanPath } from './yaml-document.ts';

/** A plan whose data files are still to be counted. */
export interface PlanDraft extends Omit<Plan, 'lines'> {
  /** The folder that its data files are relative to, in the workspace. Default: the folder of the file. */
  readonly dataFolder?: string;
  readonly lines: readonly DraftLine[];
}

/** What could be read of a plan, and all that is wrong with it. With an error, the draft is not used. */
export interface ParsedPlan {
  readonly draft: PlanDraft | undefined;
  /** Its limits as far as they can be read; `undefined` if the text is no mapping. */
  readonly budget: BudgetReading | undefined;
  readonly diagnostics: DiagnosticList;
  /** Whether it was not read at all, since time or memory ran out or the plans are too large together. */
  readonly isUnread: boolean;
}

export interface PlanText {
  /** The plan's name in places, relative to the workspace. */
  readonly file: string;
  readonly text: string;
  readonly yaml: YamlResult;
}

/**
 * Checks the plans of one run against the schema and expands them to lines. All diagnostics come at once, each with its
 * place. If the plans are too large together, none is expanded, and one diagnostic says so, at the largest.
 */
export function parsePlans(texts: readonly PlanText[]): ParsedPlan[] {
  const plans = loadPlans(texts);
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
interface LoadedPlan extends Omit<ParsedPlan, 'draft'> {
  readonly data: object | undefined;
  readonly document: PlanDocument;
}

function loadPlans(texts: readonly PlanText[]): LoadedPlan[] {
  const late = texts.filter(({ yaml }) => 'failure' in yaml && yaml.failure === 'time');
  return texts.map((plan): LoadedPlan => {
    const { file, text, yaml } = plan;
    const document = new PlanDocument(file, text, 'failure' in yaml ? NO_PLACES : yaml.places);
    const unreadable = (found: readonly Diagnostic[], hiddenErrors = 0): LoadedPlan => ({
      document,
      data: undefined,
      budget: undefined,
      diagnostics: new DiagnosticList(found, hiddenErrors),
      isUnread: 'failure' in yaml,
    });
    if ('failure' in yaml) {
      // One diagnostic is enough for all plans that there was no time for.
      const isFirst = yaml.failure !== 'time' || plan === late[0];
      return unreadable(isFirst ? [failureOf(yaml, file, late.length - 1)] : []);
    }
    const { data, errors, hiddenErrors } = yaml;
    if (errors.length > 0) return unreadable(yamlDiagnostics(errors, document), hiddenErrors);
    if (!isMapping(data)) return unreadable([notAMapping(data, document)]);
    return { document, data, budget: readBudget(data), diagnostics: new DiagnosticList(), isUnread: false };
  });
}

function failureOf({ failure }: ParseFailure, file: string, others: number): Diagnostic {
  switch (failure) {
    case 'time':
      return {
        severity: 'error',
        message:
          others > 0
            ? say`Time ran out while ${file} was parsed, so that it and ${plural(others, 'other plan')} could not be read.`
            : say`Time ran out while ${file} was parsed.`,
        help: say`Make the file smaller or simpler, or raise ${'timeout'}.`,
      };
    case 'memory':
      return {
        severity: 'error',
        message: say`${file} could not be parsed in the memory that a plan may take.`,
        help: prose('Make the file smaller or simpler: fewer comments, keys and nested lists.'),
      };
    case 'depth':
      return {
        severity: 'error',
        message: say`${file} is nested too deeply to be parsed.`,
        help: prose('A plan needs no more than a few levels.'),
      };
  }
}

function unexpanded({ document, budget, diagnostics }: LoadedPlan, tooLarge: SizeDiagnostic): ParsedPlan {
  if (document === tooLarge.document) diagnostics.add([tooLarge.diagnostic]);
  return { draft: undefined, budget, diagnostics, isUnread: true };
}

function expandPlan({ data, document, ...plan }: LoadedPlan): ParsedPlan {
  if (data === undefined) return { ...plan, draft: undefined };
  const diagnostics = new DiagnosticList();
  diagnostics.add(longLists(data, document));
  if (diagnostics.hasErrors) return { ...plan, draft: undefined, diagnostics };
  const readable = readPlanData(data, document, diagnostics);
  const { name, runs_per_month: runsPerMonth, budget = {} } = readable;
  diagnostics.add(budgetDiagnostics(readable, document));
  const lines = expandLines(readable, document, diagnostics);
  return { ...plan, draft: { file: document.file, name, runsPerMonth, budget, lines, document }, diagnostics };
}

/**
 * Checks data against the schema and adds the diagnostics to those found. Parts that are wrong are left out or replaced, so
 * that the rest is checked, too. Generations are checked one by one: the schema library needs half a kilobyte for each issue.
 */
function readPlanData(data: object, document: PlanDocument, found: DiagnosticList): PlanData {
  const generations = listIn(data, 'generations');
  const isList = Array.isArray(fieldOf(data, 'generations'));
  const rest = isList ? { ...data, generations: [] } : data;
  const result = v.safeParse(planSchema, rest);
  const wrong = [...unknownKeys(planSchema, rest, document), ...schemaDiagnostics(result.issues ?? [], document)];
  found.addLazy([...wrong, ...groupedThousands(data, document)], document);
  if (!result.success && wrong.length === 0) found.add([unreadable(document, [])]);
  return {
    ...(result.success && wrong.length === 0 ? result.output : recoverPlan(rest)),
    generations: generations.map((generation, index) => {
      const path = ['generations', index];
      const read = v.safeParse(generationSchema, generation);
      const wrong = [
        ...unknownKeys(generationSchema, generation, document, path),
        ...schemaDiagnostics(read.issues ?? [], document, path),
        ...emptyIncludes(generation, document, path),
      ];
      found.addLazy(wrong, document);
      if (read.success && wrong.length === 0) return read.output;
      if (wrong.length === 0) found.add([unreadable(document, path)]);
      return recoverGeneration(generation, read.success ? read.output : undefined);
    }),
  };
}

/** As a workflow, a plan refuses an `include` that sets nothing. Looks at the data as written: the schema drops unknown keys. */
function emptyIncludes(generation: unknown, document: PlanDocument, path: PlanPath): LazyDiagnostic[] {
  return listIn(fieldOf(generation, 'matrix'), 'include').flatMap((entry, index): LazyDiagnostic[] => {
    if (!isMapping(entry) || Object.keys(entry).length > 0) return [];
    const at = [...path, 'matrix', 'include', index];
    const describe = (): Diagnostic => ({
      severity: 'error',
      message: say`This entry of ${'include'} is empty.`,
      help: say`Write at least one key, such as ${'duration: 10'}, or remove the entry.`,
      place: document.placeOf(at),
    });
    return [{ path: at, kind: 'empty', describe }];
  });
}

/** A plan that cannot be read must have an error, or the gate would evaluate the other plans alone. */
function unreadable(document: PlanDocument, path: PlanPath): Diagnostic {
  return { severity: 'error', message: prose('This part of the plan cannot be read.'), place: document.placeOf(path) };
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

/** Limits that lack what they are a limit of, or that are hardly what was meant. */
function budgetDiagnostics({ budget = {}, runs_per_month }: PlanData, document: PlanDocument): Diagnostic[] {
  const diagnostics = unlikelyWarning(budget, document);
  if (budget.warn_at !== undefined && 'percent' in budget.warn_at && budget.max_total === undefined) {
    diagnostics.push({
      severity: 'error',
      message: prose('`warn_at` in percent needs a `max_total` to be a percentage of.'),
      help: prose('Add `max_total`, or write `warn_at` as an amount of USD.'),
      place: document.placeOf(['budget', 'warn_at']),
    });
  }
  if (budget.max_monthly !== undefined && runs_per_month === undefined) {
    diagnostics.push({
      severity: 'error',
      message: prose('`max_monthly` needs `runs_per_month`.'),
      help: prose('Add `runs_per_month` at the top of the plan.'),
      place: document.placeOf(['budget', 'max_monthly']),
    });
  }
  return diagnostics;
}

/** A `warn_at` in USD that was hardly meant so: above `max_total` it never warns first, below one dollar it nearly always does. */
function unlikelyWarning({ warn_at: warnAt, max_total: maxTotal }: Budget, document: PlanDocument): Diagnostic[] {
  if (warnAt === undefined || 'percent' in warnAt || maxTotal === undefined) return [];
  const { usd } = warnAt;
  const isShare = Usd.of(1).exceeds(usd) && maxTotal.exceeds(Usd.of(1));
  if (!isShare && maxTotal.exceeds(usd)) return [];
  const percent = isShare ? usd.times(100) : usd;
  const isPercent = !percent.exceeds(Usd.of(100)) && !percent.isZero;
  const place = document.placeOf(['budget', 'warn_at']);
  return [
    {
      severity: 'notice',
      message: isShare
        ? say`${'warn_at'} is an amount of ${usd}, so nearly every plan warns.`
        : say`${'warn_at'} is an amount of ${usd}, which is not below the ${'max_total'} of ${maxTotal}: it never warns first.`,
      help: isPercent
        ? say`For a percentage of ${'max_total'}, write ${`warn_at: ${Number(percent)}%`}.`
        : say`Write an amount below ${'max_total'}, or a percentage of it such as ${'80%'}.`,
      place,
    },
  ];
}
