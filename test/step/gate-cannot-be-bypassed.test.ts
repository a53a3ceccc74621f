/**
 * Pull requests that try to get around the limits of the base branch, or around the balance. Each was once let through by a
 * built gate, or is a neighbour of one that was.
 */

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Actor,
  addComment,
  addLabel,
  deleteComment,
  type FileContent,
  type PullFile,
  removeLabel,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { TRUNCATED } from '../support/faults.ts';
import { type Arrangement, arrange, PLAN, type Scene, type Step, temporaryFolder } from '../support/step.ts';
import { git } from '../wire/files/support.ts';

type Files = Readonly<Record<string, FileContent>>;

/** So many images at 0.005, under limits: 20,000 of them cost 100.000. */
function images(count: number, limits = '', id = 'images'): string {
  const budget = limits === '' ? '' : `budget: { ${limits} }\n`;
  return `${budget}generations: [{ id: ${id}, model: bfl/flux-schnell, count: ${count} }]\n`;
}

const CHEAP = images(1);
const DEAR = images(20_000);
const DEAR_BUT_ALLOWED = images(20_000, 'max_total: 1000');

interface PullRequest extends Omit<Arrangement, 'base'> {
  readonly base?: Files;
  readonly head: Files;
  /** Where in the workspace the head is checked out (default: the workspace itself). */
  readonly path?: string;
}

/** A pull request from one tree to another, checked out, on an account that can pay for all of it. */
async function pullRequest({ base = {}, head, path = '.', ...rest }: PullRequest): Promise<Scene> {
  const scene = await arrange({ balance: '100000', ...rest });
  scene.repo.files['main'] = { ...base };
  scene.repo.files[scene.pull.head.sha] = { ...head };
  await checkOut(join(scene.workspace, path), head);
  return scene;
}

async function checkOut(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (typeof content === 'string') await writeFile(target, content);
    else if ('symlink' in content) await symlink(content.symlink, target);
    else if ('submodule' in content) await mkdir(target);
  }
}

/** Makes a folder the checkout of a repository, as `actions/checkout` leaves it. */
function makeCheckout(folder: string, repository = 'sample-studio/catalogue', ...gitFolder: string[]): void {
  git(folder, 'init', '-q', ...gitFolder);
  git(folder, 'remote', 'add', 'origin', `https://github.com/${repository}`);
  git(folder, 'add', '--all');
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'The pull request');
}

function expectFailure(step: Step, violations: readonly string[]): void {
  expect(step.outputs).toMatchObject({ verdict: 'fail', violations: JSON.stringify(violations) });
}

function expectError(step: Step, said: RegExp): void {
  expect({ verdict: step.outputs['verdict'], said: step.messages('error') }).toEqual({
    verdict: 'error',
    said: expect.arrayContaining([expect.stringMatching(said)]),
  });
}

describe('a file whose name looks like a pattern does not stand in for the files that the pattern matches', () => {
  test.each([
    ['plans/*.yml', 'pull_request'],
    ['plans/*.yml', 'pull_request_target'],
    ['plans/[b]ig.yml', 'pull_request'],
  ] as const)('%s on %s', async (pattern, on) => {
    const head = { [pattern]: CHEAP, 'plans/big.yml': DEAR };
    const scene = await pullRequest({ head, balance: '50' });
    expectFailure(await scene.run({ on, inputs: { plan: pattern } }), ['balance']);
  });

  test('nor is a file left out by an exclusion that has its name and matches others', async () => {
    const head = { 'plans/[x].yml': DEAR, 'plans/y.yml': CHEAP };
    const scene = await pullRequest({ head, balance: '50' });
    expectFailure(await scene.run({ inputs: { plan: 'plans/*.yml\n!plans/[x].yml' } }), ['balance']);
  });
});

