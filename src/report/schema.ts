import * as v from 'valibot';
import { RULES } from '../budget/rules.ts';
import { VERDICTS } from '../budget/verdict.ts';
import { Usd } from '../money.ts';
import { Text } from '../text.ts';

/**
 * The report: the whole result of the gate as data. The comment, the summary, the annotations, the log, the outputs and
 * the JSON file are views of it, and `schema/report.schema.json` is made from it. It holds nothing of the run that made
 * it: the same plan and the same answers give the same report.
 */

function described<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.metadata({ description }));
}

/** USD; a decimal string in JSON. */
const usd = v.custom<Usd>((value) => value instanceof Usd);
/** A sentence; a string in JSON. */
const text = v.custom<Text>((value) => value instanceof Text);

const line = v.strictObject({
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
  unit_cost: described(v.nullable(usd), 'USD for one output; null where unknown.'),
  cost: described(v.nullable(usd), 'USD for the line: unit cost × count × outputs; null where unknown.'),
});

const plan = v.strictObject({
  file: described(v.string(), 'The plan file, relative to the workspace.'),
  name: v.nullable(v.string()),
  cost: described(v.nullable(usd), 'USD for all lines; null unless every price is known.'),
  generation_count: described(v.number(), 'Outputs of all lines.'),
  runs_per_month: v.nullable(v.number()),
  monthly_cost: described(v.nullable(usd), 'USD: cost × runs per month; null where that is unknown.'),
  lines: v.array(line),
});

const violation = v.strictObject({
  rule: v.picklist(RULES),
  plan: described(v.nullable(v.string()), 'The plan file whose limit it is; null for the rules over all plans.'),
  severity: v.picklist(['fail', 'warn']),
  limit: described(v.string(), 'Decimal USD, a number of outputs, or models.'),
  actual: described(v.string(), 'What stands against the limit, in the same unit.'),
  message: text,
  help: described(text, 'What to do about it.'),
});

const problem = v.strictObject({
  severity: v.picklist(['error', 'warning', 'notice']),
  message: described(text, 'What happened, and what was expected.'),
  help: described(v.nullable(text), 'What to do about it.'),
  place: v.nullable(
    v.strictObject({
      file: v.string(),
      line: described(v.number(), 'From 1.'),
      column: described(v.number(), 'From 1.'),
      length: described(v.number(), 'How many characters are meant.'),
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
  subscription: described(v.nullable(text), 'The monthly cost against the credits of the subscription.'),
  usage: v.nullable(
    v.strictObject({
      days: v.number(),
      findings: v.array(text),
      skipped: described(v.array(text), 'What could not be read.'),
    }),
  ),
});

export const reportSchema = v.strictObject({
  schema_version: described(v.literal(1), 'Changes when a field changes its meaning or goes away.'),
  verdict: described(v.picklist(VERDICTS), '`error`: the gate could not know; it then fails, it never passes.'),
  headline: described(text, 'The verdict in one sentence.'),
  files: described(v.array(v.string()), 'The plan files that were judged, relative to the workspace.'),
  total_cost: described(v.nullable(usd), 'USD over all plans; null where unknown.'),
  monthly_cost: described(
    v.nullable(usd),
    'USD a month over the plans that say how often they run; null where none does.',
  ),
  generation_count: described(v.nullable(v.number()), 'Outputs over all plans; null where a plan could not be read.'),
  balance: described(v.nullable(usd), 'USD before the run; null where unknown.'),
  balance_source: described(v.nullable(v.picklist(['billing', 'estimates'])), 'Who told the balance.'),
  remaining_balance: described(v.nullable(usd), 'Balance − total cost, in USD; may be negative.'),
  reserve: described(usd, 'USD that must be left after the run.'),
  shortfall: described(v.nullable(usd), 'Total cost + reserve − balance where that is above zero, else zero, in USD.'),
  budget: described(v.nullable(usd), 'The ceiling that the workflow sets over all plans, in USD.'),
  violations: described(v.array(violation), 'The rules that do not hold, in the order of the table of rules.'),
  problems: described(v.array(problem), 'What went wrong or wants attention.'),
  plans: v.array(plan),
  advice: described(advice, 'What may be done better; never part of the verdict.'),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type ReportPlan = Report['plans'][number];
export type ReportAdvice = Report['advice'];
export type ReportLine = ReportPlan['lines'][number];
export type ReportProblem = Report['problems'][number];
export type ReportViolation = Report['violations'][number];
