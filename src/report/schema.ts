import * as v from 'valibot';
import { RULES, VERDICTS } from '../budget/rules.ts';
import { Message } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/**
 * The report: the whole result of the gate as data. The comment, the summary, the annotations, the log, the outputs and
 * the JSON file are views of it, and `schema/report.schema.json` is made from it. But for its
 * time, the same plan and the same answers give the same report.
 */

export function described<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.metadata({ description }));
}

/** USD; a decimal string in JSON. */
export const usd = v.custom<Usd>((value) => value instanceof Usd);
/** A sentence; a string in JSON. */
export const text = v.custom<Message>((value) => value instanceof Message);

const lineFields = {
  id: v.string(),
  model: v.string(),
  duration: described(v.nullable(v.number()), 'Seconds.'),
  resolution: v.nullable(v.string()),
  audio: v.nullable(v.boolean()),
  count: described(v.number(), 'Generations.'),
  count_from: described(
    v.nullable(v.string()),
    'The data file whose records are the count, relative to the workspace.',
  ),
  outputs: described(v.number(), 'Outputs of each generation.'),
  unit_cost: described(v.nullable(usd), 'USD for one output; null if unknown.'),
  cost: described(v.nullable(usd), 'USD for the line: unit cost × count × outputs; null if unknown.'),
};

const change = v.strictObject({
  kind: v.picklist(['added', 'changed', 'same']),
  settings: described(
    v.array(
      v.strictObject({
        key: v.picklist(['model', 'count', 'outputs', 'duration', 'resolution', 'audio']),
        from: described(v.nullable(v.string()), 'null if the baseline leaves it out.'),
        to: described(v.nullable(v.string()), 'null if the line leaves it out.'),
      }),
    ),
    'The settings that changed.',
  ),
  moved_from: described(v.nullable(v.string()), 'The plan file that the line was in before, if it was another one.'),
  cost_change: described(v.nullable(usd), 'USD; null if unknown.'),
});

const line = v.strictObject({
  ...lineFields,
  change: described(
    v.nullable(change),
    'Against the baseline; null without a baseline, or if the baseline has errors.',
  ),
});

const removedLine = v.strictObject(lineFields);

const plan = v.strictObject({
  file: described(v.string(), 'The plan file, relative to the workspace.'),
  name: v.nullable(v.string()),
  cost: described(v.nullable(usd), 'USD for all lines; null unless every price is known.'),
  generation_count: described(v.number(), 'Outputs of all lines.'),
  runs_per_month: v.nullable(v.number()),
  monthly_cost: described(v.nullable(usd), 'USD: cost × runs per month; null if unknown.'),
  is_new: described(v.nullable(v.boolean()), 'Whether it continues no plan of the baseline; null without a baseline.'),
  baseline_cost: described(v.nullable(usd), 'USD, zero for a new plan; null if unknown, or without a baseline.'),
  cost_change: described(v.nullable(usd), 'USD: cost − baseline cost; null if unknown.'),
  lines: v.array(line),
  removed_lines: described(v.array(removedLine), 'The lines of the baseline that were removed, at current prices.'),
});

const deletedPlan = v.strictObject({
  file: v.string(),
  name: v.nullable(v.string()),
  baseline_cost: described(v.nullable(usd), 'USD; null if unknown.'),
  lines: v.array(removedLine),
});

const proposal = v.strictObject({
  plan: described(v.string(), 'The plan file.'),
  key: described(v.string(), 'The key of its budget.'),
  from: described(v.nullable(text), 'The limit that applies now; null for none.'),
  to: described(v.nullable(text), 'The limit that applies after the merge; null for none.'),
});

const violation = v.strictObject({
  rule: v.picklist(RULES),
  plan: described(v.nullable(v.string()), 'The plan file whose limit it is; null for the rules over all plans.'),
  severity: v.picklist(['fail', 'warn']),
  unit: described(v.picklist(['usd', 'outputs', 'models']), 'What limit, actual and over_by are.'),
  limit: described(v.string(), 'Decimal USD, a number of outputs, or models.'),
  actual: described(v.string(), 'The amount that exceeds the limit, in the same unit.'),
  over_by: described(v.nullable(v.string()), 'By how much the limit is exceeded; null for models.'),
  message: text,
  help: described(text, 'What to do about it.'),
});

export const problem = v.strictObject({
  severity: v.picklist(['error', 'warning', 'notice']),
  message: described(text, 'What happened, and what was expected.'),
  help: described(v.nullable(text), 'What to do about it.'),
  place: v.nullable(
    v.strictObject({
      file: v.string(),
      line: described(v.number(), 'From 1.'),
      column: described(v.number(), 'From 1.'),
      length: described(v.number(), 'In characters.'),
      source: described(v.string(), 'The source line.'),
    }),
  ),
});

const alternative = v.strictObject({
  plan: described(v.string(), 'The plan file.'),
  line: described(v.string(), 'The id of the line.'),
  model: described(v.string(), 'A cheaper model that takes the same settings.'),
  unit_cost: described(usd, 'USD for one of its outputs, as an estimate confirmed.'),
  saving: described(usd, 'USD for the whole line.'),
});