describe('a plan under a name that is not UTF-8 is not passed over', () => {
  const plan = 'campaigns/**/generation-plan.yml';
  const inLatin1 = (text: string) => Buffer.from(text, 'latin1');

  test.each([
    ['in a folder', 'campaigns/\xe9t\xe9', 'generation-plan.yml'],
    ['deep below one', 'campaigns/\xe9t\xe9/2026', 'generation-plan.yml'],
  ])('%s', async (_, folder, name) => {
    const scene = await pullRequest({ head: { 'campaigns/spring/generation-plan.yml': CHEAP } });
    await mkdir(inLatin1(`${scene.workspace}/${folder}`), { recursive: true });
    await writeFile(inLatin1(`${scene.workspace}/${folder}/${name}`), images(1_000_000));
    expectError(await scene.run({ inputs: { plan } }), /UTF-8/);
  });

  test('that GitHub shows with U+FFFD in it', async () => {
    const head = { 'campaigns/spring/generation-plan.yml': CHEAP, 'campaigns/\ufffdt\ufffd/generation-plan.yml': DEAR };
    const scene = await pullRequest({ head });
    expectError(await scene.run({ on: 'pull_request_target', inputs: { plan } }), /UTF-8/);
  });
});

describe('a link in place of a plan, or of a folder of plans, is an error', () => {
  const FOLDER = {
    plan: 'campaigns/**/generation-plan.yml',
    base: {
      'campaigns/spring/generation-plan.yml': images(1, 'max_total: 5'),
      'campaigns/fall/generation-plan.yml': CHEAP,
    },
    head: {
      'campaigns/spring': { symlink: '../hidden' },
      'campaigns/fall/generation-plan.yml': CHEAP,
      'hidden/generation-plan.yml': DEAR,
    },
  };
  const both = `generations:
  - { id: images, model: bfl/flux-schnell, count: 20000 }
  - { id: extra, model: bfl/flux-schnell, count: 200 }
`;
  const FILE = {
    plan: 'a.yml\nb.yml',
    base: { 'a.yml': images(1, 'max_total: 5'), 'b.yml': images(200, '', 'extra') },
    head: { 'a.yml': { symlink: 'b.yml' }, 'b.yml': both },
  };
  const TO_ITSELF = { ...FILE, head: { 'a.yml': { symlink: 'a.yml' }, 'b.yml': both } };

  test.each([
    ['a folder', 'pull_request', FOLDER],
    ['a folder', 'pull_request_target', FOLDER],
    ['a file', 'pull_request', FILE],
    ['a file', 'pull_request_target', FILE],
    ['a file, to itself', 'pull_request', TO_ITSELF],
  ] as const)('%s, on %s', async (_, on, { plan, base, head }) => {
    const step = await (await pullRequest({ base, head })).run({ on, inputs: { plan } });
    expectError(step, /symbolic link/);
  });

  test.each([
    ['of another repository', 'sample-studio/hidden'],
    ['of the repository itself', 'sample-studio/catalogue'],
  ])('and so is a submodule in place of a folder of plans, %s', async (_, repository) => {
    const root = images(1, 'max_total: 1000', 'root');
    const base = { ...FOLDER.base, [PLAN]: root };
    const submodule = 'campaigns/spring';
    const head = { [submodule]: { submodule: repository }, 'campaigns/fall/generation-plan.yml': CHEAP, [PLAN]: root };
    const scene = await pullRequest({ base, head });
    await checkOut(join(scene.workspace, submodule), { [PLAN]: images(20_000, 'max_total: 1000', 'pictures') });
    makeCheckout(scene.workspace);
    const gitFolder = `--separate-git-dir=${join(scene.workspace, '.git/modules/spring')}`;
    await mkdir(join(scene.workspace, '.git/modules'));
    makeCheckout(join(scene.workspace, submodule), repository, gitFolder);
    expectError(await scene.run({ inputs: { plan: '**/generation-plan.yml' } }), /campaigns\/spring\/generation-plan/);
  });

  test('nor does a submodule at the path of a plan keep its lines, where a ceiling lets it in', async () => {
    const plan = 'campaigns/spring/generation-plan.yml';
    const base = { [plan]: images(1, 'max_total: 5', 'pictures'), [PLAN]: images(1, 'max_total: 1000', 'root') };
    const head = {
      'campaigns/spring': { submodule: 'sample-studio/hidden' },
      [PLAN]: images(20_000, 'max_total: 1000', 'pictures'),
    };
    const scene = await pullRequest({ base, head });
    await checkOut(join(scene.workspace, 'campaigns/spring'), { [PLAN]: images(1, 'max_total: 1000', 'pictures') });
    makeCheckout(scene.workspace);
    await mkdir(join(scene.workspace, '.git/modules'));
    const gitFolder = `--separate-git-dir=${join(scene.workspace, '.git/modules/spring')}`;
    makeCheckout(join(scene.workspace, 'campaigns/spring'), 'sample-studio/hidden', gitFolder);
    expectFailure(await scene.run({ inputs: { plan: '**/generation-plan.yml', budget: '50000' } }), ['max_total']);
  });
});

