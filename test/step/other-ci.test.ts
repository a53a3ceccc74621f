import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { commitAll, git } from '../support/cli.ts';
import { BOT, MERGE_REQUEST, PROJECT, startGitLab } from '../support/gitlab.ts';
import { type Checkout, checkOut } from '../support/other-ci.ts';
import { temporaryFolder } from '../support/step.ts';

const LIMITED = 'budget: { max_total: 30 }\ngenerations: [{ id: stills, model: bfl/flux-1.1-pro, count: 100 }]\n';
/** 10.400 instead of 5.200. */
const MORE = LIMITED.replace('count: 100', 'count: 200');
/** 31.200, and a limit that would allow it. */
const TOO_MUCH = LIMITED.replace('count: 100', 'count: 600').replace('max_total: 30', 'max_total: 90');

const TOKEN = 'glpat-sandbox';

type Shell = readonly [string, ...string[]];
const BASH: Shell = ['bash', '-eo', 'pipefail'];

describe('examples/gitlab-ci', async () => {
  const pipeline = parse(await readFile('examples/gitlab-ci/.gitlab-ci.yml', 'utf8'));
  const job = pipeline['budget-gate'];
  const script = job.script.join('\n');
  /** The shells that a runner takes (docs.gitlab.com/runner/shells): bash where there is one, else sh. */
  const shells: { shell: Shell }[] = [{ shell: BASH }, { shell: ['sh', '-e'] }];

  async function arrange(plans = { main: LIMITED, branch: MORE }) {
    const checkout = await checkOut({ plans, examples: ['gitlab-ci/budget-note.mjs'] });
    const gitlab = await startGitLab(TOKEN);
    onTestFinished(() => gitlab.close());
    const run = (env: Readonly<Record<string, string | undefined>> = {}, shell = BASH) =>
      checkout.run(script, {
        shell,
        env: {
          ...job.variables,
          CI_API_V4_URL: gitlab.url,
          CI_MERGE_REQUEST_PROJECT_ID: String(PROJECT),
          CI_MERGE_REQUEST_IID: String(MERGE_REQUEST),
          CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
          BUDGET_NOTE_TOKEN: TOKEN,
          ...env,
        },
      });
    return { checkout, gitlab, run };
  }

  test.each(shells)('the first run writes a note with the figures: $shell.0', async ({ shell }) => {
    const { gitlab, run } = await arrange();
    const { exitCode, stdout, stderr } = await run({}, shell);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(gitlab.notes.map(({ body }) => body.split('\n').slice(0, 2))).toEqual([
      [
        '<!-- babysea-budget-gate -->',
        '### ✅ Pass: $10.400 planned ($5.200 more than on `origin/main`), $50.000 available',
      ],
    ]);
    expect(stdout).toContain('$10.400');
  });

  test('a later run updates it, and leaves it alone where nothing changed', async () => {
    const { checkout, gitlab, run } = await arrange();
    await run();
    await checkout.change(LIMITED.replace('count: 100', 'count: 300'));
    await run();
    await run();
    expect(gitlab.notes.map(({ body }) => /\$[\d.]+ planned/.exec(body)?.[0])).toEqual(['$15.600 planned']);
    expect(gitlab.writes.map((write) => write.split(' ')[0])).toEqual(['POST', 'PUT']);
  });

  test.each(shells)(
    'a plan past the limits of the target branch fails the job, and the note says why: $shell.0',
    async ({ shell }) => {
      const { gitlab, run } = await arrange({ main: LIMITED, branch: TOO_MUCH });
      expect(await run({}, shell)).toMatchObject({ exitCode: 1, stderr: '' });
      expect(gitlab.notes.map(({ body }) => body)).toEqual([
        expect.stringMatching(/Over `max_total`: \$31\.200 planned, \$30\.000 allowed, \$1\.200 too much/),
      ]);
    },
  );

  test('without a key the job fails, and the note says so', async () => {
    const { checkout, gitlab, run } = await arrange();
    expect(await run({ BABYSEA_API_KEY: undefined })).toMatchObject({ exitCode: 2, stderr: '' });
    expect(gitlab.notes.map(({ body }) => body)).toEqual([expect.stringContaining('There is no BabySea key')]);
    expect(checkout.babysea.requests).toEqual([]);
  });

  test.each([
    ['is not there', { BUDGET_NOTE_TOKEN: undefined }, 'the variable BUDGET_NOTE_TOKEN is not set'],
    ['is wrong', { BUDGET_NOTE_TOKEN: 'glpat-other' }, 'GitLab answered HTTP 401 to GET /user'],
  ])('where the token for notes %s, the verdict stands', async (_, env, said) => {
    const { gitlab, run } = await arrange({ main: LIMITED, branch: TOO_MUCH });
    const { exitCode, stdout, stderr } = await run(env);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `The note was not written: ${said}. The result stays the same.\n`,
    });
    expect(stdout).toContain('$31.200');
    expect(gitlab.notes).toEqual([]);
  });

  test('where GitLab refuses the note, the verdict stands, and no token is shown', async () => {
    const { gitlab, run } = await arrange();
    gitlab.refuseWrites(403);
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('GitLab answered HTTP 403 to POST /projects/42/merge_requests/7/notes');
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('its own note is found among many, and one of somebody else with the marker is left alone', async () => {
    const { gitlab, run } = await arrange();
    const marked = '<!-- babysea-budget-gate -->\nAll is well.';
    gitlab.notes.push({ id: 1, body: marked, author: { id: 5 }, system: false });
    for (let id = 2; id <= 250; id += 1) gitlab.notes.push({ id, body: 'Hm.', author: { id: 5 }, system: false });
    gitlab.notes.push({ id: 251, body: `${marked}!`, author: { id: BOT }, system: false });
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(gitlab.writes).toEqual(['PUT /api/v4/projects/42/merge_requests/7/notes/251']);
    expect(gitlab.notes[0]?.body).toBe(marked);
  });

  test('no text of a plan becomes a command of GitLab’s', async () => {
    const plan = 'name: "/merge"\ngenerations: [{ id: "/close", model: bfl/flux-schnell }, { model: "/merge" }]\n';
    const { gitlab, run } = await arrange({ main: LIMITED, branch: plan });
    await run();
    expect(gitlab.notes.map(({ body }) => body)).toEqual([expect.not.stringMatching(/^\s*\//m)]);
    expect(gitlab.notes[0]?.body).toContain('/merge');
  });

  /** What GitLab makes of a pipeline on a merge request, by its own schema (gitlab-ci-local carries it). */
  async function jobsOf(yaml: string): Promise<string> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.gitlab-ci.yml'), yaml);
    commitAll(folder);
    git(folder, 'remote', 'add', 'origin', 'git@gitlab.com:studio/catalogue.git');
    const source = [
      '--variable',
      'CI_PIPELINE_SOURCE=merge_request_event',
      '--ignore-predefined-vars',
      'CI_PIPELINE_SOURCE',
    ];
    const args = [resolve('node_modules/gitlab-ci-local/dist/index.js'), '--list', ...source];
    const env = { PATH: process.env['PATH'], HOME: folder };
    return (await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 25_000 })).stdout;
  }

  test('GitLab’s own schema takes it, and no other', async () => {
    const yaml = await readFile('examples/gitlab-ci/.gitlab-ci.yml', 'utf8');
    expect(await jobsOf(yaml)).toMatch(/^budget-gate .*on_success/m);
    await expect(jobsOf(yaml.replace('artifacts:', 'artefacts:'))).rejects.toThrow(/artefacts/);
  });

  test('runs in merge requests, with the history that it needs, and keeps the report whatever the verdict', () => {
    expect(Object.keys(pipeline)).toEqual(['budget-gate']);
    expect(job).toMatchObject({
      rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }],
      variables: { GIT_DEPTH: 0 },
      artifacts: { when: 'always', paths: ['budget.md'] },
    });
  });
});

