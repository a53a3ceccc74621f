/**
 * `npm run try:local-action`: the Action by @github/local-action, which reads action.yml and runs what it names as a runner
 * would, on two of the examples and the sandbox. `.ci/run` installs it, into `.local-action`: it is large.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultKey, startBabySea } from '../sandbox/babysea/index.ts';
import { ROOT } from './bundle.ts';

const TOOL = path.join(ROOT, '.local-action');
const ENTRY = 'scripts/local-action/entry.mjs';

const TRIALS = [
  {
    example: 'passes',
    exitCode: 0,
    verdict: 'pass',
    says: /Pass: \$6\.860 planned, \$12\.480 available/,
  },
  { example: 'short-of-balance', exitCode: 1, verdict: 'fail', says: /\$13\.520/ },
];

const babysea = await startBabySea({ balance: '12.480' });
const folder = await mkdtemp(path.join(tmpdir(), 'try-local-action-'));
try {
  for (const trial of TRIALS) await hold(trial);
} finally {
  await rm(folder, { recursive: true });
  await babysea.close();
}

async function hold({ example, exitCode, verdict, says }: (typeof TRIALS)[number]): Promise<void> {
  const [outputs, summary] = [path.join(folder, 'outputs'), path.join(folder, 'summary.md')];
  const variables = {
    'INPUT_API-KEY': defaultKey,
    'INPUT_BASE-URL': babysea.url,
    INPUT_PLAN: `examples/${example}/generation-plan.yml`,
    GITHUB_WORKSPACE: ROOT,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  for (const file of [outputs, summary]) await writeFile(file, '');
  await writeFile(path.join(folder, 'env'), lines.join(''));
  const run = await localAction([ROOT, ENTRY, path.join(folder, 'env')]);
  const told = await readFile(outputs, 'utf8');
  const holds =
    run.exitCode === exitCode &&
    told.includes(`\n${verdict}\n`) &&
    [run.text, await readFile(summary, 'utf8')].every((text) => says.test(text));
  console.log(`${holds ? '✓' : '✗'} examples/${example}: ${verdict}`);
  if (holds) return;
  console.log(`Exit code ${run.exitCode}\n${run.text}\n${told}`);
  process.exitCode = 1;
}

/** It finds its own loader only from the folder that it is installed in. */
function localAction(args: readonly string[]): Promise<{ exitCode: unknown; text: string }> {
  // A runner's own variables would make it write where that runner reads.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GITHUB|INPUT|RUNNER)_/.test(name)));
  return new Promise((done) => {
    execFile(path.join(TOOL, 'node_modules/.bin/local-action'), args, { cwd: TOOL, env }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : error.code, text: `${stdout}\n${stderr}` }),
    );
  });
}
