import { expect, test } from 'vitest';
import { arrange, headline, type Scene } from '../support/in-process.ts';
import type { BabySeaSandbox } from '../support/sandbox.ts';

/** Three prices, of which one is asked for at a time. */
const THREE = 'generations: [{ model: bfl/flux-schnell }, { model: bfl/flux-1.1-pro }, { model: google/nano-banana }]';
const ONE_BY_ONE = { concurrency: '1', alternatives: 'false' };
/** What is asked for before the rest of the prices: the balance, the models, the first price. */
const FIRST = 3;

test('a wait for the rate limit is told in the log, and the prices come after it', async () => {
  // The stand-in's clock stands still until the gate comes back, so that its window is on for as long as that takes.
  let babysea: BabySeaSandbox | undefined;
  const now = () => Date.UTC(2026, 0, 1) + ((babysea?.requests.length ?? 0) > FIRST ? 60_000 : 0);
  const scene = await arrange({ plan: THREE, babysea: { rateLimit: { limit: FIRST, windowSeconds: 4 }, now } });
  babysea = scene.babysea;
  const step = await scene.run({ inputs: ONE_BY_ONE });
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.104' });
  expect(step.text).toMatch(/^BabySea's rate limit \(3 requests a window\): waiting [1-5] s for the next window\.$/m);
  expect(scene.babysea.requests.filter(({ status }) => status === 429)).toEqual([]);
});

test('waits that the time cannot hold are an error at once, which says what to do', async () => {
  const rateLimit = { limit: FIRST, windowSeconds: 600 };
  const scene = await arrange({ plan: THREE, babysea: { rateLimit } });
  const step = await scene.run({ inputs: { ...ONE_BY_ONE, timeout: '300' } });
  expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '' });
  expect(step.messages('error')).toEqual([
    expect.stringMatching(/rate limit of 3 requests a window is reached.*Raise `timeout` to at least 6\d0,/),
  ]);
  expect(step.text).not.toContain('waiting');
  expect(scene.babysea.requests).toHaveLength(FIRST);
});

/** All outputs of a run that passes, for a plan of ten images. */
async function expectJudged(scene: Scene, inputs: Readonly<Record<string, string>>): Promise<void> {
  const step = await scene.run({ inputs: { timeout: '60', ...inputs } });
  expect(step.outputs).toMatchObject({
    verdict: 'pass',
    'total-cost': '0.520',
    balance: '50.000',
    'remaining-balance': '49.480',
    shortfall: '0.000',
    'generation-count': '10',
    violations: '[]',
    'comment-id': String(scene.comment().id),
    matrix: expect.stringContaining('"cost":"0.520"'),
  });
  expect(headline(scene.comment().body)).toContain('$0.520');
}

const TEN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';

test('advice that hangs does not hold up the verdict: a cheaper model whose price never comes', async () => {
  const scene = await arrange({ plan: TEN });
  const isOther = ({ path }: { readonly path: string }) => !path.endsWith('/bfl/flux-1.1-pro');
  scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', when: isOther, kind: 'hang' });
  await expectJudged(scene, {});
  // Without these, nothing would have hung.
  expect(scene.babysea.requestsTo('estimate').filter(isOther)).not.toEqual([]);
});

test('advice that hangs does not hold up the verdict: a look back that never comes', async () => {
  const scene = await arrange({ plan: TEN });
  for (const endpoint of ['usage', 'content'] as const)
    scene.babysea.faults.add({ endpoint, times: 'always', kind: 'hang' });
  await expectJudged(scene, { 'usage-days': '30', alternatives: 'false' });
  expect(scene.babysea.requestsTo('usage')).toHaveLength(1);
});

test('advice is asked for side by side, so that what hangs takes no longer together', async () => {
  const scene = await arrange({ plan: TEN });
  let askForOthers = () => undefined;
  const othersAsked = new Promise<void>((resolve) => {
    askForOthers = () => void resolve();
  });
  const when = ({ path }: { readonly path: string }) => !path.endsWith('/bfl/flux-1.1-pro');
  // The look back comes only once a cheaper model has been asked for: one after the other, it would be given up.
  scene.babysea.faults.add(
    { endpoint: 'usage', times: 'always', kind: 'held', until: () => othersAsked },
    { endpoint: 'estimate', times: 'always', when, kind: 'held', until: async () => askForOthers() },
  );
  await expectJudged(scene, { 'usage-days': '30' });
  expect(scene.comment().body).toContain('**The last 30 days**');
  expect(scene.comment().body).not.toContain('took too long');
});

test('records that take longer to count than the step has are an error, and no price is asked for', async () => {
  // Nearly 10 MiB of the format that takes longest: more than the one second that there is.
  const scene = await arrange({
    plan: 'generations: [{ model: bfl/flux-schnell, count_from: data.yml }]',
    files: { 'data.yml': '- {a: 1, b: 2}\n'.repeat(690_000) },
  });
  const step = await scene.run({ inputs: { timeout: '1' } });
  expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '' });
  expect(step.messages('error')).toEqual([
    expect.stringMatching(/ran out while the records of the data file `data\.yml` were counted/),
  ]);
  expect(scene.babysea.requestsTo('estimate')).toEqual([]);
});
