import fc from 'fast-check';
import type { Base, BaseSide } from '../../src/baseline/match-plans.ts';
import { type LabelRecord, type Override, VOID_REASONS } from '../../src/budget/approval.ts';
import { runGate } from '../../src/gate.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { RecordCount } from '../../src/plan/read.ts';
import { type PlanSource, readPlans } from '../../src/plan/read.ts';
import { renderComment } from '../../src/report/comment.ts';
import { matrixOutput, stepOutputs } from '../../src/report/outputs.ts';
import type { Report } from '../../src/report/schema.ts';
import { say } from '../../src/shared/message.ts';
import { hostileText } from '../support/hostile.ts';
import { COMMIT, OTHER_COMMIT, record, shown } from '../support/labels.ts';
import { usd } from '../support/money.ts';
import { RUN } from '../support/reports.ts';
import { type Account, anyAccount, apiOf } from './account.ts';
import { anyShape, DATA_FILES, type Shape } from './plan-shapes.ts';
import { anyEdits, anyStyle, anyText, broken, type Style, textOf } from './plan-texts.ts';

const SCOPE = { runUrl: 'https://github.com/seaside/shop/actions/runs/7001', job: 'gate', key: 'nightly' };

/** A plan file: of a shape, as the text of it, and whether the text is the shape's. */
export interface PlanFile {
  readonly file: string;
  readonly shape: Shape;
  readonly style: Style;
  readonly text: string;
  readonly isIntact: boolean;
}

export interface Case {
  readonly plans: readonly PlanFile[];
  /** As they stand on the base branch; `undefined` where there is none. */
  readonly base: readonly PlanFile[] | undefined;
  /** Whether the base branch's limits judge, and whether costs are compared with it. */
  readonly baseIs: { readonly limits: boolean; readonly costs: boolean };
  readonly account: Account;
  /** USD */
  readonly budget: string | undefined;
  readonly reserve: string;
  readonly warnOnly: boolean;
  readonly override: Override | undefined;
  readonly usageDays: number;
}

const FILES = ['generation-plan.yml', 'b/`|<b>@octocat $x.yml', 'c.yml', 'plan input'];

/** Nothing, or once in so many times a value. */
function seldom<Value>(value: fc.Arbitrary<Value>, once: number): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: once - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const content = fc.record({
  shape: anyShape,
  style: anyStyle,
  edits: seldom(anyEdits, 5),
  instead: seldom(anyText, 20),
});
type Content = typeof content extends fc.Arbitrary<infer Value> ? Value : never;

function planFile({ shape, style, edits, instead }: Content, index: number): PlanFile {
  const intact = textOf(shape, style);
  const text = instead ?? (edits === null ? intact : broken(intact, edits));
  return { file: FILES[index] ?? 'd.yml', shape, style, text, isIntact: text === intact };
}

const planFiles = fc.array(content, { minLength: 1, maxLength: 3 }).map((contents) => contents.map(planFile));
const someUsd = fc
  .integer({ min: 0, max: 100_000 })
  .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);

const override: fc.Arbitrary<Override> = fc
  .record({
    label: hostileText,
    event: fc.option(
      fc.record({ id: fc.nat(), by: hostileText, at: fc.oneof(hostileText, fc.constant('2026-05-04T12:00:00Z')) }),
    ),
    approved: fc.option(fc.tuple(fc.nat(), fc.oneof(someUsd, fc.constantFrom(...VOID_REASONS)))),
    shown: fc.option(fc.tuple(fc.option(someUsd, { nil: undefined }), fc.constantFrom(COMMIT, OTHER_COMMIT))),
    isUnverified: fc.boolean(),
    problem: fc.option(hostileText),
  })
  .map(({ label, event, approved, shown: drawn, isUnverified, problem }) => ({
    label,
    event: event ?? undefined,
    remembered: {
      record: approved === null ? undefined : recordOf(approved),
      shown: drawn === null ? undefined : shown(drawn[0], { commit: drawn[1] }),
      isUnverified,
    },
    commit: COMMIT,
    diagnostics: problem === null ? [] : [{ severity: 'warning', message: say`${problem}` }],
  }));

function recordOf([event, approves]: readonly [number, string]): LabelRecord {
  const reason = VOID_REASONS.find((known) => known === approves);
  return record(reason === undefined ? approves : { nothing: reason }, event);
}

/** Anything that may come together in a step, most of it sound. */
export const anyCase: fc.Arbitrary<Case> = fc.record({
  plans: planFiles,
  base: fc.option(planFiles, { nil: undefined }),
  baseIs: fc.record({ limits: fc.boolean(), costs: fc.boolean() }),
  account: anyAccount,
  budget: fc.option(someUsd, { nil: undefined }),
  reserve: fc.oneof(fc.constant('0'), someUsd),
  warnOnly: fc.boolean(),
  override: seldom(override, 2).map((drawn) => drawn ?? undefined),
  usageDays: fc.constantFrom(0, 0, 0, 7),
});

async function countRecords(path: string): Promise<RecordCount> {
  const count = DATA_FILES[path.split('/').at(-1) ?? ''];
  return count === undefined ? { message: say`There is no ${path}.`, help: say`Add it.` } : { count };
}

function sourceOf({ file, text }: PlanFile): PlanSource {
  return { file, text, root: '', countRecords };
}

async function sideOf(plans: readonly PlanFile[]): Promise<BaseSide> {
  const read = await readPlans(plans.map(sourceOf), parseHere);
  return {
    name: 'main',
    commit: RUN.commit,
    plans: read.map((plan) => ({ ...plan, isNamed: true })),
    renames: new Map(),
    foreignFiles: new Set(),
  };
}

async function baseOf({ base, baseIs }: Case): Promise<Base> {
  const side = base && (await sideOf(base));
  return { limits: baseIs.limits ? side : undefined, costs: baseIs.costs ? side : undefined, diagnostics: [] };
}

/** All that a run of the core says. */
export interface Outcome {
  readonly report: Report;
  readonly comment: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the whole core. */
export async function outcomeOf(given: Case): Promise<Outcome> {
  const { plans, account, budget, reserve, warnOnly, override, usageDays } = given;
  const result = await runGate({
    plans: plans.map(sourceOf),
    parse: parseHere,
    diagnostics: [],
    base: () => baseOf(given),
    limits: {
      budget: budget === undefined ? undefined : usd(budget),
      reserve: usd(reserve),
      lowBalance: usd('1'),
      warnOnly,
    },
    override: async () => override,
    api: apiOf(account),
    region: 'us',
    concurrency: 8,
    alternatives: true,
    providerHealth: true,
    usageDays,
    now: new Date('2026-05-04T12:00:00Z'),
  });
  const { report } = result;
  return {
    report,
    comment: renderComment(report, RUN, 'nightly'),
    outputs: { ...stepOutputs(report), matrix: matrixOutput(result.plans, report.verdict, SCOPE).matrix },
  };
}