describe('examples/circleci', async () => {
  const config = parse(await readFile('examples/circleci/config.yml', 'utf8'));
  const { steps, environment } = config.jobs['budget-gate'];
  const [checkout, price, store, judge] = steps;

  /** Runs the steps as CircleCI does (circleci.com/docs: default shell options), up to the first that fails. */
  async function run(repository: Checkout, env: Readonly<Record<string, string | undefined>> = {}) {
    const all = { ...environment, BASE: config.parameters.base.default, ...env };
    const results = [await repository.run(price.run.command, { shell: BASH, env: all })];
    const report = await readFile(join(repository.folder, store.store_artifacts.path), 'utf8');
    if (results[0]?.exitCode === 0) results.push(await repository.run(judge.run.command, { shell: BASH, env: all }));
    return { report, exitCodes: results.map(({ exitCode }) => exitCode), stderr: results[0]?.stderr };
  }

  test.each([
    ['a plan that is covered passes', MORE, {}, 0, /\$10\.400 planned \(\$5\.200 more than on `origin\/main`\)/],
    [
      'a plan past the limits of the base branch fails',
      TOO_MUCH,
      {},
      1,
      /Over `max_total`: \$31\.200 planned, \$30\.000 allowed, \$1\.200 too much/,
    ],
    ['without a key the job fails', MORE, { BABYSEA_API_KEY: undefined }, 2, /There is no BabySea key/],
  ])('%s, and the report is there to be stored', async (_, branch, env, exitCode, says) => {
    const result = await run(await checkOut({ plans: { main: LIMITED, branch } }), env);
    expect(result).toMatchObject({ exitCodes: [0, exitCode], stderr: '' });
    expect(result.report).toMatch(says);
  });

  test('checks out the files of other commits, too, stores the report before it fails, and runs in a workflow', () => {
    expect(checkout).toEqual({ checkout: { method: 'full' } });
    expect(steps.map((step: object) => Object.keys(step)[0])).toEqual(['checkout', 'run', 'store_artifacts', 'run']);
    expect(environment.BASE).toBe('<< pipeline.parameters.base >>');
    expect(config.workflows).toEqual({ budget: { jobs: ['budget-gate'] } });
  });
});

describe('docs/other-ci.md', async () => {
  const blocks = blocksOf(await readFile('docs/other-ci.md', 'utf8')).filter(({ language }) => language === 'sh');

  test.each(blocks)('the commands at line $line price the plan and write the report', async ({ text }) => {
    const checkout = await checkOut({ plans: { main: LIMITED, branch: MORE } });
    const { exitCode } = await checkout.run(text, { shell: ['sh', '-e'], env: {} });
    expect(exitCode).toBe(0);
    expect(await readFile(join(checkout.folder, 'budget.md'), 'utf8')).toContain('$5.200 more than on `origin/main`');
  });

  test('has commands', () => {
    expect(blocks).not.toEqual([]);
  });
});
