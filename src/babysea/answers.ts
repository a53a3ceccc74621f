import * as v from 'valibot';
import { Usd } from '../money.ts';
import type { Envelope } from './api.ts';
import { UnbelievableError } from './errors.ts';

/** The shapes of BabySea's answers, as far as the gate reads them (docs.babysea.ai: guides/credits, setup/generations). */

const USD = 'an amount of USD, finite and not negative';
const usd = v.pipe(
  v.number(USD),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const amount = Usd.parse(dataset.value);
    if (amount !== undefined) return amount;
    addIssue({ message: USD });
    return NEVER;
  }),
);

const OBJECT = 'a JSON object';

export const estimateSchema = v.object(
  {
    model_identifier: v.string('a model identifier'),
    model_type: v.picklist(['image', 'video'], 'image or video'),
    /** USD for one output. */
    cost_per_generation: usd,
    duration_seconds: v.nullish(v.number('a number of seconds')),
    resolution: v.nullish(v.string('a resolution')),
    /** USD; `null` where the balance could not be looked up. */
    credit_balance: v.nullish(usd),
  },
  OBJECT,
);

export const billingSchema = v.object(
  {
    billing_plan: v.nullish(v.string('the name of a plan')),
    /** USD */
    billing_credit_balance: usd,
  },
  OBJECT,
);

/** The data of an answer once it has the shape that is documented; throws an {@link UnbelievableError} where it has not. */
export function believed<const Schema extends v.GenericSchema>(
  schema: Schema,
  { data, request_id }: Envelope,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'data';
  const isMissing = issue.received === 'undefined';
  throw new UnbelievableError({
    expected: isMissing ? `${path} in it` : `${path} to be ${issue.message}`,
    found: isMissing ? 'nothing there' : issue.received,
    requestId: request_id,
    attempts: 1,
  });
}
