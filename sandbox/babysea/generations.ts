/** Generations: each reserves its price when it begins, and is charged or refunded when it ends. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import Big from 'big.js';
import type { RecordedRequest } from '../http/request.ts';
import { findModel, type SandboxModel } from './catalogue.ts';
import type { BabySeaState, EndpointInput } from './endpoints.ts';
import { ApiFailure, type Success } from './envelope.ts';
import { priceOf } from './estimate.ts';
import type { Generation } from './records.ts';

const ENDED = ['succeeded', 'failed', 'canceled'];
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
const MAX_IMAGE_OUTPUTS = 4;

/** The body of a request to generate. */
export type GenerationParams = Readonly<Record<string, unknown>>;

/** A request that the sandbox has accepted and is about to carry out. */
export interface GenerationRequest {
  /** 1 for the first generation since the sandbox started. A replayed answer does not count. */
  readonly number: number;
  readonly model: string;
  readonly params: GenerationParams;
  readonly idempotencyKey: string | undefined;
}

/** What becomes of a generation. */
export interface Outcome {
  /** Default `succeeded`. A generation with `pending` or `processing` keeps that status until it is canceled. */
  readonly status?: Generation['generation_status'];
  /** How long it runs by the sandbox's clock, in seconds (default 0: it has ended when the answer arrives). */
  readonly seconds?: number;
  /** The provider that runs it (default: the first of its order). */
  readonly provider?: string;
  /** What the generation has instead of what the request asked for, for example a longer `generation_duration`. */
  readonly params?: GenerationParams;
}

/** A movement of credits. Amounts are USD as decimal strings. */
export interface LedgerEntry {
  readonly kind: 'reserve' | 'charge' | 'refund';
  readonly generation_id: string;
  readonly amount: string;
  /** ISO 8601. */
  readonly at: string;
}

interface Run {
  readonly id: string;
  readonly cost: Big;
  readonly outcome: Outcome;
  /** Milliseconds since 1970; infinite for a generation that never ends by itself. */
  readonly endsAt: number;
}