describe('a plan is held against the pull request wherever it is checked out', () => {
  const base = { [PLAN]: images(1, 'max_total: 1') };
  const head = { [PLAN]: images(20_000, 'max_total: 1000', 'pictures') };

  test('beside another checkout that sorts first', async () => {
    const scene = await pullRequest({ base, head, path: 'repo' });
    await checkOut(join(scene.workspace, 'aaa'), { 'README.md': '# Tools' });
    makeCheckout(join(scene.workspace, 'aaa'), 'sample-studio/tools');
    makeCheckout(join(scene.workspace, 'repo'));
    expectFailure(await scene.run({ inputs: { plan: '**/generation-plan.yml' } }), ['max_total']);
  });

  test('beside another checkout with a plan of its own, which has no base limits', async () => {
    const scene = await pullRequest({ base, head, path: 'repo' });
    await checkOut(join(scene.workspace, 'aaa'), { 'tools/generation-plan.yml': CHEAP });
    makeCheckout(join(scene.workspace, 'aaa'), 'sample-studio/tools');
    makeCheckout(join(scene.workspace, 'repo'));
    const step = await scene.run({ inputs: { plan: '**/generation-plan.yml' } });
    expectError(step, /aaa\/tools\/generation-plan\.yml/);
  });

  test('in a checkout within a checkout', async () => {
    const scene = await pullRequest({ base, head, path: 'outer/repo' });
    await checkOut(join(scene.workspace, 'outer'), { 'README.md': '# Tools' });
    makeCheckout(join(scene.workspace, 'outer/repo'));
    makeCheckout(join(scene.workspace, 'outer'), 'sample-studio/tools');
    expectFailure(await scene.run({ inputs: { plan: 'outer/**/generation-plan.yml' } }), ['max_total']);
  });

  test.each([
    ['repo/aaa/plan.yml', 'aaa', '.'],
    ['repo/aaa/aaa/plan.yml', 'aaa', '.'],
    ['repo/aaa/plan.yml', 'aaa', '../repo'],
  ])('%s, where repo/%s is a link to %s, is an error', async (plan, link, to) => {
    const linked = { 'plan.yml': images(20_000, 'max_total: 1000'), [link]: { symlink: to } };
    const scene = await pullRequest({ base: { 'plan.yml': images(1, 'max_total: 1') }, head: linked, path: 'repo' });
    makeCheckout(join(scene.workspace, 'repo'));
    expectError(await scene.run({ inputs: { plan } }), /symbolic link/);
  });

  test.each([
    ['sub/generation-plan.yml', {}],
    ['**/generation-plan.yml', {}],
    ['sub/generation-plan.yml', { budget: '50' }],
  ])('%s without `.git`, as an archive is unpacked, is not new (inputs %j)', async (plan, inputs) => {
    const scene = await pullRequest({ base, head, path: 'sub' });
    const step = await scene.run({ inputs: { plan, ...inputs } });
    expect(step.outputs).toMatchObject({ verdict: expect.stringMatching(/^(fail|error)$/) });
  });
});

