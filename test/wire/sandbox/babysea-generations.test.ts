import { describe, expect, test } from 'vitest';
import {
  type BabySeaOptions,
  type BabySeaSandbox,
  fullAccessKey,
  type Outcome,
  sampleRecord,
} from '../../../sandbox/babysea/index.ts';
import { type Answered, askBabySea, babySea } from './support.ts';

const IMAGE = '/v1/generate/image/bfl/flux-1.1-pro';
const VIDEO = '/v1/generate/video/kling/v1.5-pro';
const START = Date.parse('2026-01-05T09:00:00Z');
const authorization = `Bearer ${fullAccessKey}`;

/** A sandbox without records, and a clock that stands until the test moves it. */
async function sandboxWithClock(options: BabySeaOptions = {}) {
  const clock = { now: START };
  const server = await babySea({ balance: '1.000', generations: [], now: () => clock.now, ...options });
  return { server, clock };
}

function generate(server: BabySeaSandbox, path: string, params: object = {}, idempotencyKey?: string) {
  const body = { generation_prompt: 'A baby seal', ...params };
  return askBabySea(server, path, {
    method: 'POST',
    authorization,
    body,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
}

function cancel(server: BabySeaSandbox, id: string) {
  return askBabySea(server, `/v1/content/generation/cancel/${id}`, { method: 'POST', authorization });
}

/** The data of a successful answer. */
function dataOf({ status, body }: Answered): Record<string, unknown> {
  expect(status).toBe(200);
  if (typeof body !== 'object' || body === null || !('data' in body)) throw new Error('The answer has no data.');
  return Object.fromEntries(Object.entries(body.data ?? {}));
}

async function recordOf(server: BabySeaSandbox, started: Answered): Promise<Record<string, unknown>> {
  return dataOf(await askBabySea(server, `/v1/content/${String(dataOf(started)['generation_id'])}`));
}

async function balanceOf(server: BabySeaSandbox): Promise<unknown> {
  return dataOf(await askBabySea(server, '/v1/user/billing'))['billing_credit_balance'];
}

const kindsOf = ({ ledger }: BabySeaSandbox) => ledger.map(({ kind, amount }) => `${kind} ${amount}`);

describe('a generation', () => {
  test('answers with its id and its providers', async () => {
    const { server } = await sandboxWithClock();
    expect(dataOf(await generate(server, IMAGE))).toEqual({
      model_identifier: 'bfl/flux-1.1-pro',
      generation_id: expect.stringMatching(/^[\da-f-]{36}$/),
      generation_prediction_id: 'prediction-1',
      generation_provider_order: ['bfl', 'replicate', 'fal'],
      generation_initialized: true,
    });
  });

  test('leaves a record of what was asked for', async () => {
    const { server } = await sandboxWithClock();
    const params = {
      generation_duration: 5,
      generation_resolution: '1080p',
      generation_provider_order: 'fal, replicate',
    };
    expect(await recordOf(server, await generate(server, VIDEO, params))).toMatchObject({
      generation_status: 'succeeded',
      generation_prompt: 'A baby seal',
      generation_duration: 5,
      generation_resolution: '1080p',
      generation_provider_order: ['fal', 'replicate'],
      generation_provider_used: 'fal',
      generation_output_number: 1,
      generation_output_file: [expect.any(String)],
      generation_created_at: '2026-01-05T09:00:00.000Z',
    });
  });

  test.each([
    ['an image', IMAGE, {}, '0.052'],
    ['several images', IMAGE, { generation_output_number: 3 }, '0.156'],
    ['a video in the default resolution', VIDEO, { generation_duration: 10 }, '0.490'],
    ['a video without sound', '/v1/generate/video/bytedance/seedance-1.5-pro', { generation_duration: 5 }, '0.130'],
    [
      'a video with sound',
      '/v1/generate/video/bytedance/seedance-1.5-pro',
      { generation_duration: 5, generation_resolution: '1080p', generation_generate_audio: true },
      '0.580',
    ],
  ])('is charged what the estimate says, for %s', async (_, path, params, cost) => {
    const { server } = await sandboxWithClock();
    expect((await generate(server, path, params)).status).toBe(200);
    expect(kindsOf(server)).toEqual([`reserve ${cost}`, `charge ${cost}`]);
    expect(await balanceOf(server)).toBe(Number((1 - Number(cost)).toFixed(3)));
  });

  test('reserves its cost while it runs, and keeps it when it succeeds', async () => {
    const { server, clock } = await sandboxWithClock({ outcome: () => ({ seconds: 60 }) });
    const started = await generate(server, IMAGE);
    clock.now += 59_000;
    expect(await recordOf(server, started)).toMatchObject({
      generation_status: 'processing',
      generation_provider_used: null,
    });
    expect(await balanceOf(server)).toBe(0.948);
    clock.now += 1_000;
    expect(await recordOf(server, started)).toMatchObject({
      generation_status: 'succeeded',
      generation_completed_at: '2026-01-05T09:01:00.000Z',
      generation_metrics_total_time: 60,
    });
    expect(await balanceOf(server)).toBe(0.948);
    expect(kindsOf(server)).toEqual(['reserve 0.052', 'charge 0.052']);
  });

  test('is refunded when it fails', async () => {
    const { server } = await sandboxWithClock({ outcome: () => ({ status: 'failed', provider: 'fal' }) });
    expect(await recordOf(server, await generate(server, IMAGE))).toMatchObject({
      generation_status: 'failed',
      generation_error_code: 'BSE3001',
      generation_provider_used: 'fal',
      generation_output_file: null,
    });
    expect(await balanceOf(server)).toBe(1);
    expect(kindsOf(server)).toEqual(['reserve 0.052', 'refund 0.052']);
  });

  test.each<Outcome>([{ status: 'processing' }, { status: 'pending' }])('can be stuck: %o', async (outcome) => {
    const { server, clock } = await sandboxWithClock({ outcome: () => outcome });
    const started = await generate(server, IMAGE);
    clock.now += 7 * 24 * 60 * 60 * 1000;
    expect(await recordOf(server, started)).toMatchObject({ generation_status: outcome.status });
    expect(kindsOf(server)).toEqual(['reserve 0.052']);
  });

  test('can be longer than it was asked to be, and then costs more', async () => {
    const { server } = await sandboxWithClock({ outcome: () => ({ params: { generation_duration: 10 } }) });
    const started = await generate(server, VIDEO, { generation_duration: 5 });
    expect(await recordOf(server, started)).toMatchObject({ generation_duration: 10 });
    expect(kindsOf(server)).toEqual(['reserve 0.490', 'charge 0.490']);
  });

  test('has the outcome that its number, model and parameters decide', async () => {
    const { server } = await sandboxWithClock({
      outcome: ({ number, model, params }) =>
        number === 2 || model === 'bfl/flux-schnell' || params['generation_output_number'] === 2
          ? { status: 'failed' }
          : {},
    });
    await generate(server, IMAGE);
    await generate(server, IMAGE);
    await generate(server, '/v1/generate/image/bfl/flux-schnell');
    await generate(server, IMAGE, { generation_output_number: 2 });
    const statuses = server.generations.map(({ generation_status }) => generation_status);
    expect(statuses).toEqual(['failed', 'failed', 'failed', 'succeeded']);
  });

  test('is refused when the balance does not cover it, and then leaves no record', async () => {
    const { server } = await sandboxWithClock({ balance: '0.051' });
    const answer = await generate(server, IMAGE);
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ error: { code: 'BSE1004', type: 'insufficient_credits', retryable: false } });
    expect(server.generations).toEqual([]);
  });

  test.each([
    ['no prompt', IMAGE, { generation_prompt: undefined }, 400],
    ['too many outputs', IMAGE, { generation_output_number: 5 }, 422],
    ['no duration of a video', VIDEO, {}, 400],
    ['a duration that the model does not have', VIDEO, { generation_duration: 7 }, 422],
    ['a model of the other type', '/v1/generate/image/kling/v1.5-pro', { generation_duration: 5 }, 400],
    ['an unknown model', '/v1/generate/image/bfl/nothing', {}, 404],
  ])('is refused for %s', async (_, path, params, status) => {
    const { server } = await sandboxWithClock();
    expect((await generate(server, path, params)).status).toBe(status);
    expect(server.ledger).toEqual([]);
  });

  test('needs a key that may generate', async () => {
    const { server } = await sandboxWithClock();
    const answer = await askBabySea(server, IMAGE, { method: 'POST', body: { generation_prompt: 'A baby seal' } });
    expect(answer.body).toMatchObject({ error: { code: 'BSE1003', details: { required_scope: 'generation:write' } } });
  });
});

