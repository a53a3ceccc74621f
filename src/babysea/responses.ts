import * as v from 'valibot';
import { parsed } from '../shared/helpers.ts';
import { Usd } from '../shared/money.ts';
import type { Redact } from '../shared/redact.ts';
import type { Envelope } from './api.ts';
import { InvalidResponseError } from './errors.ts';

/** The shapes of BabySea's answers, as far as the gate reads them (docs.babysea.ai: guides/credits, setup/generations). */

const USD = 'an amount of USD, finite and not negative';
const usd = parsed(v.number(USD), Usd.parse, USD);

const OBJECT = 'a JSON object';
const SECONDS = 'a number of seconds';

export const estimateSchema = v.object(
  {
    model_identifier: v.string('a model identifier'),
    model_type: v.picklist(['image', 'video'], 'image or video'),
    /** The outputs that were priced. */
    assets_count: v.nullish(v.number('a number of outputs')),
    /** USD for one output. */
    cost_per_generation: usd,
    /** USD for all outputs. */
    cost_total_consumed: v.nullish(usd),
    /** USD, of a video. */
    cost_per_second: v.nullish(usd),
    duration_seconds: v.nullish(v.pipe(v.number(SECONDS), v.finite(SECONDS), v.minValue(0, SECONDS))),
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
    billing_currency: v.nullish(v.string('a currency')),
  },
  OBJECT,
);

/** What a model's output costs: one price, or one for each resolution and sound (`720p`, `1080p_audio`). */
const pricing = v.union([usd, v.record(v.string(), usd)], 'an amount of USD, or several by resolution');

const texts = v.array(v.string('text'), 'a list of texts');

const modelSchema = v.object({
  model_identifier: v.string('a model identifier'),
  model_type: v.picklist(['image', 'video'], 'image or video'),
  /** USD for one image, or for one second of video. */
  model_pricing: v.nullish(pricing),
  model_supported_provider: v.nullish(texts),
  schema: v.object({
    generation_prompt: v.nullish(v.boolean('true or false')),
    generation_ratio: v.nullish(texts),
    generation_output_format: v.nullish(texts),
    /** The most outputs of one generation. */
    generation_output_number: v.nullish(v.number('a number of outputs')),
    generation_input_file: v.nullish(v.boolean('true or false')),
    /** Seconds. */
    generation_duration: v.nullish(v.array(v.number('a number of seconds'), 'a list of seconds')),
    generation_resolution: v.nullish(texts),
    generation_generate_audio: v.nullish(v.boolean('true or false')),
  }),
  specific_schema: v.nullish(texts),
});

/** A model as the library lists it. */
export type LibraryModel = v.InferOutput<typeof modelSchema>;

/** The library by model identifier; a model that does not have the documented shape is `undefined`. */
export const librarySchema = v.object(
  {
    models: v.pipe(
      v.array(v.looseObject({ model_identifier: v.string('a model identifier') }), 'a list of models'),
      v.transform(
        (models): ReadonlyMap<string, LibraryModel | undefined> =>
          new Map(models.map((model) => [model.model_identifier, known(model)])),
      ),
    ),
  },
  OBJECT,
);

function known(model: unknown): LibraryModel | undefined {
  const result = v.safeParse(modelSchema, model);
  return result.success ? result.output : undefined;
}

const COUNT = 'a count, not negative';
const count = v.pipe(v.number(COUNT), v.finite(COUNT), v.minValue(0, COUNT));

export const usageSchema = v.object(
  {
    /** Days that are looked back over, today's among them. */
    usage_period_days: v.nullish(count),
    usage_total_requests: count,
    /** USD */
    usage_total_estimated_cost: usd,
    usage_endpoints: v.nullish(
      v.array(v.object({ client_error_count: v.nullish(count), error_codes: v.nullish(v.record(v.string(), count)) })),
    ),
    usage_providers: v.nullish(
      v.array(
        v.object({
          provider: v.string('the name of a provider'),
          total_submissions: count,
          cancelled_count: v.nullish(count),
          discarded_count: v.nullish(count),
          failed_count: v.nullish(count),
          /** USD */
          total_estimated_cost: v.nullish(usd),
          /** USD, of the cost above. */
          wasted_estimated_cost: v.nullish(usd),
        }),
      ),
    ),
  },
  OBJECT,
);

