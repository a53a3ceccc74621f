import * as v from 'valibot';
import { NOTHING_REMEMBERED, type Remembered } from '../budget/approval.ts';
import { Usd } from '../shared/money.ts';

const BEFORE = '<!-- babysea-budget-gate-state: ';
const AFTER = ' -->';

const amount = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = Usd.parse(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: 'an amount of USD' });
    return NEVER;
  }),
);
const stateSchema = v.strictObject({
  cost: v.optional(amount),
  approval: v.optional(v.strictObject({ event: v.pipe(v.number(), v.safeInteger()), cost: amount })),
});

/**
 * The line of the gate's comment that keeps what the next run has to know; it belongs right under the marker. Nothing in
 * it comes from outside but digits, so that nothing can end the comment early.
 */
export function writeHidden({ approval, shownCost }: Remembered): string {
  const state = {
    ...(shownCost === undefined ? {} : { cost: shownCost }),
    ...(approval === undefined ? {} : { approval: { event: approval.event, cost: approval.cost } }),
  };
  return `${BEFORE}${JSON.stringify(state)}${AFTER}`;
}

/** What a comment of the gate's own keeps: the second line counts, and only where it is just as the gate writes it. */
export function readHidden(body: string): Remembered {
  const line = body.split('\n', 2)[1]?.replace(/\r$/, '') ?? '';
  const parsed = v.safeParse(stateSchema, jsonOf(line));
  // What cannot be believed is not remembered.
  if (!parsed.success) return NOTHING_REMEMBERED;
  const { approval, cost: shownCost } = parsed.output;
  const remembered = { approval, shownCost };
  return writeHidden(remembered) === line ? remembered : NOTHING_REMEMBERED;
}

function jsonOf(line: string): unknown {
  if (!line.startsWith(BEFORE) || !line.endsWith(AFTER)) return undefined;
  try {
    return JSON.parse(line.slice(BEFORE.length, -AFTER.length));
  } catch {
    return undefined;
  }
}
