import { describe, expect, test } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { type FaultKind, HTML_502, rateLimited, rewriteJson, TRUNCATED } from '../support/faults.ts';
import { arrange, refusal, type Scene, type Step, withData } from '../support/in-process.ts';

const PLAN = `
generations:
  - id: hero
    model: bfl/flux-1.1-pro
    count: 10
`;
const COST = '0.520';

function arranged(babysea = {}): Promise<Scene> {
  return arrange({ plan: PLAN, balance: '12.480', babysea });
}

/** A scene in which this happens to estimates. */
async function estimatesThat(fault: FaultKind, times: number | 'always' = 'always'): Promise<Scene> {
  const scene = await arranged();
  scene.babysea.faults.add({ endpoint: 'estimate', times, ...fault });
  return scene;
}

/** The gate could not know: the step fails, tells of one thing once, and everywhere. */
function expectError(scene: Scene, step: Step, message: RegExp, cost = ''): void {
  expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': cost, 'remaining-balance': '', shortfall: '' });
  expect(step.messages('error')).toEqual([expect.stringMatching(message)]);
  const headline =
    cost === '' ? 'Error: the cost is unknown (1 error)' : `Error: the balance is unknown; $${cost} planned (1 error)`;
  for (const place of [step.summary, scene.comment().body]) expect(place).toContain(headline);
}

describe('the key', () => {
  test('is missing: how to pass it, and nothing is asked for', async () => {
    const scene = await arranged();
    const step = await scene.run({ inputs: { 'api-key': '' } });
    expectError(
      scene,
      step,
      /There is no BabySea key.*preset `Read Only`.*`api-key: \$\{\{ secrets\.BABYSEA_API_KEY \}\}`/,
    );
    expect(scene.babysea.requests).toEqual([]);
  });

  test.each([
    [
      'is wrong',
      { bye_other: [] },
      /HTTP 401 `BSE1002`, request `[\w-]{36}`.*wrong, expired, or belongs to another region/,
    ],
    [
      'may not estimate',
      { [defaultKey]: ['health:read'] },
      /HTTP 403 `BSE1003`, request `[\w-]{36}`.*lacks the scope.*preset `Read Only`/,
    ],
  ] as const)('%s: said once, with the request id, however many prices are wanted', async (_, keys, message) => {
    const models = ['bfl/flux-schnell', 'bfl/flux-1.1-pro', 'google/nano-banana'];
    const plan = `generations:\n${models.map((model) => `  - model: ${model}`).join('\n')}`;
    const scene = await arrange({ plan, babysea: { keys } });
    const step = await scene.run({ inputs: { concurrency: '1' } });
    expectError(scene, step, message);
    // After the first refusal the others would be of the same.
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(1);
  });

  test('is no key at all, such as two of them on two lines: said so, and sent nowhere', async () => {
    const scene = await arranged();
    const step = await scene.run({ inputs: { 'api-key': 'bye_first_half\nsecond_half' } });
    expectError(scene, step, /The input `api-key` contains a character that no key has/);
    for (const text of [step.summary, scene.comment().body]) expect(text).not.toMatch(/bye_first_half|second_half/);
    expect(scene.babysea.requests).toEqual([]);
  });

  test('may not read billing, as with the preset Generate Only: the balance is the estimates’, with a warning', async () => {
    const scene = await arranged({ keys: { [defaultKey]: ['generation:write', 'generation:read', 'library:read'] } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': COST, balance: '12.480', violations: '[]' });
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(
        /^Billing could not be read; using the balance of \$12\.480 from the estimates.*BSE1003.*preset `Read Only`/,
      ),
    ]);
    expect(scene.comment().body).toContain('from the estimates');
  });
});

