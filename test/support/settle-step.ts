import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { defaultToken } from '../../sandbox/github/index.ts';
import { runStep, type StartStep, type StepOptions, type StepResult } from '../../sandbox/runner.ts';
import { eventNamed } from './events.ts';
import type { Scene } from './step.ts';

const ROOT = join(import.meta.dirname, '../..');
const action: { inputs: Record<string, { default?: string }>; outputs: Record<string, unknown> } = parse(
  readFileSync(join(ROOT, 'settle/action.yml'), 'utf8'),
);
const actionDefaults = Object.fromEntries(
  Object.entries(action.inputs).map(([name, { default: text = '' }]) => [
    name,
    text.includes('github.token') ? defaultToken : text,
  ]),
);

/**
 * The step `settle` in the scene's workspace, on its pull request.
 *
 * @param start how it is started (default: the built bundle as a process)
 */
export async function settle(
  scene: Scene,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string | undefined>> = {},
  start?: StartStep,
): Promise<StepResult> {
  const started = eventNamed('pull_request', scene.github, 'sample-studio/catalogue', scene.pull);
  const options: StepOptions = {
    entry: join(ROOT, 'dist/settle/index.js'),
    inputs: { 'api-key': defaultKey, 'base-url': scene.babysea.url, report: 'report.json', ...inputs },
    actionDefaults,
    workspace: scene.workspace,
    ...started,
    env: { ...started.env, ...env },
    killAfterMs: 25_000,
  };
  const step = await runStep(options, start);
  const failed = ['fail', 'error'].includes(step.outputs['verdict'] ?? '');
  expect({ verdict: step.outputs['verdict'], exitCode: step.exitCode }).toEqual({
    verdict: expect.any(String),
    exitCode: failed ? 1 : 0,
  });
  expect(Object.keys(step.outputs).toSorted()).toEqual(Object.keys(action.outputs).toSorted());
  expect(step.stdout.replace(/^::add-mask::.*$/gm, '') + step.stderr + step.summary).not.toMatch(
    new RegExp(`${defaultKey}|^\\s+at .+:\\d+:\\d+`, 'm'),
  );
  return step;
}
