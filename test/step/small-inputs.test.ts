/**
 * Input that is small and would cost much: each ends soon, in little memory, with an error in a sentence. That no stack trace
 * is written and that the exit code goes with the verdict is looked at in every step. How soon is measured in processor time:
 * it does not grow where the machine has other work to do.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { runStep } from '../../sandbox/runner.ts';
import { type Arrangement, arrange, PLAN, type RunOptions, type Step, temporaryFolder } from '../support/step.ts';

const ENTRY = join(import.meta.dirname, '../../dist/index.js');
/** For input that may take all of the time; the contract has 5 seconds more. */
const SHORT = { inputs: { timeout: '5' } };
const MOST_CPU_SECONDS = 10;
/** Nothing takes so long but a step that hangs. */
const KILL_AFTER_MS = 150_000;
vi.setConfig({ testTimeout: KILL_AFTER_MS + 10_000 });
const MOST_MIB = 512;

const GENERATIONS = 'generations: [{ model: bfl/flux-schnell }]\n';

/** Text made of so many pieces. */
function times(count: number, piece: (index: number) => string, separator = ''): string {
  return Array.from({ length: count }, (_, index) => piece(index)).join(separator);
}

/** A flow sequence of the numbers from 1. */
function numbers(count: number): string {
  return `[${times(count, (index) => String(index + 1), ',')}]`;
}

/** Runs the step; fails where it takes more processor time or memory than it may. */
async function expectErrorSoon(arrangement: Arrangement, said: RegExp, options: RunOptions = {}): Promise<Step> {
  const scene = await arrange({ balance: '100000', ...arrangement });
  const folder = await temporaryFolder();
  const [hook, usage] = [join(folder, 'usage.cjs'), join(folder, 'usage.json')];
  await writeFile(
    hook,
    `if (require('node:worker_threads').isMainThread) process.on('exit', () =>
      require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())));`,
  );
  const step = await scene.run({
    ...options,
    inputs: { timeout: '100', ...options.inputs },
    env: { ...options.env, NODE_OPTIONS: `--require=${hook}` },
    killAfterMs: KILL_AFTER_MS,
  });
  expect(step.outputs).toMatchObject({ verdict: 'error', matrix: '' });
  expect(step.messages('error')).toContainEqual(expect.stringMatching(said));
  const { userCPUTime, systemCPUTime, maxRSS }: NodeJS.ResourceUsage = JSON.parse(await readFile(usage, 'utf8'));
  expect((userCPUTime + systemCPUTime) / 1e6).toBeLessThan(MOST_CPU_SECONDS);
  expect(maxRSS / 1024).toBeLessThan(MOST_MIB);
  return step;
}

/** An error at a line of the plan or, on a slow machine, for the plan. */
const PLACE = /generation-plan\.yml:\d+:\d+|while `generation-plan\.yml` was parsed/;

describe('a plan of up to 1 MiB', () => {
  const anchors = times(60_000, (index) => ` - &a${index}\n`).slice(0, 500_000);
  const merged = times(5000, (index) => `k${index}: 1`, ', ');

  test.each([
    ['of 60,000 anchors and 15,000 aliases', `${GENERATIONS}x:\n${anchors}\n${times(15_000, () => ' - *a1\n')}`],
    ['of 999 merges of 5,000 keys', `x: &x { ${merged} }\ny:\n${times(999, () => ' - <<: *x\n')}${GENERATIONS}`],
    ['of a chain of merges', `${times(900, (i) => `x${i + 1}: &x${i + 1} { <<: *x${i}, k${i}: 1 }\n`)}${GENERATIONS}`],
    ['of lines `%A`', times(330_000, () => '%A\n')],
    ['of brackets that open', times(1_000_000, () => '[')],
    ['of hyphens on one line', times(500_000, () => '- ')],
    ['of one key over and over', times(200_000, () => 'k: 1\n')],
    ['of 90,000 keys', times(90_000, (index) => `k${index}: 1\n`)],
    ['of 1,400 levels', times(1400, (index) => `${' '.repeat(index)}k:\n`)],
  ])('%s', async (_, plan) => {
    await expectErrorSoon({ plan }, PLACE, SHORT);
  });
});