/** What BabySea estimates for some days, and what failed. The costs are estimates, not what was charged. */
export type UsageData = v.InferOutput<typeof usageSchema>;

/** How each provider is doing; an entry without the documented shape is `undefined`. */
export const providerHealthSchema = v.object(
  {
    providers: v.array(
      v.fallback(v.optional(v.object({ provider: v.string(), status: v.string() })), undefined),
      'a list of providers',
    ),
  },
  OBJECT,
);

const generationSchema = v.object({
  generation_id: v.string(),
  model_identifier: v.nullish(v.string()),
  /** `pending`, `processing`, `succeeded`, `failed`, `canceled`; an unknown status is fine here. */
  generation_status: v.string(),
  /** ISO time. */
  generation_created_at: v.nullish(v.string()),
});

/** One generation. */
export type GenerationRecord = v.InferOutput<typeof generationSchema>;

/** A page of records; one that does not have the documented shape is `undefined`, so that a full page still counts as full. */
export const generationsSchema = v.object(
  { generations: v.array(v.fallback(v.optional(generationSchema), undefined), 'a list of generations') },
  OBJECT,
);

const successEnvelope = v.object({
  status: v.literal('success'),
  request_id: v.optional(v.string()),
  data: v.unknown(),
  total: optionalField(v.number()),
});

/** The envelope of a good status; throws an {@link InvalidResponseError} if it is no success. */
export function parseEnvelope(body: string, redact: Redact): Envelope {
  const json = parseJson(body, redact);
  const result = v.safeParse(successEnvelope, json);
  if (result.success) return result.output;
  const found = json === undefined ? startOf(body) : `JSON without \`"status": "success"\`: ${startOf(body)}`;
  throw new InvalidResponseError({ expected: "BabySea's success envelope", found });
}

/** A field that is ignored unless it is as documented. */
function optionalField<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

const errorEnvelope = v.object({
  request_id: optionalField(v.string()),
  error: v.object({
    code: optionalField(v.string()),
    type: optionalField(v.string()),
    message: optionalField(v.string()),
    retryable: optionalField(v.boolean()),
  }),
});

/** What the body of an error status says; its beginning if it has another shape, such as a gateway's page. */
export function parseErrorBody(body: string, redact: Redact) {
  const envelope = v.safeParse(errorEnvelope, parseJson(body, redact));
  if (!envelope.success) return { message: startOf(body), retryable: undefined };
  const { request_id: requestId, error } = envelope.output;
  return { ...error, message: error.message ?? startOf(body), requestId };
}

/** JSON has many ways to write a secret, so decoded strings are redacted once more, before anything cuts them. */
function parseJson(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

const MAX_QUOTE_CHARACTERS = 120;

function startOf(body: string): string {
  return body.trim() === '' ? 'an empty answer' : body.slice(0, MAX_QUOTE_CHARACTERS);
}

/** The data of an answer if it has the documented shape; throws an {@link InvalidResponseError} if not. */
export function parseResponse<const Schema extends v.GenericSchema>(
  schema: Schema,
  { data, request_id }: Envelope,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const dotPath = v.getDotPath(issue) ?? '';
  // A path of documented fields is safe to print; the keys of a record come from the API.
  const path = /^[\w.]{1,100}$/.test(dotPath) ? dotPath : 'data';
  const isMissing = issue.received === 'undefined';
  throw new InvalidResponseError({
    expected: isMissing ? `${path} in it` : `${path} to be ${issue.message}`,
    found: isMissing ? 'nothing there' : issue.received,
    requestId: request_id,
  });
}