describe('a line that moves to another plan keeps its limits', () => {
  const base = { 'a.yml': images(1, 'max_total: 5'), 'b.yml': images(1, '', 'other') };
  const head = { 'b.yml': 'generations:\n  - { id: images, model: bfl/flux-schnell, count: 20000 }\n' };
  const filler = (count: number): PullFile[] =>
    Array.from({ length: count }, (_, index) => ({ filename: `docs/${index}.md`, status: 'added' }));
  const moved: PullFile[] = [
    { filename: 'a.yml', status: 'removed' },
    { filename: 'b.yml', status: 'modified' },
  ];

  test.each([
    ['hidden behind 3,000 other files', [...filler(3000), ...moved]],
    ['among just 3,000 files', [...filler(2998), ...moved]],
    ['on a later page of the list', [...filler(150), ...moved]],
  ])('%s', async (_, files) => {
    const step = await (await pullRequest({ base, head, pull: { files } })).run({ inputs: { plan: 'b.yml' } });
    expect(step.outputs).toMatchObject({ verdict: expect.stringMatching(/^(fail|error)$/) });
  });

  const monthly = (runs: number, ids: readonly string[], limits = '') =>
    `runs_per_month: ${runs}\n${limits}generations:\n${ids
      .map((id) => `  - { id: ${id}, model: bfl/flux-schnell, count: 1000 }`)
      .join('\n')}\n`;

  test.each([
    ['to plans that run less and as often', { 'a.yml': monthly(1, ['x']), 'b.yml': monthly(30, ['y']) }],
    ['to a plan that runs less', { 'b.yml': monthly(1, ['x', 'y']) }],
    [
      'to a plan that says nothing of how often it runs',
      { 'a.yml': monthly(1, ['x']), 'b.yml': monthly(1, ['y']).replace(/^.*\n/, '') },
    ],
  ])('%s: `max_monthly` counts it by the larger number of runs', async (_, plans) => {
    // 2 × $5 × 30 runs: the base allows $150, which the plan exceeds already, and a split must not hide it.
    const before = { 'a.yml': monthly(30, ['x', 'y'], 'budget: { max_monthly: 150 }\n') };
    const step = await (await pullRequest({ base: before, head: plans })).run({ inputs: { plan: '*.yml' } });
    expectFailure(step, ['max_monthly']);
  });
});

