import type { BaseSide } from '../../src/baseline/match-plans.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import { readPlans } from '../../src/plan/read.ts';
import { planText } from './plans.ts';

/** Plans by file name: YAML text, or data. */
export type PlanFiles = Readonly<Record<string, string | object>>;

export interface SideOptions {
  /** What Git sees as renamed: the new path, and the old one. */
  readonly renames?: Readonly<Record<string, string>>;
  /** The files that the input `plan` does not name. */
  readonly unnamed?: readonly string[];
  /** The head's plan files of another repository. */
  readonly foreignFiles?: readonly string[];
  readonly name?: string;
}

/** The plan files of one commit, read as the gate reads them; each data file has two records. */
export async function sideOf(
  files: PlanFiles,
  { renames = {}, unnamed = [], foreignFiles = [], name = 'main' }: SideOptions = {},
): Promise<BaseSide> {
  const sources = Object.entries(files).map(([file, plan]) => {
    const text = typeof plan === 'string' ? plan : planText(plan);
    return { file, text, root: '', countRecords: async () => ({ count: 2 }) };
  });
  const read = await readPlans(sources, parseHere);
  const plans = read.map((plan) => ({ ...plan, isNamed: !unnamed.includes(plan.file) }));
  return {
    name,
    commit: 'b'.repeat(40),
    plans,
    renames: new Map(Object.entries(renames)),
    foreignFiles: new Set(foreignFiles),
  };
}
