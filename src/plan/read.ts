import type { Diagnostic } from '../shared/diagnostic.ts';
import type { BudgetReading } from './budget.ts';
import { parsePlan } from './parse.ts';
import type { Plan } from './plan.ts';
import { completePlan, dataFilesOf, type RecordCount } from './record-counts.ts';

/** A plan before it is read, and the way to the data files that it counts. */
export interface PlanSource {
  /** The file, relative to the workspace; for a plan that is written in the workflow, `INLINE_PLAN`. */
  readonly file: string;
  readonly text: string;
  /** Counts the records of a data file, relative to the workspace. */
  readonly countRecords: (path: string) => Promise<RecordCount>;
}

/** A plan as far as it could be read. */
export interface ReadPlan {
  readonly file: string;
  /** There is one only where nothing is wrong. */
  readonly plan: Plan | undefined;
  readonly problems: readonly Diagnostic[];
  /** Its limits, whatever else is wrong; `undefined` where the text is no plan at all. */
  readonly budget: BudgetReading | undefined;
  readonly name: string | undefined;
  /** The ids of the lines that could be read. */
  readonly ids: ReadonlySet<string>;
}

/** Reads a plan and the data files that it counts. */
export async function readPlan({ file, text, countRecords }: PlanSource): Promise<ReadPlan> {
  const parsed = parsePlan(file, text);
  const counts = new Map<string, RecordCount>();
  for (const path of dataFilesOf(parsed)) counts.set(path, await countRecords(path));
  const { plan, problems } = completePlan(parsed, counts);
  const { draft, budget } = parsed;
  return {
    file,
    plan,
    problems,
    budget,
    name: draft?.name,
    ids: new Set(draft?.lines.map(({ id }) => id)),
  };
}
