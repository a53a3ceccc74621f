import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { defaultToken } from '../../sandbox/github/index.ts';
import { runStep } from '../../sandbox/runner.ts';
import { arrange, temporaryFolder } from '../support/step.ts';

const ENTRY = join(import.meta.dirname, '../../dist/index.js');
const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';

/** A step of which not all that holds for every step holds: its outputs, or what it is loaded with, are broken. */
async function runBroken(env: Readonly<Record<string, string>>, entry = ENTRY) {
  const scene = await arrange({ plan: PLAN, balance: '12.480' });
  const inputs = { 'api-key': defaultKey, 'base-url': scene.babysea.url, 'github-token': defaultToken };
  const step = await runStep({ entry, inputs, workspace: scene.workspace, eventName: 'schedule', event: {}, env });
  expect(step.exitCode).toBe(1);
  expect(step.stdout + step.stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  return step;
}

describe('outputs that cannot be written fail the step; the log has the verdict', () => {
  test.each([
    ['are nowhere', 'nowhere/output'],
    ['are a folder', '.'],
  ])('since they %s', async (_, path) => {
    const step = await runBroken({ GITHUB_OUTPUT: join(await temporaryFolder(), path) });
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The outputs could not be written \(.*\), so the step fails/),
    ]);
    expect(step.stdout).toMatch(/^Pass: /m);
  });
});

describe('an internal error is the verdict `error`, with one sentence and all outputs', () => {
  const unknown = {
    verdict: 'error',
    'total-cost': '',
    'baseline-cost': '',
    'cost-change': '',
    balance: '',
    'remaining-balance': '',
    shortfall: '',
    'generation-count': '',
    violations: '[]',
    report: '',
    matrix: '',
    'comment-id': '',
    'comment-url': '',
  };

  test.each([
    ['thrown', `Date.now = () => { throw new Error(text); };`],
    ['thrown where nobody waits', `setTimeout(() => { throw new Error(text); });`],
    ['of a promise that nobody waits for', `setTimeout(() => { Promise.reject(new Error(text)); });`],
  ])('%s', async (_, code) => {
    const script = join(await temporaryFolder(), 'broken.cjs');
    await writeFile(script, `const text = "broken\\nby " + process.env['INPUT_API-KEY'];\n${code}\n`);
    const step = await runBroken({ NODE_OPTIONS: `--require ${JSON.stringify(script)}` });
    expect(step.annotations).toMatchObject([
      {
        level: 'error',
        title: 'Budget gate',
        message: 'Internal error. This is a bug in Budget Gate; please report it: broken by ***',
      },
    ]);
    expect(step.outputs).toEqual(unknown);
    expect(step.stderr).toBe('');
  });
});

test('a promise that never settles is an internal error, too: Node ends once there is nothing to wait for', async () => {
  const script = join(await temporaryFolder(), 'broken.cjs');
  const code = `require('node:fs/promises').readFile = () => new Promise(() => {});`;
  await writeFile(script, `${code}\nrequire('node:module').syncBuiltinESMExports();\n`);
  const step = await runBroken({ NODE_OPTIONS: `--require ${JSON.stringify(script)}` });
  expect(step.annotations).toMatchObject([{ level: 'error', message: expect.stringContaining('there is no verdict') }]);
  expect(step.outputs).toMatchObject({ verdict: 'error', matrix: '' });
});

test('loading the bundle never throws, whatever the environment is', async () => {
  const entry = join(await temporaryFolder(), 'load.mjs');
  await writeFile(entry, `await import(${JSON.stringify(ENTRY)});\nconsole.log('loaded');\n`);
  const step = await runBroken(
    { GITHUB_API_URL: 'x', GITHUB_EVENT_PATH: '/', https_proxy: ':', http_proxy: ':' },
    entry,
  );
  expect(step.stdout).toMatch(/^loaded$/m);
  expect(step.outputs).toMatchObject({ verdict: 'error' });
});