describe('an idempotency key', () => {
  test('gives the first generation again, and charges once', async () => {
    const { server } = await sandboxWithClock();
    const first = await generate(server, IMAGE, {}, 'run-1:line-1');
    const second = await generate(server, IMAGE, {}, 'run-1:line-1');
    expect(dataOf(second)).toEqual(dataOf(first));
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(kindsOf(server)).toEqual(['reserve 0.052', 'charge 0.052']);
    expect(server.generations).toHaveLength(1);
  });

  test('charges once when the first answer was lost', async () => {
    const { server } = await sandboxWithClock();
    server.faults.add({ endpoint: 'generate', kind: 'html-502', times: 1, carriedOut: true });
    expect((await generate(server, IMAGE, {}, 'run-1')).status).toBe(502);
    expect((await generate(server, IMAGE, {}, 'run-1')).status).toBe(200);
    expect(kindsOf(server)).toEqual(['reserve 0.052', 'charge 0.052']);
  });

  test('is refused for another request', async () => {
    const { server } = await sandboxWithClock();
    await generate(server, IMAGE, {}, 'run-1');
    for (const answer of [
      await generate(server, IMAGE, { generation_output_number: 2 }, 'run-1'),
      await generate(server, '/v1/generate/image/bfl/flux-schnell', {}, 'run-1'),
    ]) {
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ error: { code: 'BSE2015', retryable: false } });
    }
  });

  test('counts for 24 hours', async () => {
    const { server, clock } = await sandboxWithClock();
    await generate(server, IMAGE, {}, 'run-1');
    clock.now += 24 * 60 * 60 * 1000 - 1;
    await generate(server, IMAGE, {}, 'run-1');
    expect(server.generations).toHaveLength(1);
    clock.now += 1;
    await generate(server, IMAGE, {}, 'run-1');
    expect(server.generations).toHaveLength(2);
  });

  test('is not used up by a request that was refused', async () => {
    const { server } = await sandboxWithClock({ balance: '0' });
    expect((await generate(server, IMAGE, {}, 'run-1')).status).toBe(402);
    server.account.balance = '1.000';
    expect((await generate(server, IMAGE, {}, 'run-1')).status).toBe(200);
  });

  test.each(['with space', 'x'.repeat(256)])('is refused where it is malformed: %s', async (key) => {
    const { server } = await sandboxWithClock();
    expect((await generate(server, IMAGE, {}, key)).status).toBe(400);
  });
});

