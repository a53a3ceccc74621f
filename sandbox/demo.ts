/** The demo: runs the built action on the examples, with local servers, and shows what GitHub would show. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOOP_PLAN, type Loop, loopSecrets, playLoop } from './demo/loop.ts';
import { type Played, placeOfPlan, play } from './demo/play.ts';
import { differences, ownScenario, type Scenario, scenarios } from './demo/scenarios.ts';
import { showLog } from './runner.ts';

/** A user's own plan, and the folder that its path is relative to. */
interface OwnPlan {
  readonly folder: string;
  readonly plan: string;
}

interface DemoOptions {
  /** The folder that contains `dist` and `examples`. */
  readonly root: string;
  /** Default: the examples. */
  readonly own?: OwnPlan;
  readonly print: (line: string) => void;
}

/**
 * Runs the examples, or somebody's own plan. Gives the exit code: that of the step over their own plan; for the
 * examples, 0 where each came out as it should.
 */
export async function demo({ root, own, print }: DemoOptions): Promise<number> {
  const entry = join(root, 'dist', 'index.js');
  if (!existsSync(entry)) {
    print(`There is no built action at ${entry}. Build it first: npm run build`);
    return 1;
  }
  print(`BabySea Budget Gate: demo

The built action (dist/index.js) runs here as a step of a workflow would. BabySea and GitHub are stand-ins on
this machine: nothing leaves it, nothing is generated and nothing is charged.
The prices are sample values of the sandbox, not what BabySea charges.`);

  if (own !== undefined) {
    const { workspace, plan } = placeOfPlan(own.folder, own.plan);
    const scenario = ownScenario(plan, own.plan);
    const played = await play(scenario, entry, workspace);
    print([heading(scenario.title), ...story(scenario, played)].join('\n'));
    // A killed step has no exit code.
    return played.step.exitCode ?? 1;
  }
  let isAsExpected = true;
  for (const [index, scenario] of scenarios.entries()) {
    const played = await play(scenario, entry, root);
    const wrong = differences(scenario, played);
    const title = heading(`${index + 1} of ${scenarios.length + 1}: ${scenario.title}`);
    print([title, ...story(scenario, played), '', ...conclusion(scenario, wrong)].join('\n'));
    isAsExpected &&= wrong.length === 0;
  }
  const loop = await playLoop(root);
  print(loopStory(loop).join('\n'));
  isAsExpected &&= isGood(loop);
  print(isAsExpected ? '\nAll came out as they should.' : '\nSomething did not come out as it should: see above.');
  return isAsExpected ? 0 : 1;
}

function heading(title: string): string {
  return `\n━━━━ ${title} ${'━'.repeat(40)}`;
}

/** The whole loop: what the gate allowed, what the jobs generated, and what settle says of it. */
function loopStory(loop: Loop): string[] {
  const { gate, jobs, settle } = loop;
  return [
    heading(`${scenarios.length + 1} of ${scenarios.length + 1}: the whole loop of gate, generate and settle`),
    '',
    `The gate lets ${LOOP_PLAN} pass: ${gate.outputs['total-cost']} USD planned. Then, in the sandbox:`,
    '',
    ...jobs.map(({ title, generated }) => `  - the job for ${title} generated ${generated}`),
    '  - one image failed, one video was longer than planned, and somebody generated what no plan contains',
    '',
    'The log of settle',
    '',
    ...framed(['Run settle', ...showLog(settle.log, loopSecrets)]),
    '',
    isGood(loop)
      ? '✓ As it should be: settle found all three, and explains every cent of the balance.'
      : '✗ This is not as it should be: settle should warn of one failed, one longer and one unplanned generation.',
  ];
}

function isGood({ gate, settle }: Loop): boolean {
  const { verdict, failed, unplanned, 'unexplained-cost': unexplained } = settle.outputs;
  return gate.outputs['verdict'] === 'pass' && [verdict, failed, unplanned, unexplained].join() === 'warn,1,1,0.000';
}

function story(scenario: Scenario, { inputs, step, comments, secrets }: Played): string[] {
  const { number, title } = scenario.pullRequest;
  const given = Object.entries(inputs).map(
    ([name, value]) => `    ${name}: ${secrets.includes(value) ? '***' : value}`,
  );
  return [
    '',
    `Pull request #${number} “${title}” ${whatItDoes(scenario)}.`,
    `The sandbox account holds ${scenario.balance} USD.`,
    '',
    'The log of the step',
    '',
    ...framed(['Run the budget gate', '  with:', ...given, ...showLog(step.log, secrets)]),
    '',
    step.exitCode === 0 ? 'The step succeeded (exit code 0).' : `The step failed (exit code ${step.exitCode}).`,
    '',
    ...comments.flatMap(({ user, body }) => [
      `The comment of ${user.login} on pull request #${number}`,
      '',
      ...framed([body]),
      '',
    ]),
    ...(comments.length === 0 ? ['The pull request got no comment.', ''] : []),
    'The outputs of the step',
    '',
    ...framed(Object.entries(step.outputs).map(([name, value]) => `${name}: ${shortened(value)}`)),
  ];
}

function whatItDoes({ folder, plan, change }: Scenario): string {
  const file = join(folder, plan);
  return change === undefined ? `adds ${file}` : `changes \`${change.from}\` to \`${change.to}\` in ${file}`;
}

/** The output `matrix` of a large plan is pages long. */
function shortened(value: string): string {
  if (value === '') return '(empty)';
  return value.length <= 400 ? value : `${value.slice(0, 400)} … (${value.length} characters in all)`;
}

function conclusion({ expected }: Scenario, wrong: readonly string[]): string[] {
  if (expected === undefined) return [];
  if (wrong.length > 0) return ['✗ This is not as it should be:', ...wrong.map((sentence) => `  - ${sentence}`)];
  const shortfall = expected.shortfall === '0.000' ? 'nothing is missing' : `${expected.shortfall} USD are missing`;
  const outcome = expected.verdict === 'pass' ? 'the job goes on' : 'the job stops here, before anything is generated';
  return [`✓ As it should be: ${expected.verdict}, ${expected['total-cost']} USD planned, ${shortfall}; ${outcome}.`];
}

function framed(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `  │ ${line}`.trimEnd());
}

/** Finds the folder with `action.yml` and `examples`, at or above a file of ours. */
export function findRoot(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'action.yml')) && existsSync(join(folder, 'examples'))) return folder;
  }
  throw new Error('The demo looks for action.yml and examples/ in the folders above it, and there are none.');
}
