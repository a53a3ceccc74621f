import { describe, expect, test } from 'vitest';
import { askBabySea, babySea } from './support.ts';

describe('billing', () => {
  test('tells the balance and the plan', async () => {
    const { body } = await askBabySea(await babySea({ balance: '12.480' }), '/v1/user/billing');
    expect(body).toMatchObject({ data: { billing_credit_balance: 12.48, billing_plan: 'Starter Monthly' } });
  });

  test('tells of changes that are made while the server runs', async () => {
    const server = await babySea();
    server.account.balance = '0.001';
    server.account.plan = null;
    const { body } = await askBabySea(server, '/v1/user/billing');
    expect(body).toMatchObject({ data: { billing_credit_balance: 0.001, billing_plan: null } });
  });
});

describe('usage', () => {
  test('covers 30 days unless told otherwise, and sums its records', async () => {
    const { body } = await askBabySea(await babySea(), '/v1/usage');
    expect(body).toMatchObject({
      data: {
        usage_period_days: 30,
        usage_total_requests: 516,
        usage_total_estimated_cost: 22.308,
        usage_endpoints: expect.any(Array),
        usage_providers: [{ provider: 'bfl', wasted_estimated_cost: 0.468 }, { provider: 'replicate' }],
      },
    });
  });

  test.each(['0', '91'])('refuses %s days', async (days) => {
    const answer = await askBabySea(await babySea(), `/v1/usage?days=${days}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ error: { code: 'BSE2008', message: 'days must be between 1 and 90.' } });
  });
});

describe('the library', () => {
  test('lists every model with its price and its settings', async () => {
    const { body } = await askBabySea(await babySea(), '/v1/library/models');
    expect(body).toMatchObject({
      data: {
        models_total: 7,
        models: expect.arrayContaining([
          expect.objectContaining({ model_identifier: 'bfl/flux-schnell', model_pricing: 0.005 }),
          expect.objectContaining({
            model_identifier: 'kling/v1.5-pro',
            model_pricing: { '720p': 0.049, '1080p': 0.098 },
            schema: expect.objectContaining({ generation_duration: [5, 10], generation_resolution: ['720p', '1080p'] }),
          }),
        ]),
      },
    });
  });

  test('lists the models that the test put there', async () => {
    const server = await babySea();
    server.models = [{ identifier: 'lab/free', type: 'image', price: '0' }];
    const { body } = await askBabySea(server, '/v1/library/models');
    expect(body).toMatchObject({ data: { models_total: 1, models: [{ model_pricing: 0 }] } });
  });
});

describe('the content list', () => {
  test('comes in pages', async () => {
    const { body } = await askBabySea(await babySea(), '/v1/content/list?limit=1&offset=1');
    expect(body).toMatchObject({
      total: 3,
      limit: 1,
      offset: 1,
      data: { generations: [{ generation_status: 'failed' }] },
    });
  });

  test('has pages of 50 unless told otherwise', async () => {
    const { body } = await askBabySea(await babySea(), '/v1/content/list');
    expect(body).toMatchObject({ total: 3, limit: 50, offset: 0 });
  });

  test.each(['limit=101', 'limit=0', 'offset=-1'])('refuses %s', async (query) => {
    expect((await askBabySea(await babySea(), `/v1/content/list?${query}`)).status).toBe(422);
  });
});

test('every answer has a request id of its own', async () => {
  const server = await babySea();
  const [a, b] = await Promise.all([askBabySea(server, '/v1/usage'), askBabySea(server, '/v1/usage')]);
  expect(a.body).not.toHaveProperty('request_id', idOf(b.body));
});

function idOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'request_id' in body ? body.request_id : undefined;
}
