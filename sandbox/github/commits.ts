/** Commits, the pull requests that they are in, and the statuses that are set on them. */
import type { Answer } from '../http/answer.ts';
import {
  field,
  invalid,
  paginate,
  type RepoInput,
  type RepoRoute,
  read,
  refusal,
  repoRoute,
  write,
} from './endpoint.ts';
import { commitOf, treeAt } from './git.ts';
import { pullShape, statusShape } from './shapes.ts';
import type { CommitStatus } from './state.ts';

const STATES = ['error', 'failure', 'pending', 'success'];
const MOST_DESCRIPTION_CHARACTERS = 140;

export const commitRoutes: readonly RepoRoute[] = [
  repoRoute('commit-pulls', 'GET /commits/{ref}/pulls', read('pull_requests'), pullsOfCommit),
  // One segment: Octokit encodes the slashes of a ref.
  repoRoute('get-commit', 'GET /commits/{ref}', read('contents'), getCommit),
  repoRoute('create-status', 'POST /statuses/{sha}', write('statuses'), createStatus),
];

function getCommit({ parameter, repo }: RepoInput): Answer {
  const sha = commitOf(repo, parameter('ref'));
  const tree = treeAt(repo, parameter('ref'));
  if (sha === undefined || tree === undefined) return noCommit(parameter('ref'));
  return { status: 200, body: { sha, commit: { tree: { sha: tree.sha } } } };
}

function pullsOfCommit(input: RepoInput): Answer {
  const { parameter, repo } = input;
  const sha = commitOf(repo, parameter('ref'));
  if (sha === undefined) return noCommit(parameter('ref'));
  const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
  return paginate(
    pulls.map((pull) => pullShape(repo, pull)),
    input,
  );
}

function createStatus({ request, parameter, repo, ticker }: RepoInput): Answer {
  const state = field(request.body, 'state');
  if (typeof state !== 'string' || !STATES.includes(state)) {
    return invalid('Status', 'state', 'custom', 'State is not included in the list');
  }
  const description = textOrNull(field(request.body, 'description'));
  if (description !== null && [...description].length > MOST_DESCRIPTION_CHARACTERS) {
    const message = `description is too long (maximum is ${MOST_DESCRIPTION_CHARACTERS} characters)`;
    return invalid('Status', 'description', 'custom', message);
  }
  const status: CommitStatus = {
    id: ticker.id(),
    sha: parameter('sha'),
    state,
    context: textOrNull(field(request.body, 'context')) ?? 'default',
    description,
    targetUrl: textOrNull(field(request.body, 'target_url')),
  };
  repo.statuses.push(status);
  return { status: 201, body: statusShape(status) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function noCommit(ref: string): Answer {
  return refusal(422, `No commit found for SHA: ${ref}`);
}
