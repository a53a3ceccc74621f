import type { HTTPError } from 'ky';
import * as v from 'valibot';
import type { Redact } from '../shared/redact.ts';
import type { Envelope } from './api.ts';
import { InvalidResponseError, RefusedError } from './errors.ts';

const successEnvelope = v.object({
  status: v.literal('success'),
  request_id: v.optional(v.string()),
  data: v.unknown(),
});

/** What a good status brought, if it is a success; throws an {@link InvalidResponseError} where it is not. */
export function successOf(body: string, attempts: number, redact: Redact): Envelope {
  const json = parseJson(body, redact);
  const result = v.safeParse(successEnvelope, json);
  if (result.success) return result.output;
  const found = json === undefined ? startOf(body) : `JSON without \`"status": "success"\`: ${startOf(body)}`;
  throw new InvalidResponseError({ expected: "BabySea's success envelope", found, requestId: undefined, attempts });
}

/** A field that is taken where it is what is documented, and else left: the others still count. */
function ifGiven<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

const errorEnvelope = v.object({
  request_id: ifGiven(v.string()),
  error: v.object({
    code: ifGiven(v.string()),
    message: ifGiven(v.string()),
    retryable: ifGiven(v.boolean()),
  }),
});

/** What gateways answer when the API itself did not: worth another try unless the API says otherwise. */
const RETRYABLE_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/** What was asked, and how often. */
interface Asked {
  readonly attempts: number;
  /** The model whose price was asked for, where it was one. */
  readonly model: string | undefined;
}

/** What an error status brought. Its `Retry-After` is in seconds already. */
export function refusalOf({ response, data }: HTTPError, { attempts, model }: Asked, redact: Redact): RefusedError {
  const body = typeof data === 'string' ? data : '';
  const envelope = v.safeParse(errorEnvelope, parseJson(body, redact));
  const { request_id, error } = envelope.success ? envelope.output : { request_id: undefined, error: {} };
  const retryAfter = response.headers.get('retry-after');
  return new RefusedError({
    status: response.status,
    code: error.code,
    said: error.message ?? startOf(body),
    requestId: request_id,
    model,
    isRetryable: error.retryable ?? RETRYABLE_STATUSES.has(response.status),
    retryAfter: retryAfter === null ? undefined : Number(retryAfter),
    attempts,
  });
}

/** JSON has many ways to write a secret: what they mean is looked at once more here, before anything cuts it short. */
function parseJson(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

function startOf(body: string): string {
  return body.trim() === '' ? 'an empty answer' : body.slice(0, 120);
}
