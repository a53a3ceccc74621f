import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EventName } from '../support/events.ts';
import { arrange, type RunOptions, type Scene, type Step, temporaryFolder } from '../support/in-process.ts';

const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';

/** A run of a plan that passes, unless something is wrong beside it. */
async function run(options: RunOptions): Promise<{ scene: Scene; step: Step }> {
  const scene = await arrange({ plan: PLAN, base: { 'generation-plan.yml': PLAN }, balance: '12.480' });
  return { scene, step: await scene.run(options) };
}

function expectError(step: Step, message: RegExp): void {
  expect(step.messages('error')).toEqual([expect.stringMatching(message)]);
  expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '', violations: '[]', matrix: '' });
  expect(step.exitCode).toBe(1);
  expect(step.stderr).toBe('');
}

describe('a proxy that cannot be used is an error that names its variable, and nothing of its value', () => {
  // Loopback needs no proxy.
  const inputs = { 'base-url': 'https://api.us.babysea.ai' };

  test('for BabySea', async () => {
    const value = 'socks5://mona:secret@127.0.0.9:1080';
    const { scene, step } = await run({ inputs, env: { HTTPS_PROXY: value } });
    expectError(step, /^The variable `HTTPS_PROXY` does not hold the URL of an HTTP proxy/);
    expect(`${step.stdout}${step.summary}`).not.toMatch(/secret|127\.0\.0\.9/);
    expect(scene.comment().body).toContain('`HTTPS_PROXY`');
  });

  test('for GitHub', async () => {
    const env = { http_proxy: 'socks5://127.0.0.9:1080', GITHUB_API_URL: 'http://api.github.test' };
    const { scene, step } = await run({ env });
    expectError(step, /^The variable `http_proxy` does not hold the URL of an HTTP proxy/);
    expect(scene.babysea.requests).toEqual([]);
  });
});

describe('an event that does not say what is judged is an error, never judged by the limits of the head', () => {
  const events: EventName[] = ['pull_request', 'workflow_run'];

  test.each(events)('%s without a payload', async (on) => {
    const scene = await arrange({
      plan: 'budget: { max_total: 100 }\ngenerations: [{ model: bfl/flux-1.1-pro, count: 100 }]',
      base: { 'generation-plan.yml': 'budget: { max_total: 1 }\ngenerations: []' },
    });
    expectError(await scene.run({ on, env: { GITHUB_EVENT_PATH: undefined } }), new RegExp(`event \`${on}\` `));
    expect(scene.babysea.requests).toEqual([]);
  });

  test.each([
    ['does not exist', undefined, /^The event file `.*` cannot be read \(`ENOENT`\)/],
    ['is no JSON', 'no JSON', /^The event file `.*` cannot be read \(it is not JSON\)/],
  ])('pull_request, whose file %s', async (_, text, message) => {
    const file = join(await temporaryFolder(), 'event.json');
    if (text !== undefined) await writeFile(file, text);
    const { step } = await run({ env: { GITHUB_EVENT_PATH: file } });
    expectError(step, message);
  });

  test('push, whose file is no JSON', async () => {
    const file = join(await temporaryFolder(), 'event.json');
    await writeFile(file, '{');
    const { step } = await run({ on: 'push', env: { GITHUB_EVENT_PATH: file } });
    expectError(step, /cannot be read \(it is not JSON\)/);
  });

  test('a push needs no event file', async () => {
    const { step } = await run({ on: 'push', env: { GITHUB_EVENT_PATH: undefined } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.520' });
  });
});

describe('a variable of the runner’s that cannot be right is an error in a sentence', () => {
  test.each([
    ['GITHUB_API_URL', 'nonsense'],
    ['GITHUB_SERVER_URL', 'ftp://git.example.com'],
    ['GITHUB_GRAPHQL_URL', 'http://'],
  ])('%s: %s', async (variable, value) => {
    const { step } = await run({ env: { [variable]: value } });
    expectError(step, new RegExp(`^The variable \`${variable}\` does not hold an http or https URL`));
    expect(step.summary).not.toMatch(/nonsense|ftp:/);
  });

  test('GITHUB_WORKSPACE', async () => {
    const workspace = join(await temporaryFolder(), 'gone');
    const { scene, step } = await run({ env: { GITHUB_WORKSPACE: workspace } });
    expectError(step, /^The workspace `.*gone` is not a folder, so no plan can be read/);
    expect(scene.comment().body).toContain('is not a folder');
  });

  test('GITHUB_STEP_SUMMARY, which is a warning: the verdict is known without it', async () => {
    const { step } = await run({ env: { GITHUB_STEP_SUMMARY: join(await temporaryFolder(), 'nowhere') } });
    expect(step.messages('warning')).toEqual([expect.stringMatching(/^The job summary could not be written/)]);
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
  });
});