interface Replay {
  readonly request: Pick<RecordedRequest, 'path' | 'body'>;
  readonly id: string;
  readonly answer: Success;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The generations that have not ended, and the answers that an `Idempotency-Key` replays. */
export class Runs {
  count = 0;
  readonly open = new Map<string, Run>();
  readonly replays = new Map<string, Replay>();
}

/** `POST /v1/generate/{image|video}/{model_identifier}` */
export function generate(input: EndpointInput, type: SandboxModel['type']): Success {
  const { request, parameter, state, now } = input;
  const key = idempotencyKeyOf(request);
  const first = key === undefined ? undefined : state.runs.replays.get(key);
  if (first !== undefined && now < first.expiresAt) return replay(first, request, state);

  const model = findModel(state.models, `${parameter('lab')}/${parameter('name')}`);
  if (model.type !== type) {
    throw new ApiFailure('BSE2001', `${model.identifier} is a model for ${model.type}, not for ${type}.`);
  }
  const asked = paramsOf(request.body);
  const number = state.runs.count + 1;
  const outcome = state.outcome({ number, model: model.identifier, params: asked, idempotencyKey: key });
  const params = { ...asked, ...outcome.params };
  const cost = costOf(model, params);
  if (new Big(state.account.balance).lt(cost)) {
    throw new ApiFailure('BSE1004', `The balance of ${state.account.balance} USD does not cover ${usd(cost)} USD.`);
  }

  state.runs.count = number;
  const record = newRecord(model, params, number, outcome, now);
  const { generation_id: id, generation_provider_order } = record;
  state.generations = [record, ...state.generations];
  const never = outcome.status === 'pending' || outcome.status === 'processing';
  const endsAt = never ? Number.POSITIVE_INFINITY : now + (outcome.seconds ?? 0) * 1000;
  state.runs.open.set(id, { id, cost, outcome, endsAt });
  move(state, 'reserve', id, cost, now);
  endRuns(state, now);

  const answer: Success = {
    message: 'Generation started successfully',
    data: {
      model_identifier: model.identifier,
      generation_provider_order,
      generation_prediction_id: `prediction-${number}`,
      generation_id: id,
      generation_initialized: true,
    },
  };
  if (key !== undefined) {
    const { path, body } = request;
    state.runs.replays.set(key, { request: { path, body }, id, answer, expiresAt: now + KEY_LIFETIME_MS });
  }
  return answer;
}

/** Ends every generation whose time has come. The sandbox does this before each answer. */
export function endRuns(state: BabySeaState, now: number): void {
  const due = [...state.runs.open.values()].filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
  for (const { id, outcome, endsAt } of due) end(state, id, outcome.status ?? 'succeeded', endsAt);
}

/** `POST /v1/content/generation/cancel/{generation_id}` */
export function cancel({ parameter, state, now }: EndpointInput): Success {
  const { generation_id, generation_status } = findGeneration(state, parameter('id'));
  if (ENDED.includes(generation_status)) {
    throw new ApiFailure('BSE2001', `The generation has ${generation_status} already.`, { generation_id });
  }
  const credits_refunded = state.runs.open.has(generation_id);
  end(state, generation_id, 'canceled', now);
  return {
    message: 'Generation canceled successfully',
    data: { generation_id, generation_status: 'canceled', provider_cancel_sent: true, credits_refunded },
  };
}

/** `GET /v1/content/{generation_id}` */
export function generationAnswer({ parameter, state }: EndpointInput): Success {
  return { message: 'Content retrieved successfully', data: findGeneration(state, parameter('id')) };
}

function findGeneration({ generations }: BabySeaState, id: string): Generation {
  const record = generations.find(({ generation_id }) => generation_id === id);
  if (record === undefined) {
    throw new ApiFailure('BSE2001', `The generation ${id} does not exist.`, { generation_id: id }, 404);
  }
  return record;
}

function end(state: BabySeaState, id: string, status: Generation['generation_status'], at: number): void {
  const run = state.runs.open.get(id);
  state.runs.open.delete(id);
  state.generations = state.generations.map((record) =>
    record.generation_id === id ? endedRecord(record, status, at, run?.outcome.provider) : record,
  );
  if (run !== undefined) move(state, status === 'succeeded' ? 'charge' : 'refund', id, run.cost, at);
}

/** A charge leaves the balance as it is: the reserve has already been taken from it. */
function move({ account, ledger }: BabySeaState, kind: LedgerEntry['kind'], id: string, cost: Big, at: number): void {
  const change = { reserve: cost.times(-1), charge: new Big(0), refund: cost }[kind];
  account.balance = usd(new Big(account.balance).plus(change));
  ledger.push({ kind, generation_id: id, amount: usd(cost), at: new Date(at).toISOString() });
}

/** At least three decimal places, and never rounded. */
function usd(amount: Big): string {
  return amount.toFixed(amount.round(3).eq(amount) ? 3 : undefined);
}

function replay(first: Replay, { path, body }: RecordedRequest, state: BabySeaState): Success {
  if (!isDeepStrictEqual(first.request, { path, body })) {
    throw new ApiFailure('BSE2015', 'The Idempotency-Key was used for another request.');
  }
  const status = state.generations.find(({ generation_id }) => generation_id === first.id)?.generation_status;
  const canceled = status === 'canceled' && { data: { generation_id: first.id, generation_status: status } };
  return { ...first.answer, ...canceled, headers: { 'idempotency-replayed': 'true' } };
}

function idempotencyKeyOf({ headers }: RecordedRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\w:.-]{1,255}$/.test(key)) return key;
  throw new ApiFailure('BSE2001', 'The Idempotency-Key must have 1 to 255 characters of A-Z, a-z, 0-9, _, :, . and -.');
}

function paramsOf(body: unknown): GenerationParams {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiFailure('BSE2001', 'The body must be a JSON object.');
  }
  const params = Object.fromEntries(Object.entries(body));
  const { generation_prompt } = params;
  if (typeof generation_prompt === 'string' && generation_prompt !== '') return params;
  throw new ApiFailure('BSE2001', 'generation_prompt is required.', { parameter: 'generation_prompt' });
}

