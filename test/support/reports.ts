import { type Base, NO_BASE } from '../../src/baseline/match-plans.ts';
import type { Override } from '../../src/budget/approval.ts';
import { type GateResult, runGate } from '../../src/gate.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Diagnostic } from '../../src/shared/diagnostic.ts';
import { type Account, fakeBabySea } from './answers.ts';
import { type PlanFiles, type SideOptions, sideOf } from './bases.ts';
import { usd } from './money.ts';
import { planText } from './plans.ts';

export interface Run extends Account {
  readonly plans: PlanFiles;
  /** What went wrong before. */
  readonly problems?: readonly Diagnostic[];
  /** USD, as the inputs of the step. */
  readonly budget?: string;
  readonly reserve?: string;
  readonly lowBalance?: string;
  readonly warnOnly?: boolean;
  readonly region?: string;
  /** The base branch, whose limits judge and with which costs are compared; without it, nothing is compared. */
  readonly before?: PlanFiles;
  /** How the base branch's files stand to those that are judged. */
  readonly side?: SideOptions;
  /** What the plans are held against, where the base branch is not all. */
  readonly base?: Base;
  /** What is known of the override label. */
  readonly override?: Override;
}

/** The whole core on data: plans, what the API answers and the limits in, the report out. */
export async function reportOf(run: Run): Promise<Report> {
  return (await resultOf(run)).report;
}

/** The same, with what the next run has to know. */
export async function resultOf({ plans, problems = [], region = 'us', ...run }: Run): Promise<GateResult> {
  const side = run.before && (await sideOf(run.before, run.side));
  return runGate({
    plans: Object.entries(plans).map(([file, plan]) => ({
      file,
      text: typeof plan === 'string' ? plan : planText(plan),
      root: '',
      countRecords: async () => ({ count: 3 }),
    })),
    parse: parseHere,
    diagnostics: problems,
    base: () => Promise.resolve(run.base ?? (side ? { limits: side, costs: side, diagnostics: [] } : NO_BASE)),
    limits: {
      budget: run.budget === undefined ? undefined : usd(run.budget),
      reserve: usd(run.reserve ?? '0'),
      lowBalance: usd(run.lowBalance ?? '0'),
      warnOnly: run.warnOnly ?? false,
    },
    override: () => Promise.resolve(run.override),
    api: fakeBabySea(run).api,
    region,
    concurrency: 8,
    alternatives: true,
    providerHealth: true,
    usageDays: 0,
    now: new Date('2026-05-04T12:00:00Z'),
  });
}

/** A run on a pull request, as the views tell of it. */
export const RUN = {
  api: 'us',
  repositoryUrl: 'https://github.com/seaside/shop',
  commit: '4f0c1de2b3a495867786950a1b2c3d4e5f607182',
  runUrl: 'https://github.com/seaside/shop/actions/runs/7001',
};