describe('canceling', () => {
  test('ends a generation that runs, and refunds it', async () => {
    const { server, clock } = await sandboxWithClock({ outcome: () => ({ seconds: 60 }) });
    const started = await generate(server, IMAGE, {}, 'run-1');
    const id = String(dataOf(started)['generation_id']);
    expect(dataOf(await cancel(server, id))).toEqual({
      generation_id: id,
      generation_status: 'canceled',
      provider_cancel_sent: true,
      credits_refunded: true,
    });
    clock.now += 60_000;
    expect(await recordOf(server, started)).toMatchObject({ generation_status: 'canceled' });
    expect(kindsOf(server)).toEqual(['reserve 0.052', 'refund 0.052']);
    const replayed = await generate(server, IMAGE, {}, 'run-1');
    expect(dataOf(replayed)).toEqual({ generation_id: id, generation_status: 'canceled' });
  });

  test('is refused for a generation that has ended', async () => {
    const { server } = await sandboxWithClock();
    const { generation_id } = dataOf(await generate(server, IMAGE));
    expect((await cancel(server, String(generation_id))).status).toBe(400);
    expect((await cancel(server, 'nobody')).status).toBe(404);
  });
});

describe('the records', () => {
  test('move to later pages when a generation begins', async () => {
    const generations = Array.from({ length: 120 }, (_, index) => sampleRecord(120 - index));
    const { server } = await sandboxWithClock({ generations });
    const page = async (offset: number) =>
      dataOf(await askBabySea(server, `/v1/content/list?limit=50&offset=${offset}`));
    const before = await page(0);
    const { generation_id } = dataOf(await generate(server, IMAGE));
    expect(before).toMatchObject({ generations: generations.slice(0, 50) });
    expect(await page(50)).toMatchObject({ generations: generations.slice(49, 99) });
    expect(await page(0)).toMatchObject({
      generations: expect.arrayContaining([expect.objectContaining({ generation_id })]),
    });
  });

  test('come in the order that the test wants', async () => {
    const generations = [sampleRecord(2), sampleRecord(1)];
    const { server } = await sandboxWithClock({ generations, listOrder: (records) => records.toReversed() });
    const { body } = await askBabySea(server, '/v1/content/list');
    expect(body).toMatchObject({ total: 2, data: { generations: generations.toReversed() } });
  });

  test('are found by their ids among 10,000', async () => {
    const generations = Array.from({ length: 10_000 }, (_, index) => sampleRecord(index));
    const { server } = await sandboxWithClock({ generations });
    const last = sampleRecord(9_999, { model_identifier: 'google/nano-banana' });
    server.generations = [...generations.slice(0, -1), last];
    expect(new Set(generations.map(({ generation_id }) => generation_id)).size).toBe(10_000);
    expect(dataOf(await askBabySea(server, `/v1/content/${last.generation_id}`))).toEqual({ ...last });
    expect((await askBabySea(server, '/v1/content/nobody')).status).toBe(404);
  });
});

describe('the health of the providers', () => {
  test('is good unless the test says otherwise', async () => {
    const { server } = await sandboxWithClock();
    const data = dataOf(await askBabySea(server, '/v1/health/inference/providers'));
    expect(data).toMatchObject({ healthy: true, providers_total: 5 });
    server.providerHealth = { fal: { status: 'degraded', attempts: 40, failures: 10 } };
    expect(dataOf(await askBabySea(server, '/v1/health/inference/providers'))).toMatchObject({
      healthy: false,
      providers: expect.arrayContaining([
        {
          provider: 'fal',
          status: 'degraded',
          failure_rate: 0.25,
          window: { total_attempts: 40, failures: 10, successes: 30, duration_seconds: 3600 },
        },
      ]),
    });
  });
});