/** What the estimate says for the same settings, times the outputs. */
function costOf(model: SandboxModel, params: GenerationParams): Big {
  const settings = {
    duration: params['generation_duration'],
    resolution: params['generation_resolution'],
    audio: params['generation_generate_audio'],
  };
  const query = Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return priceOf(model, query).perOutput.times(outputsOf(model, params));
}

function outputsOf(model: SandboxModel, { generation_output_number: asked = 1 }: GenerationParams): number {
  const most = model.type === 'image' ? MAX_IMAGE_OUTPUTS : 1;
  if (typeof asked === 'number' && Number.isInteger(asked) && asked >= 1 && asked <= most) return asked;
  const parameter = 'generation_output_number';
  throw new ApiFailure('BSE2008', `${parameter} must be a whole number between 1 and ${most}.`, { parameter });
}

function newRecord(
  model: SandboxModel,
  params: GenerationParams,
  number: number,
  { status }: Outcome,
  now: number,
): Generation & { readonly generation_provider_order: readonly string[] } {
  const audio = params['generation_generate_audio'] === true;
  const order = params['generation_provider_order'];
  const at = new Date(now).toISOString();
  return {
    generation_output_number: 1,
    ...(model.type === 'video' && { generation_resolution: model.resolutions?.[0] }),
    ...params,
    ...(model.audio && { generation_generate_audio: audio, generation_audio_mode: audio ? 'audio' : 'noaudio' }),
    generation_id: idOf(number),
    model_identifier: model.identifier,
    generation_status: status === 'pending' ? 'pending' : 'processing',
    generation_created_at: at,
    generation_started_at: status === 'pending' ? null : at,
    generation_completed_at: null,
    generation_provider_order:
      typeof order === 'string' && order !== 'fastest' ? order.split(/\s*,\s*/) : (model.providers ?? ['replicate']),
    generation_provider_used: null,
    generation_output_file: null,
  };
}

function endedRecord(
  record: Generation,
  status: Generation['generation_status'],
  at: number,
  provider: string | undefined,
): Generation {
  const { generation_provider_order: order, generation_output_number: outputs, generation_id: id } = record;
  const seconds = (at - Date.parse(record.generation_created_at)) / 1000;
  return {
    ...record,
    generation_status: status,
    generation_completed_at: new Date(at).toISOString(),
    generation_provider_used: provider ?? (Array.isArray(order) ? order[0] : null),
    generation_metrics_total_time: seconds,
    generation_metrics_predict_time: seconds,
    ...(status === 'succeeded' && {
      generation_output_file: Array.from(
        { length: Number(outputs ?? 1) },
        (_, n) => `https://files.example/${id}/${n}`,
      ),
    }),
    ...(status === 'failed' && {
      generation_error: 'The provider could not finish the generation.',
      generation_error_code: 'BSE3001',
    }),
  };
}

/** Each run of the sandbox gives the same ids, in the form of a UUID. */
function idOf(number: number): string {
  const hex = createHash('sha1').update(`generation ${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/**
 * A record to put into `generations` without a request: a finished image, unless the fields say something else. It moves
 * no credits.
 *
 * @param number makes the id, and a time of creation that is a second later for each number
 */
export function sampleRecord(number: number, fields: Partial<Generation> = {}): Generation {
  const created = fields.generation_created_at ?? new Date(Date.UTC(2026, 0, 5, 9) + number * 1000).toISOString();
  return {
    generation_id: createHash('sha1').update(`record ${number}`).digest('hex').slice(0, 32),
    model_identifier: 'bfl/flux-schnell',
    generation_status: 'succeeded',
    generation_created_at: created,
    generation_started_at: created,
    generation_completed_at: created,
    generation_output_number: 1,
    generation_provider_order: ['replicate'],
    generation_provider_used: 'replicate',
    ...fields,
  };
}
