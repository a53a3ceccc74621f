import { beforeEach, describe, expect, test } from 'vitest';
import {
  addComment,
  addPull,
  defaultToken,
  deleteComment,
  type Pull,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { readInputs } from '../../src/action/inputs.ts';
import { type Commented, writeComments } from '../../src/action/publish.ts';
import { PullRequestRun } from '../../src/action/pull-request-run.ts';
import type { GateResult } from '../../src/gate.ts';
import { createGitHub } from '../../src/github/client.ts';
import { type GitHubContext, readContext } from '../../src/github/context.ts';
import { lastDeletion } from '../../src/github/pull-request.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import { markerOf } from '../../src/report/comment.ts';
import { parseState, sealFor, serializeState, withHiddenLines } from '../../src/report/comment-state.ts';
import { redactor } from '../../src/shared/redact.ts';
import { record } from '../support/labels.ts';
import { RUN, reportOf } from '../support/reports.ts';
import type { GitHubSandbox } from '../support/sandbox.ts';
import { gitHub } from './sandbox/support.ts';

const REPOSITORY = 'seaside/shop';
const NEWER = 'b1b1b1b'.padEnd(40, '0');
const report = await reportOf({ plans: { 'plan.yml': { generations: [] } }, balance: 5, prices: {} });
const KEY = 'bsk_0123456789';
const { inputs } = readInputs((name) => (name === 'api-key' ? KEY : ''));
const redact = redactor([]);

let server: GitHubSandbox;
let pull: Pull;

beforeEach(async () => {
  server = await gitHub({ repos: { [REPOSITORY]: {} } });
  pull = addPull(server.repo(REPOSITORY), { number: 7 });
});

/** The event of the pull request as it stands, or of a comment on it, which tells nothing of its head. */
function contextOf(name: 'pull_request' | 'issue_comment'): GitHubContext {
  const { number, head, base } = pull;
  const repo = { full_name: REPOSITORY };
  const event =
    name === 'pull_request'
      ? { pull_request: { number, head: { sha: head.sha, repo }, base: { ref: base.ref, repo } } }
      : { issue: { number, pull_request: {} } };
  return readContext({ GITHUB_REPOSITORY: REPOSITORY, GITHUB_EVENT_NAME: name }, event);
}

function clientOf({ url: apiUrl }: GitHubSandbox) {
  const repository = { owner: 'seaside', repo: 'shop' };
  return createGitHub(defaultToken, repository, () => AbortSignal.timeout(60_000), { apiUrl });
}

/** A run that has found out about the pull request, after which `meanwhile` happens; then it writes, so old. */
async function writtenAfter(
  context: GitHubContext,
  meanwhile: () => void,
  age: number,
  result: GateResult = { report, plans: [], record: undefined, unapproved: undefined },
): Promise<Commented> {
  const github = await clientOf(server);
  const pullRequestRun = new PullRequestRun({
    parse: parseHere,
    inputs,
    context,
    workspace: '/nonexistent',
    folders: [],
    github,
    redact,
    signal: AbortSignal.timeout(60_000),
  });
  await Promise.all([pullRequestRun.target, pullRequestRun.ownComments(7)]);
  meanwhile();
  return writeComments(result, { pullRequestRun, run: RUN, age: () => age });
}

describe('a run of more than five seconds looks again before it writes', () => {
  test.each(['pull_request', 'issue_comment'] as const)(
    'on `%s`, and leaves the comment to the run of a newer commit',
    async (name) => {
      const push = () => {
        pull.head.sha = NEWER;
      };
      const { comment, diagnostics } = await writtenAfter(contextOf(name), push, 5_001);
      expect(comment).toBeUndefined();
      expect(diagnostics).toEqual([{ severity: 'notice', message: expect.anything() }]);
      expect(String(diagnostics[0]?.message)).toContain(
        'is `b1b1b1b` now, so the comment is left to the run of that commit',
      );
      expect(server.repo(REPOSITORY).comments).toEqual([]);
    },
  );

  test('and finds the comment that another run has made meanwhile', async () => {
    const { login, type } = workflowToken;
    const comment = () =>
      addComment(server.repo(REPOSITORY), { issue: 7, body: markerOf(''), user: { login, type } }, server.ticker);
    const written = await writtenAfter(contextOf('pull_request'), comment, 5_001);
    expect(server.repo(REPOSITORY).comments.map(({ id }) => id)).toEqual([written.comment?.id]);
  });
});

test('a shorter run asks nothing twice', async () => {
  await writtenAfter(contextOf('pull_request'), () => undefined, 4_999);
  expect(server.requestsTo('get-pull')).toHaveLength(1);
  expect(server.requestsTo('list-comments')).toHaveLength(1);
  expect(server.repo(REPOSITORY).comments).toHaveLength(1);
});

test('of two runs that see a label at the same time, the decision that approves less counts', async () => {
  const seal = sealFor(KEY, { owner: 'seaside', repo: 'shop', pullRequest: 7, key: '' });
  const state = {
    revision: 1,
    commit: pull.head.sha,
    cost: undefined,
    monthly: undefined,
    label: record({ nothing: 'unknown-cost' }),
    gate: 'gate-number',
  };
  const body = withHiddenLines(`${markerOf('')}\nx`, 'digest', serializeState(state, seal, `${markerOf('')}\nx`));
  const { login, type } = workflowToken;
  const other = () =>
    void addComment(server.repo(REPOSITORY), { issue: 7, body, user: { login, type } }, server.ticker);
  const failing = { ...report, verdict: 'fail' as const };
  const approving = { report, plans: [], record: record('26'), unapproved: failing };
  const written = await writtenAfter(contextOf('pull_request'), other, 0, approving);
  expect(written.report.verdict).toBe('fail');
  const [comment] = server.repo(REPOSITORY).comments;
  expect(parseState(comment?.body ?? '', seal)?.label?.approves).toBe('unknown-cost');
  expect(comment?.body).toContain('another run at the same time recorded a lower approved amount');
});

describe('the last comment that was deleted on a pull request', () => {
  const ask = async (of: GitHubSandbox) => lastDeletion(await clientOf(of), 7);

  test('is found with its time', async () => {
    const repo = server.repo(REPOSITORY);
    expect(await ask(server)).toBeUndefined();
    const user = { login: 'mona', type: 'User' } as const;
    deleteComment(repo, addComment(repo, { issue: 7, body: 'x', user }, server.ticker), server.ticker);
    expect(await ask(server)).toBe(repo.deletions[0]?.createdAt);
  });

  test('is not taken for none where the server does not know the query', async () => {
    await expect(ask(await gitHub({ graphql: false, repos: { [REPOSITORY]: {} } }))).rejects.toThrow();
    const body = { errors: [{ message: "Field 'timelineItems' doesn't exist on type 'PullRequest'" }] };
    server.faults.add({ endpoint: 'graphql', times: 'always', kind: 'answer', status: 200, body });
    await expect(ask(server)).rejects.toThrow("doesn't exist");
  });

  test('is not made up where GitHub refuses to say', async () => {
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    server.faults.add({ endpoint: 'graphql', times: 'always', kind: 'answer', status: 200, body: { errors } });
    await expect(ask(server)).rejects.toThrow('not accessible');
  });
});