describe('billing fails while estimates answer', () => {
  test('the balance is the lowest that an estimate saw', async () => {
    const scene = await arrange({
      plan: 'generations: [{ model: bfl/flux-schnell }, { model: bfl/flux-1.1-pro }, { model: google/nano-banana }]',
      balance: '12.480',
    });
    scene.babysea.faults.add({ endpoint: 'billing', times: 'always', ...HTML_502 });
    const when = ({ path }: { path: string }) => path.endsWith('flux-1.1-pro');
    scene.babysea.faults.add({
      endpoint: 'estimate',
      times: 'always',
      when,
      ...rewriteJson(withData({ credit_balance: 0.103 })),
    });
    const step = await scene.run({ inputs: { 'low-balance': '0' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', balance: '0.103', shortfall: '0.001' });
    expect(step.messages('warning')).toEqual([expect.stringMatching(/HTTP 502, 3 attempts/)]);
  });

  test('where their balance is null too, it is an error: nothing passes without one', async () => {
    const scene = await estimatesThat(rewriteJson(withData({ credit_balance: null })));
    scene.babysea.faults.add({ endpoint: 'billing', times: 'always', ...refusal(500, { retryable: false }) });
    expectError(scene, await scene.run(), /^The account’s balance is unknown\..*HTTP 500/, '0.520');
  });
});

describe('what a plan asks for is not there', () => {
  test('an unknown model and a setting that is not accepted: each at its line, with what is accepted', async () => {
    const plan = `
generations:
  - id: hero
    model: bfl/flux-1.1-por
  - id: clip
    model: kling/v1.5-pro
    duration: 7
  - model: bfl/flux-schnell
`;
    const scene = await arrange({ plan });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '' });
    expect(step.annotations).toMatchObject([
      {
        level: 'error',
        file: 'generation-plan.yml',
        line: 4,
        col: 12,
        message: expect.stringContaining('There is no model `bfl/flux-1.1-por`. Did you mean `bfl/flux-1.1-pro`?'),
      },
      {
        level: 'error',
        file: 'generation-plan.yml',
        line: 7,
        col: 15,
        message: expect.stringContaining('`kling/v1.5-pro` does not take `duration: 7`. It takes `5` or `10`.'),
      },
    ]);
    expect(step.text).toContain('4 |     model: bfl/flux-1.1-por');
    // One attempt each: asking again would not help.
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(3);
  });
});

describe('trouble that passes: as judged, after another attempt', () => {
  test.each<[string, FaultKind]>([
    ['429 with `Retry-After`', rateLimited('1')],
    ['502 of a gateway', HTML_502],
  ])('%s', async (_, fault) => {
    const scene = await estimatesThat(fault, 1);
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': COST });
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(2);
    expect(step.annotations).toEqual([]);
  });
});

describe('trouble that stays: an error, with the attempts that were made and the last answer', () => {
  test.each<[string, FaultKind, number, RegExp]>([
    [
      '429 that asks to wait longer than the step has',
      rateLimited('3600'),
      1,
      /HTTP 429.*1 attempt\) and asks to wait 3,600 seconds.*`timeout`/,
    ],
    ['502 with a page of HTML', HTML_502, 3, /HTTP 502, 3 attempts\).*502 Bad Gateway/],
  ])('%s', async (_, fault, attempts, message) => {
    const scene = await estimatesThat(fault);
    const step = await scene.run();
    expectError(scene, step, message);
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(attempts);
    expect(step.outputs).toMatchObject({ balance: '12.480' });
  });

  test('no answer at all: the step ends when its time is up, and still tells of it', async () => {
    const scene = await estimatesThat({ kind: 'hang' });
    const step = await scene.run({ inputs: { timeout: '4' } });
    expectError(scene, step, /^Time ran out while.*raise `timeout`/);
  });
});

describe('an answer that makes no sense: an error that says what came and what was expected', () => {
  const estimate = (price: string) =>
    ({
      kind: 'answer',
      status: 200,
      body: `{"status":"success","data":{"model_identifier":"bfl/flux-1.1-pro","model_type":"image","cost_per_generation":${price}}}`,
    }) as const;

  test.each<[string, FaultKind, RegExp]>([
    ['truncated', TRUNCATED, /expected BabySea's success envelope, found `\{"status":"success"/],
    [
      'no data',
      rewriteJson(() => ({ status: 'success', data: null })),
      /expected data to be a JSON object, found `null`/,
    ],
    ['a price without end', estimate('1e309'), /found `Infinity`/],
  ])('%s', async (_, fault, message) => {
    const scene = await estimatesThat(fault);
    expectError(scene, await scene.run(), message);
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(1);
  });
});
