import * as v from 'valibot';
import { type Diagnostic, hasErrors, inOrder } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { type BudgetReading, readBudget } from './budget.ts';
import { schemaMistakes, unknownKeys } from './diagnostics.ts';
import { PlanDocument } from './document.ts';
import { type DraftLine, expandLines } from './expand.ts';
import type { Plan } from './plan.ts';
import { soundPart } from './recover.ts';
import { type PlanData, planSchema } from './schema.ts';
import { linesProblem, sizeProblem } from './size-limits.ts';

/** A plan whose data files are still to be counted. */
export interface PlanDraft extends Omit<Plan, 'lines'> {
  readonly lines: readonly DraftLine[];
}

/** What could be read of a plan, and all that is wrong with it; with an error among them it is no plan. */
export interface ParsedPlan {
  readonly draft: PlanDraft | undefined;
  /** Its limits as far as they can be read; `undefined` where the text is no mapping. */
  readonly budget: BudgetReading | undefined;
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads a plan: YAML, checked against the schema, expanded to lines. All mistakes are told at once, each with its place.
 *
 * @param file the plan's name in places, relative to the workspace
 */
export function parsePlan(file: string, text: string): ParsedPlan {
  const { document, data, problems } = PlanDocument.read(file, text);
  if (hasErrors(problems)) return { draft: undefined, budget: undefined, problems };
  if (!isMapping(data)) return { draft: undefined, budget: undefined, problems: [notAMapping(data, document)] };
  const budgetReading = readBudget(data);
  const tooLarge = sizeProblem(data, document);
  if (tooLarge !== undefined) return { draft: undefined, budget: budgetReading, problems: [tooLarge] };
  const result = v.safeParse(planSchema, data);
  // What is wrong between the entries that can be read is told with the rest.
  const unknown = unknownKeys(planSchema, data, document);
  const readable = result.success && unknown.length === 0 ? result.output : soundPart(data);
  const { name, runs_per_month: runsPerMonth, budget = {} } = readable;
  const { lines, problems: misfits } = expandLines(readable, document);
  const tooMany = linesProblem(lines, document);
  if (tooMany !== undefined) return { draft: undefined, budget: budgetReading, problems: [tooMany] };
  const mistakes = [
    ...problems,
    ...unknown,
    ...schemaMistakes(result.issues ?? [], document),
    ...budgetMistakes(readable, document),
    ...misfits,
  ];
  if (!result.success && !hasErrors(mistakes)) {
    // Without a plan there must be an error, or the gate would judge the others alone.
    mistakes.push({ severity: 'error', message: prose('This plan cannot be read.'), place: document.placeOf([]) });
  }
  const draft = { file, name, runsPerMonth, budget, lines, document };
  return { draft, budget: budgetReading, problems: inOrder(mistakes) };
}

function isMapping(data: unknown): data is object {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function notAMapping(data: unknown, document: PlanDocument): Diagnostic {
  const place = document.placeOf([]);
  if (data === null || data === undefined) {
    const help = say`Write at least ${'generations: []'}, a plan that costs nothing.`;
    return { severity: 'error', message: prose('The plan is empty.'), help, place };
  }
  const found = prose(Array.isArray(data) ? 'a list' : 'a single value');
  const message = say`A plan is a mapping with the key ${'generations'}; this file holds ${found}.`;
  return { severity: 'error', message, place };
}

/** Limits that lack what they are a limit of. */
function budgetMistakes({ budget = {}, runs_per_month }: PlanData, document: PlanDocument): Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (budget.warn_at !== undefined && 'percent' in budget.warn_at && budget.max_total === undefined) {
    problems.push({
      severity: 'error',
      message: prose('`warn_at` in percent needs a `max_total` to be a percentage of.'),
      help: prose('Add `max_total`, or write `warn_at` as an amount of USD.'),
      place: document.placeOf(['budget', 'warn_at']),
    });
  }
  if (budget.max_monthly !== undefined && runs_per_month === undefined) {
    problems.push({
      severity: 'error',
      message: prose('`max_monthly` needs `runs_per_month`, of which it is the limit.'),
      help: prose('Add `runs_per_month` at the top of the plan.'),
      place: document.placeOf(['budget', 'max_monthly']),
    });
  }
  return problems;
}
