import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readDemoCall, USAGE } from '../../../sandbox/demo/arguments.ts';
import { demo, findRoot } from '../../../sandbox/demo.ts';
import { folderWith } from '../../support/folder.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** An action that asks for the balance, comments, and sets the outputs that the demo looks at. */
const action = `
import { appendFileSync, readFileSync } from 'node:fs';
const { env } = process;
const plan = readFileSync(env.INPUT_PLAN, 'utf8');
const short = plan.includes('count: 500');
const [total, shortfall] = short ? ['26.000', '13.520'] : [plan.includes('matrix:') ? '14.140' : '6.860', '0.000'];
const { number } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
const key = env['INPUT_API-KEY'];
const billing = await fetch(env['INPUT_BASE-URL'] + '/v1/user/billing', { headers: { authorization: 'Bearer ' + key } });
console.log('balance', (await billing.json()).data.billing_credit_balance, 'by', key);
await fetch(env.GITHUB_API_URL + '/repos/' + env.GITHUB_REPOSITORY + '/issues/' + number + '/comments', {
  method: 'POST',
  headers: { authorization: 'token ' + env['INPUT_GITHUB-TOKEN'] },
  body: JSON.stringify({ body: 'Planned ' + total + ', short of ' + shortfall }),
});
appendFileSync(env.GITHUB_OUTPUT, 'verdict=' + (short ? 'fail' : 'pass') + '\\ntotal-cost=' + total + '\\nshortfall=' + shortfall + '\\nmatrix=' + (plan.includes('Autumn') ? '' : 'm'.repeat(1000)) + '\\n');
process.exitCode = short ? 1 : 0;
`;

/** A settle that found what the demo lets happen. */
const SETTLE = `
import { appendFileSync } from 'node:fs';
appendFileSync(process.env.GITHUB_OUTPUT, 'verdict=warn\\nfailed=1\\nunplanned=1\\nunexplained-cost=0.000\\n');
`;

/** A place with the examples and this action in it. */
async function placeWith(script: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'demo-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await cp(join(repository, 'examples'), join(root, 'examples'), { recursive: true });
  await writeFile(join(root, 'action.yml'), '');
  await mkdir(join(root, 'dist', 'sandbox'), { recursive: true });
  await writeFile(join(root, 'dist', 'package.json'), '{"type":"module"}');
  await writeFile(join(root, 'dist', 'index.js'), script);
  await mkdir(join(root, 'dist', 'settle'));
  await writeFile(join(root, 'dist', 'settle', 'index.js'), SETTLE);
  return root;
}

async function run(root: string): Promise<{ readonly exitCode: number; readonly text: string }> {
  const lines: string[] = [];
  const exitCode = await demo({ root, print: (line) => lines.push(line) });
  return { exitCode, text: lines.join('\n') };
}

test('shows the log, the comment and the outputs of each example, and is content', async () => {
  const { exitCode, text } = await run(await placeWith(action));
  expect(exitCode).toBe(0);
  expect(text).toContain('The prices are sample values of the sandbox');
  expect(text).toContain('balance 12.48 by ***');
  expect(text).toContain('│ Planned 6.860, short of 0.000');
  expect(text).toContain('│ Planned 26.000, short of 13.520');
  expect(text).toContain('│ Planned 14.140, short of 0.000');
  expect(text).toContain('│ shortfall: 13.520');
  expect(text).toContain(`│ matrix: ${'m'.repeat(400)} … (1000 characters in all)`);
  expect(text).toContain('The step failed (exit code 1).');
  expect(text).not.toMatch(/bye_sandbox|ghs_sandbox/);
});

test('says what differs, and is not content', async () => {
  const { exitCode, text } = await run(await placeWith(action.replace("'13.520'", "'13.519'")));
  expect(exitCode).toBe(1);
  expect(text).toContain('The output shortfall is "13.519", and should be "13.520".');
});

test('is not content with an action that does nothing', async () => {
  const { exitCode, text } = await run(await placeWith(''));
  expect(exitCode).toBe(1);
  expect(text).toContain('The output verdict is not set, and should be "pass".');
  expect(text).toContain('The number of comments on the pull request is 0, and should be 1.');
});

test('says how to build an action that is not there', async () => {
  const { exitCode, text } = await run(tmpdir());
  expect(exitCode).toBe(1);
  expect(text).toContain('npm run build');
});

test('finds its examples from the bundle', async () => {
  const root = await placeWith('');
  expect(findRoot(join(root, 'dist', 'sandbox', 'index.js'))).toBe(root);
});

describe('a call of the demo', () => {
  test.each<[string[], string | undefined]>([
    [[], undefined],
    [['mine.yml'], 'mine.yml'],
  ])('%j is run', async (args, plan) => {
    expect(readDemoCall(args, await folderWith({ 'mine.yml': '' }))).toEqual({ plan });
  });

  test.each([['--help'], ['-h'], ['mine.yml', '--help']])('%j %j shows its own help', (...args) => {
    expect(readDemoCall(args, tmpdir())).toEqual({ text: USAGE, exitCode: 0 });
  });

  test.each([
    [['no.yml'], 'There is no file `no.yml` in '],
    [['plans'], '`plans` is a folder, not a file. Name the plan in it.'],
    [['mine.yml', 'plans/b.yml'], 'The demo runs one plan at a time, and this call names 2: mine.yml, plans/b.yml.'],
    [['--verbose'], 'The demo has no option `--verbose`.'],
  ])('%j is refused in a sentence', async (args, sentence) => {
    const call = readDemoCall(args, await folderWith({ 'mine.yml': '', 'plans/b.yml': '' }));
    expect(call).toEqual({ text: expect.stringContaining(sentence), exitCode: 2 });
  });
});
