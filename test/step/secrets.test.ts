import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultKey, READ_ONLY } from '../../sandbox/babysea/index.ts';
import { defaultToken } from '../../sandbox/github/index.ts';
import { arrange, refusal, type Scene, type Step, writtenBy } from '../support/step.ts';

/**
 * A key whose forms differ: as it is, URL-encoded, in JSON, in HTML, in base64. Its parts are none that a random id, which
 * is written in hexadecimal, may happen to hold.
 */
const KEY = 'bye_zq8"e7/d6+c5&b4<a3>=';
const JSON_FORM = JSON.stringify(KEY).slice(1, -1);
const HTML_FORM = KEY.replaceAll('&', '&amp;')
  .replaceAll('<', '&lt;')
  .replaceAll('>', '&gt;')
  .replaceAll('"', '&quot;');
const UNICODE_FORM = [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';

/** Everything that leaves the step: what it prints, its outputs, the summary, the comments, the report. */
async function everything(scene: Scene, step: Step): Promise<string> {
  const report = await readFile(join(scene.workspace, 'report.json'), 'utf8');
  const sent = scene.github.requests.map(({ path, query, body }) => JSON.stringify([path, query, body]));
  return [...writtenBy(step), ...scene.repo.comments.map(({ body }) => body), report, ...sent].join('\n');
}

function run(scene: Scene, inputs: Readonly<Record<string, string>> = {}): Promise<Step> {
  return scene.run({ inputs: { 'api-key': KEY, report: 'report.json', ...inputs } });
}

describe('the key appears nowhere', () => {
  /** Parts of the key that are long enough to tell it by, in each of its forms. */
  const parts = [
    'zq8',
    'e7/d6',
    'd6+c5',
    'e7%2F',
    'd6%2B',
    'b4&lt;',
    'b4&#60;',
    Buffer.from(KEY).toString('base64').slice(4, 14),
    Buffer.from(`x${KEY}`).toString('base64').slice(4, 14),
    Buffer.from(`xx${KEY}`).toString('base64').slice(4, 14),
  ];

  const envelope = (message: string) =>
    `{"status":"error","error":{"code":"BSE2001","message":"${message}","retryable":false}}`;

  test.each([
    ['as it is, in a page', `<p>The key ${KEY} is not good.</p>`],
    ['in JSON', envelope(`The key ${JSON_FORM} is not good.`)],
    ['in JSON with every letter escaped', envelope(`The key ${UNICODE_FORM} is not good.`)],
    ['escaped, where a long message is cut', envelope(`${'x'.repeat(285)} ${UNICODE_FORM}`)],
    ['where a page is cut', `${'x'.repeat(110)}${KEY}`],
    ['URL-encoded', envelope(`See /keys?key=${encodeURIComponent(KEY)}`)],
    [
      'in base64, at each offset',
      envelope(['', 'x', 'xx'].map((start) => Buffer.from(start + KEY).toString('base64')).join(' ')),
    ],
    ['in base64 with a name before it', envelope(`Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`)],
    ['escaped for HTML', `<p>The key ${HTML_FORM} is not good.</p>`],
    ['as a field’s value', JSON.stringify({ status: 'success', data: { model_identifier: KEY } })],
  ])('where the API echoes it %s', async (_, body) => {
    const scene = await arrange({ plan: PLAN, babysea: { keys: { [KEY]: READ_ONLY } } });
    scene.babysea.faults.add({ endpoint: '*', times: 'always', kind: 'answer', status: 400, body });
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    const text = await everything(scene, step);
    for (const part of parts) expect(text).not.toContain(part);
  });

  test('where the API takes it for good and echoes it in a request id', async () => {
    const scene = await arrange({ plan: PLAN, babysea: { keys: { [KEY]: READ_ONLY } } });
    const fault = refusal(400, { code: KEY, message: 'No', retryable: false });
    scene.babysea.faults.add({
      endpoint: 'estimate',
      times: 'always',
      ...fault,
      body: { ...fault.body, request_id: `req_${KEY}` },
    });
    const step = await run(scene);
    expect(step.text + step.messages('error').join()).toContain('req_***');
    const text = await everything(scene, step);
    for (const part of parts) expect(text).not.toContain(part);
  });

  test('where the plan holds it: in an id, an unknown key, a comment, a mistake’s line', async () => {
    const plan = `
generations:
  - id: 'x ${KEY}'
    model: bfl/flux-1.1-pro
  - { model: nonsense, '${KEY}': '${KEY}' } # ${KEY}
`;
    const scene = await arrange({ plan });
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.text).toContain('***');
    expect(await everything(scene, step)).not.toContain('zq8');
    await scene.write('generation-plan.yml', plan.replace(/ {2}- \{.*\n/, ''));
    expect(await everything(scene, await run(scene))).not.toContain('zq8');
  });

  test('where the plan holds it at the place at which a long text is cut', async () => {
    const scene = await arrange({ plan: `generations: [{ model: ${JSON.stringify(`${'x'.repeat(290)} ${KEY}`)} }]` });
    const step = await run(scene);
    expect(step.messages('error')).toContainEqual(expect.stringContaining('found the text `xxx'));
    expect(await everything(scene, step)).not.toContain('zq8');
  });

  test('where the workflow has made it part of an output', async () => {
    const scene = await arrange({ plan: PLAN });
    const step = await scene.run({ inputs: { report: `${defaultKey}.json` } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', report: '***.json' });
  });

  test('where the workflow has put it into another input too', async () => {
    const scene = await arrange({ plan: PLAN });
    const step = await run(scene, { plan: KEY, region: KEY, budget: KEY, 'comment-key': KEY, concurrency: KEY });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(await everything(scene, step)).not.toContain('zq8');
  });

  test('and the runner is asked to hide it, and the token, before anything else is said', async () => {
    const scene = await arrange({ plan: PLAN, babysea: { keys: { [KEY]: READ_ONLY } } });
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(step.log.slice(0, 2)).toMatchObject([
      { command: { name: 'add-mask', data: KEY } },
      { command: { name: 'add-mask', data: defaultToken } },
    ]);
  });
});

test('the token appears nowhere, also where GitHub echoes it', async () => {
  const scene = await arrange({ plan: PLAN, balance: '12.480' });
  const body = { message: `Bad credentials: token ${defaultToken}, ${btoa(`x-access-token:${defaultToken}`)}` };
  scene.github.faults.add({ endpoint: 'list-comments', times: 'always', kind: 'answer', status: 401, body });
  const step = await scene.run({ inputs: { report: 'report.json' } });
  expect(step.messages('warning')).toEqual([expect.stringContaining('Bad credentials: token ***')]);
  const text = await everything(scene, step);
  expect(text).not.toContain('sandbox_token');
  expect(text).not.toContain(btoa(`x-access-token:${defaultToken}`).slice(24, 36));
});

test('the key goes to BabySea alone, and the token to GitHub alone', async () => {
  const scene = await arrange({ plan: PLAN, babysea: { keys: { [KEY]: READ_ONLY } } });
  await run(scene);
  const toBabySea = scene.babysea.requests.map(({ headers }) => headers.authorization);
  const toGitHub = scene.github.requests.map(({ headers }) => headers.authorization);
  expect(new Set(toBabySea)).toEqual(new Set([`Bearer ${KEY}`]));
  expect(new Set(toGitHub)).toEqual(new Set([`token ${defaultToken}`]));
});