test('a Git LFS pointer is never counted as a data file, in any form that Git LFS reads', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345678\n`;
  const files: Record<string, string> = {
    'crlf.csv': pointer.replaceAll('\n', '\r\n'),
    'blank.csv': `\n${pointer}`,
    'hawser.csv': pointer.replace('git-lfs.github.com', 'hawser.github.com'),
    'media.txt': pointer.replace('https://git-lfs.github.com/spec/v1', 'http://git-media.io/v/2'),
    'extended.csv': pointer.replace('oid', `ext-0-crypt sha256:${'5e'.repeat(32)}\noid`),
    'unended.txt': pointer.trimEnd(),
    'spaces.jsonl': `  \r\n\t${pointer}\n\n`,
    'list.yml': pointer,
  };
  const lines = Object.keys(files).map((name) => `  - { model: bfl/flux-schnell, count_from: ${name} }`);
  const head = { ...files, [PLAN]: `generations:\n${lines.join('\n')}\n` };
  const step = await (await pullRequest({ head })).run();
  expect(step.outputs).toMatchObject({ verdict: 'error' });
  const said = step.messages('error').filter((message) => message.includes('Git LFS'));
  expect(said).toHaveLength(lines.length);
});

describe('a label that was put on while the cost was unknown approves nothing of what is pushed next', () => {
  const lena: Actor = { login: 'lena', type: 'User' };
  const inputs = { 'override-label': 'budget-ok', alternatives: 'false' };

  /** Lena labels a pull request while something is in the way; the next commit costs 100.000 against 5.000. */
  async function labelled(during: (scene: Scene) => Promise<void> | void): Promise<Step> {
    const base = { [PLAN]: images(1, 'max_total: 5') };
    const scene = await arrange({ base, plan: images(1200, 'max_total: 5'), balance: '100000' });
    scene.repo.collaborators['lena'] = 'write';
    await during(scene);
    addLabel(scene.repo, 7, 'budget-ok', lena, scene.github.ticker);
    expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'error' });
    scene.babysea.faults.clear();
    scene.github.faults.clear();
    scene.pull.head.sha = 'e'.repeat(40);
    await scene.write(PLAN, DEAR_BUT_ALLOWED);
    return scene.run({ inputs });
  }

  test.each([
    ['the plan is broken', (scene: Scene) => scene.write(PLAN, 'generations: many')],
    ['the plan is gone', (scene: Scene) => scene.remove(PLAN)],
    [
      'BabySea is down',
      (scene: Scene) => scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', ...TRUNCATED }),
    ],
  ])('because %s', async (_, during) => {
    expectFailure(await labelled(during), ['max_total']);
  });
});

describe('an event that does not tell the base is an error, never judged by the limits of the head', () => {
  const base = { [PLAN]: images(1, 'max_total: 5') };
  const head = { [PLAN]: DEAR_BUT_ALLOWED };

  test.each([
    ['pull_request', 'null'],
    ['pull_request', '{"pull_request": {"number": 7, "head": {"sha": "x"}, "base": {}}}'],
    ['pull_request_target', '{}'],
    ['merge_group', '{"merge_group": {"base_ref": "refs/heads/main"}}'],
  ] as const)('%s with %s', async (on, text) => {
    const scene = await pullRequest({ base, head });
    const file = join(await temporaryFolder(), 'event.json');
    await writeFile(file, text);
    expectError(await scene.run({ on, env: { GITHUB_EVENT_PATH: file } }), new RegExp(`event \`${on}\``));
  });

  test('pull_request without a file', async () => {
    const scene = await pullRequest({ base, head });
    expectError(await scene.run({ env: { GITHUB_EVENT_PATH: undefined } }), /event `pull_request`/);
  });

  test('merge_group of a branch that names no pull request is judged by the commit before it', async () => {
    const scene = await pullRequest({ base, head });
    const file = join(await temporaryFolder(), 'event.json');
    const group = {
      head_sha: scene.pull.head.sha,
      head_ref: 'refs/heads/elsewhere',
      base_sha: scene.repo.branches['main'],
      base_ref: 'refs/heads/main',
    };
    await writeFile(file, JSON.stringify({ action: 'checks_requested', merge_group: group }));
    const step = await scene.run({ on: 'merge_group', env: { GITHUB_EVENT_PATH: file } });
    expect(step.outputs).toMatchObject({ verdict: expect.stringMatching(/^(fail|error)$/) });
  });
});

describe('an old copy of the base branch in the workspace never stands in for the base branch', () => {
  test.each([
    ['403', { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } }],
    ['401', { kind: 'answer', status: 401, body: { message: 'Bad credentials' } }],
    ['half of an answer', TRUNCATED],
  ] as const)('where GitHub answers with %s', async (_, fault) => {
    const base = { [PLAN]: images(1, 'max_total: 5') };
    const scene = await pullRequest({ base, head: { [PLAN]: DEAR_BUT_ALLOWED } });
    makeCheckout(scene.workspace);
    git(scene.workspace, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    git(scene.workspace, 'pack-refs', '--all');
    for (const endpoint of ['get-commit', 'get-tree', 'get-blob', 'get-contents'] as const) {
      scene.github.faults.add({ endpoint, times: 'always', ...fault });
    }
    expectError(await scene.run({ inputs: { timeout: '10' } }), /^The limits of `main` could not be read/);
  });
});

describe('where it is unknown what the plan of the base branch allows, nothing passes', () => {
  test('since time ran out while that plan was parsed', async () => {
    // A plan that takes longer to parse than there is time; a head can use up the time just as well.
    const base = { [PLAN]: `${images(1, 'max_total: 5')}x: [${'[],'.repeat(300_000)}]\n` };
    const scene = await pullRequest({ base, head: { [PLAN]: DEAR_BUT_ALLOWED } });
    const step = await scene.run({ inputs: { timeout: '3' } });
    expect(step.outputs).toMatchObject({ verdict: expect.stringMatching(/^(fail|error)$/) });
  });

  test.each([
    ['has a line that cannot be read', images(1, 'max_increase: 20%').replace('model:', 'modell:')],
    ['counts a data file that is not there', images(1, 'max_increase: 20%').replace('count: 1', 'count_from: a.csv')],
  ])('since it %s: all of the cost counts as an increase', async (_, plan) => {
    const scene = await pullRequest({ base: { [PLAN]: plan }, head: { [PLAN]: DEAR_BUT_ALLOWED } });
    expectFailure(await scene.run(), ['max_increase']);
  });
});

