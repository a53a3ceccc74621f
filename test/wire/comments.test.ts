import { beforeEach, describe, expect, test } from 'vitest';
import {
  addComment,
  addPull,
  defaultToken,
  type GitHubSandbox,
  type Pull,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { readInputs } from '../../src/action/inputs.ts';
import { type Commented, writeComments } from '../../src/action/publish-comment.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import { PullRequestRun } from '../../src/action/pull-request-run.ts';
import { createGitHub } from '../../src/github/client.ts';
import { type GitHubContext, readContext } from '../../src/github/context.ts';
import { markerOf } from '../../src/report/comment.ts';
import { redactor } from '../../src/shared/redact.ts';
import { RUN, reportOf } from '../support/reports.ts';
import { gitHub } from './sandbox/support.ts';

const REPOSITORY = 'seaside/shop';
const NEWER = 'b1b1b1b'.padEnd(40, '0');
const report = await reportOf({ plans: { 'plan.yml': { generations: [] } }, balance: 5, prices: {} });
const { inputs } = readInputs(() => '');
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

/** A run that has found out about the pull request, after which `meanwhile` happens; then it writes, so old. */
async function writtenAfter(context: GitHubContext, meanwhile: () => void, age: number): Promise<Commented> {
  const github = createGitHub(defaultToken, () => AbortSignal.timeout(60_000), { apiUrl: server.url });
  const pullRequestRun = new PullRequestRun({ parse: parseHere,
    inputs,
    context,
    workspace: '/nonexistent',
    github,
    redact,
    signal: AbortSignal.timeout(60_000),
  });
  await Promise.all([pullRequestRun.target, pullRequestRun.ownComments(7)]);
  meanwhile();
  const result = { report, plans: [], remembered: undefined, unapproved: undefined };
  return writeComments(result, { inputs, context, pullRequestRun, run: RUN, age: () => age, redact });
}

describe('a run of more than five seconds looks again before it writes', () => {
  test.each(['pull_request', 'issue_comment'] as const)(
    'on `%s`, and leaves the comment to the run of a newer commit',
    async (name) => {
      const push = () => {
        pull.head.sha = NEWER;
      };
      const { comment, problems } = await writtenAfter(contextOf(name), push, 5_001);
      expect(comment).toBeUndefined();
      expect(problems).toEqual([{ severity: 'notice', message: expect.anything() }]);
      expect(String(problems[0]?.message)).toContain('left to the run of the newer commit `b1b1b1b`');
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