const advice = v.strictObject({
  packs: described(
    v.array(v.strictObject({ usd: v.number(), count: v.number() })),
    'The fewest of the credit packs that cover the shortfall for the least money.',
  ),
  alternatives: v.array(alternative),
  providers: described(
    v.nullable(
      v.array(
        v.strictObject({
          model: v.string(),
          degraded: described(v.array(v.string()), 'Providers of the model that are degraded now.'),
          others: described(v.array(v.string()), 'The other providers of the model.'),
        }),
      ),
    ),
    'Models of the plans that have a degraded provider; null if BabySea did not tell in time.',
  ),
  subscription: described(v.nullable(text), 'The monthly cost against the credits of the subscription.'),
  usage: v.nullable(
    v.strictObject({
      days: v.number(),
      findings: v.array(text),
      skipped: described(v.array(text), 'What could not be read, and why.'),
    }),
  ),
});

export const reportSchema = v.strictObject({
  schema_version: described(v.literal(1), 'Changes when a field changes its meaning or goes away.'),
  verdict: described(v.picklist(VERDICTS), '`error`: the gate could not find out. It then fails; it never passes.'),
  time: described(v.string(), 'When the gate ran, as ISO 8601; what is generated comes later.'),
  headline: described(text, 'The verdict in one sentence.'),
  files: described(v.array(v.string()), 'The plan files, relative to the workspace.'),
  total_cost: described(v.nullable(usd), 'USD over all plans; null if unknown.'),
  baseline: described(
    v.nullable(
      v.strictObject({
        name: described(v.string(), 'The branch or ref.'),
        commit: described(v.nullable(v.string()), 'The full SHA, if known.'),
      }),
    ),
    'What costs are compared with; null for no baseline.',
  ),
  baseline_cost: described(
    v.nullable(usd),
    'USD over the same plans on the baseline; null if unknown, or without a baseline.',
  ),
  cost_change: described(v.nullable(usd), 'USD: total cost − baseline cost; null if unknown, or without a baseline.'),
  monthly_cost: described(
    v.nullable(usd),
    'USD a month over the plans that say how often they run; null if none does.',
  ),
  generation_count: described(v.nullable(v.number()), 'Outputs over all plans; null if a plan could not be read.'),
  balance: described(v.nullable(usd), 'USD before the run; null if unknown.'),
  balance_source: described(v.nullable(v.picklist(['billing', 'estimates'])), 'Where the balance comes from.'),
  remaining_balance: described(v.nullable(usd), 'Balance − total cost, in USD; may be negative.'),
  reserve: described(usd, 'USD that must remain after the run.'),
  shortfall: described(v.nullable(usd), 'Total cost + reserve − balance in USD, or zero if that is negative.'),
  budget: described(v.nullable(usd), 'The ceiling over all plans, in USD; null for none.'),
  violations: described(v.array(violation), 'The rules that are exceeded, in the order of the table of rules.'),
  approval: described(
    v.nullable(
      v.strictObject({
        label: v.string(),
        by: described(v.string(), 'Who put the label on.'),
        at: described(v.string(), 'When, as ISO 8601.'),
        cost: described(usd, 'USD: the cost that is approved.'),
        covers: described(v.boolean(), 'Whether the plans cost no more than that, nor more a month than was approved.'),
        message: text,
      }),
    ),
    'The override label on the pull request; null without one, or if it does not count.',
  ),
  proposals: described(
    v.array(proposal),
    'Limits of the base branch that the pull request changes: they apply after the merge.',
  ),
  problems: described(v.array(problem), 'Errors, warnings and notices.'),
  plans: v.array(plan),
  deleted_plans: described(v.array(deletedPlan), 'Plans of the baseline that were deleted.'),
  advice: described(advice, 'Suggestions; never part of the verdict.'),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type ReportPlan = Report['plans'][number];
export type ReportAdvice = Report['advice'];
export type ReportLine = ReportPlan['lines'][number];
export type RemovedLine = ReportPlan['removed_lines'][number];
export type LineChangeData = NonNullable<ReportLine['change']>;
export type ReportDiagnostic = Report['problems'][number];
export type ReportViolation = Report['violations'][number];

/** The report as JSON; not yet redacted. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Whether a line or a cost differs from the baseline; always true without a baseline. */
export function hasChanges({ baseline, cost_change: change, plans, deleted_plans: deleted }: Report): boolean {
  if (baseline === null || change === null || !change.isZero || deleted.length > 0) return true;
  return plans.some(
    ({ is_new, lines, removed_lines: removed }) =>
      is_new !== false || removed.length > 0 || lines.some((line) => line.change?.kind !== 'same'),
  );
}

/** The run that a report comes from; mostly unknown outside GitHub Actions. */
export interface RunContext {
  /** The region or origin of the prices. */
  readonly api: string;
  /** `https://github.com/owner/name` */
  readonly repositoryUrl?: string | undefined;
  /** The full SHA of the plans' commit. */
  readonly commit?: string | undefined;
  readonly runUrl?: string | undefined;
}