describe('a list of GitHub’s that continues elsewhere is not followed there', () => {
  /** A server that counts who comes; it looks like a next page. */
  async function elsewhere(): Promise<{ origin: string; visits: string[] }> {
    const visits: string[] = [];
    const server = createServer((request, response) => {
      visits.push(`${request.url} ${request.headers.authorization}`);
      response.setHeader('content-type', 'application/json').end('[]');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    return { origin: `127.0.0.1:${(server.address() as AddressInfo).port}`, visits };
  }

  test.each([
    ['at another host', (origin: string) => `http://${origin}/next`],
    ['at another host without a scheme', (origin: string) => `//${origin}/next`],
    [
      'at another host behind a name before @',
      (origin: string, home: string) => `http://${new URL(home).host}@${origin}/`,
    ],
  ])('%s', async (_, address) => {
    const base = { 'winter.yml': images(1, 'max_total: 5') };
    const scene = await pullRequest({ base, head: { 'summer.yml': images(1, '', 'sun') } });
    const { origin, visits } = await elsewhere();
    const headers = { link: `<${address(origin, scene.github.url)}>; rel="next"` };
    for (const endpoint of ['list-comments', 'pull-files', 'list-events', 'commit-pulls'] as const) {
      scene.github.faults.add({ endpoint, times: 'always', kind: 'headers', headers });
    }
    await scene.run({ inputs: { plan: 'summer.yml', 'override-label': 'ok' } });
    expect(visits).toEqual([]);
  });
});

describe('an approval that another workflow writes counts for nothing', () => {
  const lena: Actor = { login: 'lena', type: 'User' };
  const inputs = { 'override-label': 'budget-ok', alternatives: 'false' };

  /** Lena has approved 6.000; the comment of that run is returned. */
  async function approved(): Promise<Scene> {
    const base = { [PLAN]: images(1, 'max_total: 5') };
    const scene = await arrange({ base, plan: images(1200, 'max_total: 5'), balance: '100000' });
    scene.repo.collaborators['lena'] = 'write';
    addLabel(scene.repo, 7, 'budget-ok', lena, scene.github.ticker);
    expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'warn' });
    return scene;
  }

  async function pushDearer(scene: Scene): Promise<Step> {
    scene.pull.head.sha = 'e'.repeat(40);
    await scene.write(PLAN, DEAR_BUT_ALLOWED);
    return scene.run({ inputs });
  }

  test.each([
    ['in a comment after the gate’s own', false],
    ['in place of the gate’s own', true],
  ])('%s', async (_, replaced) => {
    const scene = await approved();
    const { login, type } = workflowToken;
    const body = scene.comment().body.replaceAll('6.000', '600.000');
    if (replaced) scene.comment().body = body;
    else addComment(scene.repo, { issue: 7, body, user: { login, type } }, scene.github.ticker);
    expectFailure(await pushDearer(scene), ['max_total']);
  });

  test('nor does a true one of an earlier label, once that label was taken off', async () => {
    const scene = await approved();
    const { body } = scene.comment();
    removeLabel(scene.repo, 7, 'budget-ok', lena, scene.github.ticker);
    await scene.run({ inputs });
    addLabel(scene.repo, 7, 'budget-ok', { login: 'mona', type: 'User' }, scene.github.ticker);
    scene.comment().body = body;
    expectFailure(await scene.run({ inputs }), ['max_total']);
  });
});

