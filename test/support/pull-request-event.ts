/** The event of a pull request, made from a real delivery of GitHub's. */
import type { GitHubSandbox, Pull } from '../../sandbox/github/index.ts';
import { webhookExample } from './webhook-example.ts';

/** What of the payload is made to fit the sandbox; the rest stays as GitHub delivered it. */
interface Payload {
  number: number;
  before: string;
  after: string;
  pull_request: {
    number: number;
    merge_commit_sha: string;
    user: { login: string };
    head: { sha: string; ref: string; repo: { full_name: string; fork: boolean } | null };
    base: { sha: string; ref: string; repo: { full_name: string } };
  };
  sender: { login: string };
}

/** A `synchronize` of this pull request, as GitHub would deliver it to the repository `fullName`. */
export function pullRequestPayload(fullName: string, pull: Pull): Payload {
  const example = webhookExample('pull_request', fullName, ({ action }) => action === 'synchronize');
  const payload: Payload = JSON.parse(example);
  payload.number = pull.number;
  payload.after = pull.head.sha;
  payload.sender.login = pull.user.login;
  payload.pull_request.number = pull.number;
  payload.pull_request.merge_commit_sha = pull.mergeCommitSha;
  payload.pull_request.user.login = pull.user.login;
  Object.assign(payload.pull_request.base, pull.base);
  const { repo: head, ...commit } = pull.head;
  Object.assign(payload.pull_request.head, commit);
  if (head === null || payload.pull_request.head.repo === null) payload.pull_request.head.repo = null;
  else Object.assign(payload.pull_request.head.repo, { full_name: head, fork: head !== fullName });
  return payload;
}

/** The variables that go with it. `pull_request` runs on a merge of both sides, `pull_request_target` on the base. */
export function pullRequestVariables(
  github: GitHubSandbox,
  pull: Pull,
  eventName: 'pull_request' | 'pull_request_target',
): Record<string, string> {
  const isTarget = eventName === 'pull_request_target';
  return {
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_ACTOR: pull.user.login,
    GITHUB_HEAD_REF: pull.head.ref,
    GITHUB_BASE_REF: pull.base.ref,
    GITHUB_SHA: isTarget ? pull.base.sha : pull.mergeCommitSha,
    GITHUB_REF: isTarget ? `refs/heads/${pull.base.ref}` : `refs/pull/${pull.number}/merge`,
    GITHUB_REF_NAME: isTarget ? pull.base.ref : `${pull.number}/merge`,
    GITHUB_REF_TYPE: 'branch',
  };
}
