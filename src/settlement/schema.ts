import * as v from 'valibot';
import { VERDICTS } from '../budget/rules.ts';
import { described, problem, text, usd } from '../report/schema.ts';
import type { Usd } from '../shared/money.ts';
import { SIGNS } from './signs.ts';

/**
 * The settlement: what was generated beside what was planned, as data. The summary, the comment, the log and the outputs are
 * views of it, and `schema/settlement.schema.json` is made from it.
 */

const settings = {
  model: v.string(),
  duration: described(v.nullable(v.number()), 'Seconds.'),
  resolution: v.nullable(v.string()),
  audio: v.nullable(v.boolean()),
  outputs: described(v.number(), 'Outputs of each generation.'),
};

const counts = {
  succeeded: v.number(),
  failed: described(v.number(), 'Without those that were canceled.'),
  canceled: v.number(),
  pending: described(v.number(), 'Generations that have not ended: pending or processing.'),
};

const costs = {
  settled_cost: described(v.nullable(usd), 'USD, computed: unit cost × outputs of what succeeded; null where unknown.'),
  reserved_cost: described(v.nullable(usd), 'USD, computed, of what has not ended; null where unknown.'),
};

const line = v.strictObject({
  plan: described(v.string(), 'The plan file.'),
  id: v.string(),
  ...settings,
  count: described(v.number(), 'Generations that were planned.'),
  unit_cost: described(usd, 'USD for one output, as planned.'),
  planned_cost: described(usd, 'USD for the line.'),
  ...counts,
  ...costs,
  difference: described(usd, 'USD: planned cost − settled cost.'),
});

const other = v.strictObject({
  kind: described(v.picklist(['other_settings', 'unplanned']), '`unplanned`: no line has the model.'),
  ...settings,
  generation_ids: described(v.array(v.string()), 'The first 100, by time of creation.'),
  unit_cost: described(v.nullable(usd), 'USD for one output; null where unknown.'),
  ...counts,
  ...costs,
});

export const settlementSchema = v.strictObject({
  schema_version: described(v.literal(1), 'Changes when a field changes its meaning or goes away.'),
  verdict: described(
    v.picklist(VERDICTS),
    '`error`: what was generated could not be read or priced; it then fails, it never passes.',
  ),
  headline: described(text, 'The result in one sentence.'),
  time: described(v.string(), 'When the settlement was made, as ISO 8601.'),
  since: described(
    v.nullable(v.string()),
    'Records from this time on were read, ISO 8601; null where they were read by id.',
  ),
  planned_cost: described(v.nullable(usd), 'USD over all lines; null where unknown.'),
  ...costs,
  difference: described(v.nullable(usd), 'USD: planned cost − settled cost; null where unknown.'),
  balance_before: described(v.nullable(usd), 'USD, as the gate saw it; null where unknown.'),
  balance_now: described(v.nullable(usd), 'USD; null where unknown.'),
  unexplained_cost: described(
    v.nullable(usd),
    'USD: balance before − balance now − settled cost − reserved cost; null where unknown.',
  ),
  records: described(v.nullable(v.number()), 'Records that were looked at; null where they could not all be read.'),
  succeeded: v.nullable(v.number()),
  failed: described(v.nullable(v.number()), 'Without those that were canceled.'),
  canceled: v.nullable(v.number()),
  pending: described(v.nullable(v.number()), 'Generations that have not ended: pending or processing.'),
  unplanned: described(v.nullable(v.number()), 'Records with a model that no line has.'),
  lines: described(v.array(line), 'In the order of the plan; empty where the records could not all be read.'),
  others: described(v.array(other), 'Records that belong to no line, grouped by their settings.'),
  findings: described(
    v.array(
      v.strictObject({
        sign: described(v.nullable(v.picklist(SIGNS)), 'What it is a sign of; null for what went wrong.'),
        ...problem.entries,
      }),
    ),
    'Errors, then warnings, then notices.',
  ),
});

export type Settlement = v.InferOutput<typeof settlementSchema>;
export type SettlementLine = Settlement['lines'][number];
export type SettlementOther = Settlement['others'][number];

/** The settlement as JSON, as the Action and the command line write it. Secrets are still to be hidden. */
export function settlementJson(settlement: Settlement): string {
  return `${JSON.stringify(settlement, null, 2)}\n`;
}

/** The step's outputs that the settlement decides; empty text where a figure is unknown, as all are without a settlement. */
export function settlementOutputs(settlement?: Settlement) {
  const textOf = (value: Usd | number | null | undefined) => value?.toString() ?? '';
  return {
    verdict: settlement?.verdict ?? 'error',
    'planned-cost': textOf(settlement?.planned_cost),
    'settled-cost': textOf(settlement?.settled_cost),
    difference: textOf(settlement?.difference),
    succeeded: textOf(settlement?.succeeded),
    failed: textOf(settlement?.failed),
    pending: textOf(settlement?.pending),
    unplanned: textOf(settlement?.unplanned),
    'unexplained-cost': textOf(settlement?.unexplained_cost),
  };
}
