import { describe, expect, test } from 'vitest';
import type { RecordedRequest } from '../../sandbox/http/server.ts';
import { arrange } from '../support/in-process.ts';

/** 300 lines over 12 distinct prices: models, durations, resolutions, with sound and without. */
function manyLines(): string {
  const images = ['bfl/flux-schnell', 'bfl/flux-1.1-pro', 'google/nano-banana'].map((model) => `{ model: ${model} }`);
  const videos = [5, 6, 7, 8].map((duration) => `{ model: google/veo-2, duration: ${duration} }`);
  const resolutions = ['480p', '720p', '1080p'];
  const seedance = resolutions.map((r) => `{ model: bytedance/seedance-1-pro, duration: 5, resolution: ${r} }`);
  const sound = [true, false].map((audio) => `{ model: bytedance/seedance-1.5-pro, duration: 5, audio: ${audio} }`);
  const distinct = [...images, ...videos, ...seedance, ...sound];
  const lines = Array.from({ length: 300 }, (_, index) => `  - ${distinct[index % distinct.length]}`);
  return ['generations:', ...lines].join('\n');
}

/** Lets requests go in groups: each waits until so many of its group are there. No clock decides. */
function inGroupsOf(size: number): () => Promise<void> {
  let waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length < size) return;
      for (const go of waiting) go();
      waiting = [];
    });
}

/** The most requests that were unanswered at the same time. */
function maxInFlight(requests: readonly RecordedRequest[]): number {
  const during = (time: number) => requests.filter(({ at, answeredAt = 0 }) => at <= time && time < answeredAt).length;
  return Math.max(...requests.map(({ at }) => during(at)));
}

describe('estimates', () => {
  test('300 lines over 12 settings: one request each, never more in flight than `concurrency`', async () => {
    const scene = await arrange({ plan: manyLines(), balance: '1000' });
    // Were fewer than three ever in flight together, the first would wait for ever.
    scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', kind: 'held', until: inGroupsOf(3) });
    const step = await scene.run({ inputs: { concurrency: '3', alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'generation-count': '300' });
    const asked = scene.babysea.requestsTo('estimate').map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    expect(asked).toHaveLength(12);
    expect(new Set(asked).size).toBe(12);
    expect(maxInFlight(scene.babysea.requestsTo('estimate'))).toBe(3);
  });

  test('are in flight together with the balance, the model library and the health of the providers', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell }]' });
    const all = inGroupsOf(4);
    scene.babysea.faults.add({ endpoint: '*', times: 'always', kind: 'held', until: all });
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(scene.babysea.requestsTo('billing')).toHaveLength(1);
    expect(scene.babysea.requests).toHaveLength(4);
  });

  test('of the same price are shared between plan files, and settings in `params` count as the keys they stand for', async () => {
    const scene = await arrange({
      files: {
        'a.yml': 'generations: [{ model: kling/v1.5-pro, duration: 10, resolution: 720p }]',
        'b.yml': `
defaults: { model: kling/v1.5-pro, resolution: 720p }
generations:
  - count: 2
    params: { generation_prompt: A seal, generation_duration: 10, generation_output_number: 1 }`,
      },
    });
    const step = await scene.run({ inputs: { plan: 'a.yml\nb.yml', alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '1.470', 'generation-count': '3' });
    expect(scene.babysea.requestsTo('estimate').map(({ path, query }) => ({ path, query }))).toEqual([
      { path: '/v1/estimate/kling/v1.5-pro', query: { count: '1', duration: '10', resolution: '720p' } },
    ]);
  });
});

describe('nothing else is asked of BabySea', () => {
  test('one run makes GET requests of the four documented paths, with the key in the header alone', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell, count: 3 }]' });
    await scene.run();
    const asked = scene.babysea.requests.map(({ method, path, query, headers }) => ({
      asked: `${method} ${path}`,
      query,
      authorization: headers.authorization,
    }));
    const authorization = 'Bearer bye_sandbox_read_only';
    expect(asked.toSorted((a, b) => a.asked.localeCompare(b.asked))).toEqual([
      { asked: 'GET /v1/estimate/bfl/flux-schnell', query: { count: '1' }, authorization },
      { asked: 'GET /v1/health/inference/providers', query: {}, authorization },
      { asked: 'GET /v1/library/models', query: {}, authorization },
      { asked: 'GET /v1/user/billing', query: {}, authorization },
    ]);
  });
});