describe('plans whose lines multiply', () => {
  const square = (count: number) =>
    `generations: [{ model: bfl/flux-schnell, matrix: { count: ${numbers(count)}, outputs: ${numbers(count)} } }]\n`;
  const keys = times(10_000, (index) => `k${index}: 1`, ', ');

  test('30 plans of 100 × 100: the limit of 10,000 lines is over all plans', async () => {
    const plans = Array.from({ length: 30 }, (_, index) => [`${index}.yml`, square(100)]);
    await expectErrorSoon({ files: Object.fromEntries(plans) }, /300,000 lines; at most 10,000 are allowed/, {
      inputs: { plan: '*.yml' },
    });
  });

  test.each([
    ['1,000 × 1,000 combinations', square(1000), PLACE],
    [
      '60,000 entries of `include` for each of 10,000 combinations',
      square(100).replace('} }]', `, include: [${times(60_000, () => '{ audio: false }', ',')}] } }]`),
      PLACE,
    ],
    [
      '1,000 lines with 300 fields of `params` that the model does not have',
      `generations: [{ model: bfl/flux-schnell, params: { ${times(300, (index) => `generation_k${index}: 1`, ', ')} }, matrix: { count: ${numbers(100)}, outputs: ${numbers(10)} } }]\n`,
      /has no field `generation_k0`/,
    ],
    [
      'a body of 10,000 keys for each of 2,000 lines',
      `generations: [{ model: bfl/flux-schnell, params: { ${keys} }, matrix: { count: ${numbers(2000)} } }]\n`,
      /./,
    ],
  ])('%s', async (_, plan, said) => {
    await expectErrorSoon({ plan }, said, SHORT);
  });
});

describe('data files', () => {
  const counting = (files: readonly string[]) =>
    `generations:\n${files.map((file) => `  - { model: bfl/flux-schnell, count_from: ${file} }\n`).join('')}`;
  const missing = Array.from({ length: 9000 }, (_, index) => `${index}.csv`);

  test('9,000 that are missing are looked for neither in the workspace nor by GitHub’s API', async () => {
    await expectErrorSoon({ plan: counting(missing) }, /9,000 data files; at most 100 are allowed/, {
      on: 'pull_request_target',
    });
  });

  const bytes = 10 * 1024 * 1024;

  test.each([
    ['of 10 MiB of brackets', 'deep.json', '['.repeat(bytes), /levels/, {}],
    ['of 10 MiB of list items', 'list.yml', '- 1\n'.repeat(bytes / 4), /list\.yml|records/, SHORT],
  ])('%s', async (_, file, text, said, options) => {
    await expectErrorSoon({ plan: counting([file]), files: { [file]: text } }, said, options);
  });
});

describe('what surrounds the step', () => {
  const inputs = { 'base-url': 'https://api.us.babysea.ai' };

  test.each([
    ['HTTPS_PROXY', 'socks5://127.0.0.9:1080'],
    ['https_proxy', 'proxy host:8080'],
    ['HTTPS_PROXY', 'http://mona:secret@proxy.example:99999'],
  ])('a proxy in `%s` that cannot be used is named, and its value is not: %s', async (variable, value) => {
    const step = await expectErrorSoon({ plan: GENERATIONS }, new RegExp(`\`${variable}\``), {
      inputs,
      env: { [variable]: value },
    });
    expect(`${step.text}${step.messages('error').join()}`).not.toContain(value);
  });

  test.each([
    ['is no JSON', 'no JSON'],
    ['is nested 100,000 levels deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['is not UTF-8', '\ufffd{}'],
  ])('an event file that %s', async (_, text) => {
    const file = join(await temporaryFolder(), 'event.json');
    await writeFile(file, text);
    await expectErrorSoon({ plan: GENERATIONS, base: { [PLAN]: GENERATIONS } }, /event/, {
      env: { GITHUB_EVENT_PATH: file },
    });
  });

  test('an address of GitHub’s API that is none', async () => {
    await expectErrorSoon({ plan: GENERATIONS }, /`GITHUB_API_URL`/, { env: { GITHUB_API_URL: 'nonsense' } });
  });

  test.each([
    ['that is not there', 'nowhere'],
    ['that is a folder', '.'],
  ])('a file for the outputs %s: the step fails, with an error in a sentence', async (_, name) => {
    const { babysea, workspace } = await arrange({ plan: GENERATIONS });
    const { exitCode, annotations, stdout, stderr } = await runStep({
      entry: ENTRY,
      inputs: { 'api-key': defaultKey, 'base-url': babysea.url },
      workspace,
      eventName: 'schedule',
      event: {},
      env: { GITHUB_OUTPUT: join(workspace, name) },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(annotations).toContainEqual(expect.objectContaining({ level: 'error' }));
    expect(stdout).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  });
});