describe('an approval covers no more than the cost that was seen', () => {
  const inputs = { 'override-label': 'budget-ok', alternatives: 'false' };

  async function approved(base: string, plan: string): Promise<Scene> {
    const scene = await arrange({ base: { [PLAN]: base }, plan, balance: '100000' });
    scene.repo.collaborators['lena'] = 'triage';
    addLabel(scene.repo, 7, 'budget-ok', { login: 'lena', type: 'User' }, scene.github.ticker);
    expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'warn' });
    scene.pull.head.sha = 'e'.repeat(40);
    return scene;
  }

  test('of a month either: more runs need a new approval', async () => {
    const monthly = (runs: number, count: number) => `runs_per_month: ${runs}\n${images(count, 'max_monthly: 5')}`;
    const scene = await approved(monthly(1, 1), monthly(1, 1200));
    await scene.write(PLAN, monthly(100_000, 1200));
    expectFailure(await scene.run({ inputs }), ['max_monthly']);
  });

  test.each([
    ['GraphQL is asked too often', { data: null, errors: [{ type: 'RATE_LIMITED', message: 'Too many.' }] }],
    ['GraphQL takes too long', { data: null, errors: [{ message: 'Timeout on validation of query' }] }],
  ])('also where its comment was deleted, and %s', async (_, body) => {
    const scene = await approved(images(1, 'max_total: 5'), images(1200));
    deleteComment(scene.repo, scene.comment(), scene.github.ticker);
    await scene.write(PLAN, DEAR_BUT_ALLOWED);
    scene.github.faults.add({ endpoint: 'graphql', times: 'always', kind: 'answer', status: 200, body });
    expectFailure(await scene.run({ inputs }), ['max_total']);
  });

  test('where GitHub has no GraphQL to tell of a deleted comment: the label counts only beside a comment', async () => {
    const plan = images(1200);
    const scene = await arrange({
      base: { [PLAN]: images(1, 'max_total: 5') },
      plan,
      balance: '100000',
      github: { graphql: false },
    });
    scene.repo.collaborators['lena'] = 'triage';
    expectFailure(await scene.run({ inputs }), ['max_total']);
    addLabel(scene.repo, 7, 'budget-ok', { login: 'lena', type: 'User' }, scene.github.ticker);
    expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'warn' });
    deleteComment(scene.repo, scene.comment(), scene.github.ticker);
    await scene.write(PLAN, DEAR_BUT_ALLOWED);
    expectFailure(await scene.run({ inputs }), ['max_total']);
  });
});

describe('a plan that the pull request did not add is not new', () => {
  const moved = { 'plans/pictures.yml': images(500, 'max_total: 5') };
  const stale = { [PLAN]: images(20_000, 'max_total: 500') };

  test.each([
    ['that main has moved', 'pull_request_target', '**/*.yml', moved],
    ['that main has moved', 'pull_request', '**/*.yml', moved],
    ['that main has deleted', 'pull_request_target', PLAN, { 'README.md': '# Catalogue' }],
  ] as const)('%s: an old copy is not judged by its own limits, on %s', async (_, on, plan, base) => {
    const scene = await pullRequest({ base, head: stale, pull: { files: [{ filename: PLAN, status: 'modified' }] } });
    const step = await scene.run({ on, inputs: { plan } });
    expect(step.outputs).toMatchObject({ verdict: expect.stringMatching(/^(fail|error)$/) });
  });

  test.each([
    ['is empty', []],
    ['does not name it', [{ filename: 'README.md', status: 'modified' }]],
  ] as const)('where the list of changed files %s, it is an error', async (_, files) => {
    const scene = await pullRequest({
      base: { 'README.md': '#' },
      head: { [PLAN]: DEAR_BUT_ALLOWED },
      pull: { files },
    });
    expectError(await scene.run(), /^No limits of `main` apply to `generation-plan\.yml`/);
  });

  test.each([
    ['1000', 'pass'],
    ['99.999', 'fail'],
  ])('where the list is empty, the input `budget` of %s is the ceiling: %s', async (budget, verdict) => {
    const scene = await pullRequest({
      base: { 'README.md': '#' },
      head: { [PLAN]: DEAR_BUT_ALLOWED },
      pull: { files: [] },
    });
    expect((await scene.run({ inputs: { budget } })).outputs).toMatchObject({ verdict });
  });
});
