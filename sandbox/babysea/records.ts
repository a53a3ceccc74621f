/** What was generated: records, and what usage says of them. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import Big from 'big.js';
import { ApiFailure } from './answers.ts';
import { findModel, priceOf, type SandboxModel } from './catalogue.ts';

/** A generation record as `GET /v1/content/list` gives it; the request's own `generation_*` fields may stand in it. */
export interface Generation {
  readonly generation_id: string;
  readonly model_identifier: string;
  readonly generation_status: 'pending' | 'processing' | 'succeeded' | 'failed' | 'canceled';
  readonly generation_created_at: string;
  readonly [field: `generation_${string}`]: unknown;
}

/** What becomes of a generation. */
export interface Outcome {
  /** How it ends. Default `succeeded`. */
  readonly status?: 'succeeded' | 'failed' | 'canceled';
  /** How long it runs by the sandbox's clock, in seconds. Default 0: it has ended when the answer arrives. */
  readonly seconds?: number;
  /** The provider that runs it (default: the model's first). */
  readonly provider?: string;
  /** What the generation has instead of what the request asked for, for example a longer `generation_duration`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What generations depend on, and change. */
export interface Studio {
  /** USD, a decimal string. */
  readonly account: { balance: string };
  readonly models: readonly SandboxModel[];
  /** Newest first; replace it to put records in without a request. */
  generations: readonly Generation[];
  /** Decides what becomes of each generation; its number is 1 for the first that the sandbox was asked for. */
  readonly outcome: (request: { readonly number: number; readonly model: string; readonly key: string }) => Outcome;
  /** What was answered to each `Idempotency-Key`; its size is how many generations there were. */
  readonly answered: Map<string, { readonly body: unknown; readonly answer: object }>;
  /** The generations that are running, by id. */
  readonly open: Map<
    string,
    { readonly endsAt: number; readonly status: Generation['generation_status']; readonly cost: Big }
  >;
}

/** `POST /v1/generate/{image|video}/{model_identifier}`. Its cost is reserved at once. */
export function generate(studio: Studio, identifier: string, asked: unknown, key: unknown, now: number) {
  if (typeof key !== 'string') throw new ApiFailure('BSE2001', 'The sandbox wants an Idempotency-Key.');
  const before = studio.answered.get(key);
  if (before !== undefined) {
    if (isDeepStrictEqual(before.body, asked)) return before.answer;
    throw new ApiFailure('BSE2016', 'The Idempotency-Key was used for another request.', 409);
  }

  const model = findModel(studio.models, identifier);
  const number = studio.answered.size + 1;
  const outcome = studio.outcome({ number, model: identifier, key });
  const { status = 'succeeded', seconds = 0, provider, params: changed } = outcome;
  const params: Readonly<Record<string, unknown>> = { generation_output_number: 1, ...Object(asked), ...changed };
  const { generation_duration: duration, generation_resolution, generation_generate_audio: audio } = params;
  const { resolution, perOutput } = priceOf(model, {
    ...(duration !== undefined && { duration: String(duration) }),
    ...(generation_resolution !== undefined && { resolution: String(generation_resolution) }),
    ...(audio !== undefined && { audio: String(audio) }),
  });
  const cost = perOutput.times(Number(params['generation_output_number']));
  if (cost.gt(studio.account.balance)) throw new ApiFailure('BSE1004', 'The balance does not cover it.', 402);
  studio.account.balance = new Big(studio.account.balance).minus(cost).toFixed();

  const record: Generation = {
    ...params,
    ...(resolution !== undefined && { generation_resolution: resolution }),
    ...(model.audio && { generation_audio_mode: audio === true ? 'audio' : 'noaudio' }),
    generation_id: idOf(number),
    model_identifier: model.identifier,
    generation_status: 'processing',
    generation_created_at: new Date(now).toISOString(),
    generation_provider_used: provider ?? model.providers?.[0] ?? 'replicate',
  };
  studio.generations = [record, ...studio.generations];
  studio.open.set(record.generation_id, { endsAt: now + seconds * 1000, status, cost });
  endRuns(studio, now);
  const answer = { model_identifier: model.identifier, generation_id: record.generation_id };
  studio.answered.set(key, { body: asked, answer });
  return answer;
}

/** Ends the generations whose time is up. What did not succeed is refunded. */
export function endRuns(studio: Studio, now: number): void {
  for (const [id, { endsAt, status, cost }] of studio.open) {
    if (now < endsAt) continue;
    studio.open.delete(id);
    studio.generations = studio.generations.map((record) =>
      record.generation_id === id ? { ...record, generation_status: status } : record,
    );
    if (status !== 'succeeded') studio.account.balance = new Big(studio.account.balance).plus(cost).toFixed();
  }
}

/** Each run of the sandbox gives the same ids, in the form of a UUID. */
function idOf(number: number): string {
  const hex = createHash('sha1').update(`generation ${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** `GET /v1/content/{generation_id}` */
export function findGeneration({ generations }: Studio, id: string): Generation {
  const record = generations.find(({ generation_id }) => generation_id === id);
  if (record === undefined) throw new ApiFailure('BSE2001', `The generation ${id} does not exist.`, 404);
  return record;
}

function sample(id: number, status: Generation['generation_status'], at: string, model: string): Generation {
  return {
    generation_id: `a7d3f0e2-000${id}-4c52-8f5c-6a1e5f3b9d0${id}`,
    model_identifier: model,
    generation_status: status,
    generation_created_at: at,
  };
}

/** One generation of each sort that is worth a look. */
export const sampleGenerations: readonly Generation[] = [
  sample(1, 'succeeded', '2026-01-04T10:15:00.000Z', 'bfl/flux-1.1-pro'),
  sample(2, 'failed', '2026-01-04T09:02:00.000Z', 'kling/v1.5-pro'),
  sample(3, 'processing', '2026-01-03T22:40:00.000Z', 'bytedance/seedance-1-pro'),
];

/** The data of `GET /v1/usage`, but for the days that were asked for. */
export const sampleUsage = {
  usage_total_requests: 516,
  usage_total_estimated_cost: 22.308,
  usage_endpoints: [{ client_error_count: 9, error_codes: { BSE1004: 7, BSE2001: 2 } }],
  usage_providers: [
    {
      provider: 'bfl',
      total_submissions: 371,
      cancelled_count: 2,
      discarded_count: 3,
      failed_count: 6,
      total_estimated_cost: 19.292,
      wasted_estimated_cost: 0.468,
    },
    {
      provider: 'replicate',
      total_submissions: 58,
      cancelled_count: 0,
      discarded_count: 1,
      failed_count: 5,
      total_estimated_cost: 3.016,
      wasted_estimated_cost: 0.312,
    },
  ],
};
