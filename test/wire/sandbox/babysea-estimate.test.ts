import { describe, expect, test } from 'vitest';
import { askBabySea, babySea } from './support.ts';

const kling = '/v1/estimate/kling/v1.5-pro';
const seedance = '/v1/estimate/bytedance/seedance-1.5-pro';

describe('an estimate of an image', () => {
  test('costs the price of an output times the count', async () => {
    const server = await babySea({ balance: '12.480' });
    const { status, body } = await askBabySea(server, '/v1/estimate/bfl/flux-1.1-pro?count=3');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      request_id: expect.any(String),
      message: expect.any(String),
      timestamp: expect.any(String),
    });
    expect(body).toHaveProperty('data', {
      model_identifier: 'bfl/flux-1.1-pro',
      model_type: 'image',
      assets_count: 3,
      cost_per_generation: 0.052,
      cost_total_consumed: 0.156,
      credit_balance: 12.48,
      credit_balance_can_afford: true,
      credit_balance_max_affordable: 240,
    });
  });

  test.each([
    ['500', 100, 5.2],
    ['0', 1, 0.052],
    ['-3', 1, 0.052],
  ])('clamps a count of %s to %i without a word', async (count, clamped, total) => {
    const server = await babySea();
    const { body } = await askBabySea(server, `/v1/estimate/bfl/flux-1.1-pro?count=${count}`);
    expect(body).toHaveProperty('data.assets_count', clamped);
    expect(body).toHaveProperty('data.cost_total_consumed', total);
  });

  test('says whether this request alone is affordable', async () => {
    const server = await babySea({ balance: '0.100' });
    const { body } = await askBabySea(server, '/v1/estimate/bfl/flux-1.1-pro?count=2');
    expect(body).toHaveProperty('data.credit_balance_can_afford', false);
    expect(body).toHaveProperty('data.credit_balance_max_affordable', 1);
  });

  test('has no balance in it where the balance cannot be looked up', async () => {
    const server = await babySea({ creditBalanceInEstimates: 'null' });
    const { body } = await askBabySea(server, '/v1/estimate/bfl/flux-schnell');
    expect(body).toMatchObject({
      data: { credit_balance: null, credit_balance_can_afford: null, credit_balance_max_affordable: null },
    });
  });

  test('sums without binary rounding', async () => {
    const server = await babySea({ models: [{ identifier: 'a/b', type: 'image', price: '0.1' }] });
    const { body } = await askBabySea(server, '/v1/estimate/a/b?count=3');
    expect(body).toHaveProperty('data.cost_total_consumed', 0.3);
  });
});

describe('an estimate of a video', () => {
  test('costs the price of a second times the duration', async () => {
    const server = await babySea();
    const { body } = await askBabySea(server, '/v1/estimate/google/veo-2?duration=8&count=2');
    expect(body).toMatchObject({
      data: { cost_per_second: 0.35, duration_seconds: 8, cost_per_generation: 2.8, cost_total_consumed: 5.6 },
    });
    expect(body).not.toHaveProperty('data.resolution');
  });

  test('takes the default resolution where none is asked for, and says which', async () => {
    const server = await babySea();
    const { body } = await askBabySea(server, `${kling}?duration=10`);
    expect(body).toMatchObject({ data: { resolution: '720p', cost_per_generation: 0.49 } });
  });

  test('depends on the resolution', async () => {
    const server = await babySea();
    const { body } = await askBabySea(server, `${kling}?duration=10&resolution=1080p`);
    expect(body).toMatchObject({ data: { resolution: '1080p', cost_per_generation: 0.98 } });
  });

  test.each([
    ['audio=true', 0.58],
    ['audio=false', 0.29],
    ['count=1', 0.29],
  ])('depends on sound, which is off by default (%s)', async (query, cost) => {
    const server = await babySea();
    const { body } = await askBabySea(server, `${seedance}?duration=5&resolution=1080p&${query}`);
    expect(body).toHaveProperty('data.cost_per_generation', cost);
  });
});

describe('an estimate is refused', () => {
  test.each([
    ['for a video without a duration', kling, 400, 'BSE2001', /duration is required.*5, 10 seconds/],
    ['for a duration that is not on the list', `${kling}?duration=7`, 422, 'BSE2008', /accepts 5, 10 seconds/],
    ['for an unknown resolution', `${kling}?duration=5&resolution=4k`, 400, 'BSE2001', /accepts 720p, 1080p/],
    ['for sound from a silent model', `${kling}?duration=5&audio=true`, 400, 'BSE2001', /does not take audio/],
    ['for a duration of an image', '/v1/estimate/bfl/flux-schnell?duration=5', 400, 'BSE2001', /takes? duration/],
    ['for a resolution of an image', '/v1/estimate/bfl/flux-schnell?resolution=720p', 400, 'BSE2001', /resolution/],
    ['for a count that is no number', '/v1/estimate/bfl/flux-schnell?count=many', 400, 'BSE2001', /whole number/],
    ['for an audio that is neither', `${seedance}?duration=5&audio=yes`, 400, 'BSE2001', /true or false/],
    ['for an unknown model', '/v1/estimate/bfl/flux-9', 404, 'BSE2001', /bfl\/flux-9 does not exist/],
  ])('%s', async (_, path, status, code, message) => {
    const server = await babySea();
    const answer = await askBabySea(server, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      status: 'error',
      request_id: expect.any(String),
      error: { code, retryable: false, message: expect.stringMatching(message) },
    });
  });

  test('not for audio=false, which every model does anyway', async () => {
    const server = await babySea();
    expect((await askBabySea(server, '/v1/estimate/bfl/flux-schnell?audio=false')).status).toBe(200);
  });
});
