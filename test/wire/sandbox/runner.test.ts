import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runStep, type StepOptions, type StepResult, showLog } from '../../../sandbox/runner.ts';

/** Runs a few lines of JavaScript as if they were an action. */
async function step(script: string, options: Partial<StepOptions> = {}): Promise<StepResult> {
  const workspace = await mkdtemp(join(tmpdir(), 'runner-test-'));
  onTestFinished(() => rm(workspace, { recursive: true, force: true }));
  const entry = join(workspace, 'action.mjs');
  await writeFile(entry, `import { appendFileSync, existsSync, readFileSync } from 'node:fs';\n${script}`);
  return runStep({ entry, workspace, inputs: {}, eventName: 'push', event: {}, ...options });
}

/** The same for what it prints, a line each. */
function printing(...lines: string[]): Promise<StepResult> {
  return step(lines.map((line) => `console.log(${JSON.stringify(line)});`).join('\n'));
}

const set = (name: string, text: string) => `appendFileSync(process.env.${name}, ${JSON.stringify(text)});`;

describe('what a step is given', () => {
  test('inputs, by the names that the runner makes of them', async () => {
    const { stdout } = await step(
      `console.log(JSON.stringify([process.env['INPUT_API-KEY'], process.env.INPUT_TWO_WORDS, process.env.INPUT_REGION]));`,
      { inputs: { 'api-key': 'bye_x', 'two words': ' 2 ' }, actionDefaults: { 'api-key': '', region: 'us' } },
    );
    expect(JSON.parse(stdout)).toEqual(['bye_x', ' 2 ', 'us']);
  });

  test('the event, the workspace as its directory, and a place for temporary files', async () => {
    const { stdout } = await step(
      `const { env } = process;
       const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
       console.log(event.number, env.GITHUB_EVENT_NAME, env.GITHUB_WORKSPACE.endsWith(process.cwd()), existsSync(env.RUNNER_TEMP));`,
      { eventName: 'pull_request', event: { number: 7 } },
    );
    expect(stdout).toBe('7 pull_request true true\n');
  });

  test('the variables that it is told, and none of ours', async () => {
    const { stdout } = await step(
      `console.log(process.env.GITHUB_RUN_ID, process.env.VITEST, process.env.GITHUB_STEP_SUMMARY);`,
      { env: { GITHUB_RUN_ID: '42', GITHUB_STEP_SUMMARY: undefined } },
    );
    expect(stdout).toBe('42 undefined undefined\n');
  });
});

describe('what comes of a step', () => {
  test('its exit code and both its streams', async () => {
    const result = await step(`console.log('out'); console.error('err'); process.exitCode = 3;`);
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test('its outputs, in either form', async () => {
    const { outputs } = await step(
      set('GITHUB_OUTPUT', 'plain=a=b<<c\nempty=\nlong<<ghadelimiter_1\none\n\ntwo<<x\nghadelimiter_1\nnone<<E\nE\n'),
    );
    expect(outputs).toEqual({ plain: 'a=b<<c', empty: '', long: 'one\n\ntwo<<x', none: '' });
  });

  test.each(['words without a form\n', 'open<<E\nnever closed\n'])(
    'no outputs that the runner would refuse: %j',
    async (text) => {
      await expect(step(set('GITHUB_OUTPUT', text))).rejects.toThrow(/GITHUB_OUTPUT/);
    },
  );

  test('its summary', async () => {
    expect((await step(set('GITHUB_STEP_SUMMARY', '# Done\n'))).summary).toBe('# Done\n');
  });

  test('its annotations, unescaped', async () => {
    const { annotations } = await printing(
      '::error file=a%2Cb.yml,line=3,endLine=4,col=5,endColumn=9,title=Wrong%3A key::One%0ATwo 100%25 %250A',
      '  ::warning::Careful',
      '::notice::',
      'text ::error::not at the start',
      '::unknown::no command',
      '::debug::not an annotation',
    );
    expect(annotations).toEqual([
      {
        level: 'error',
        message: 'One\nTwo 100% %0A',
        file: 'a,b.yml',
        line: 3,
        endLine: 4,
        col: 5,
        endColumn: 9,
        title: 'Wrong: key',
      },
      { level: 'warning', message: 'Careful' },
      { level: 'notice', message: '' },
    ]);
  });

  test('commands in the older form, anywhere in a line, since the runner still obeys them', async () => {
    const { annotations } = await printing('plan says ##[error]boo');
    expect(annotations).toEqual([{ level: 'error', message: 'boo' }]);
  });

  test('no commands while they are stopped', async () => {
    const { annotations } = await printing('::stop-commands::t0k', '::error::quiet', '::t0k::', '::error::loud');
    expect(annotations).toEqual([{ level: 'error', message: 'loud' }]);
  });

  test('its masks', async () => {
    expect((await printing('::add-mask::bye_x', '::add-mask::ghs_y')).masks).toEqual(['bye_x', 'ghs_y']);
  });

  test('a null exit code where it had to be killed', async () => {
    const { exitCode } = await step('setInterval(() => {}, 1000);', { killAfterMs: 1000 });
    expect(exitCode).toBeNull();
  });
});

describe('the log as the runner shows it', () => {
  test('carries commands out, and hides secrets from where they are known', async () => {
    const { log } = await printing(
      'key bye_x',
      '::add-mask::bye_x',
      '::group::Prices',
      'key bye_x token ghs_y',
      '::endgroup::',
      '::debug::hidden',
      '::error title=T::No bye_x%0Ahere',
      '::warning::Hm',
      '::notice::Oh',
    );
    expect(showLog(log, ['ghs_y'])).toEqual([
      'key bye_x',
      '▼ Prices',
      'key *** token ***',
      'Error: No ***\nhere',
      'Warning: Hm',
      'Notice: Oh',
    ]);
  });

  test('hides a secret whole where another one sits inside it', async () => {
    const { log } = await printing('abcdef', 'plain');
    expect(showLog(log, ['cd', 'abcdef'])).toEqual(['***', 'plain']);
  });
});
