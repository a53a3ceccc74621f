import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { runStep } from '../../sandbox/runner.ts';

test('an error that nobody expected is traced to the sources in the log', async () => {
  const step = await runStep({
    entry: join(import.meta.dirname, '../../dist/index.js'),
    inputs: { 'api-key': defaultKey, plan: 'generations: [{ model: no model }]', 'github-token': '' },
    workspace: import.meta.dirname,
    eventName: 'push',
    event: {},
    // The runner makes this file before the step: where it is not there, the toolkit throws.
    env: { GITHUB_OUTPUT: join(import.meta.dirname, 'nowhere', 'output') },
  });
  expect(step.exitCode).toBe(1);
  expect(step.stdout).toContain('The budget gate itself failed');
  expect(step.stdout).toMatch(/^ *at .*src\/action\/publish\.ts:\d+:\d+/m);
  expect(step.stdout).not.toMatch(/index\.js:\d/);
});
