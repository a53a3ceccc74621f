import type { Answer } from '../http/answer.ts';
import { commitShape } from './commit-shapes.ts';
import type { RepoInput, RepoRoute } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { listedPullShape } from './pull-list.ts';
import { commitOf } from './refs.ts';
import { refusal } from './refusals.ts';

/** Commits, and the pull requests that they are in. */
export const commitRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'commit-pulls',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{sha}/pulls',
    handle: { needs: { anyOf: ['pull_requests'], level: 'read' }, answer: pullsOfCommit },
  },
  {
    endpoint: 'get-commit',
    method: 'GET',
    // One segment: Octokit encodes the slashes of a ref.
    path: '/repos/{owner}/{repo}/commits/{ref}',
    handle: { needs: { anyOf: ['contents'], level: 'read' }, answer: getCommit },
  },
];

function getCommit({ request, parameter, repo, links }: RepoInput): Answer {
  const sha = commitOf(repo, parameter('ref'));
  if (sha === undefined) return noCommit(parameter('ref'));
  const [bare] = /application\/vnd\.github(\.v3)?\.sha/.exec(request.headers.accept ?? '') ?? [];
  if (bare === undefined) return { status: 200, body: commitShape(repo, sha, links) };
  return { status: 200, headers: { 'content-type': `${bare}; charset=utf-8` }, body: sha };
}

function pullsOfCommit({ request, parameter, repo, links }: RepoInput): Answer {
  const sha = commitOf(repo, parameter('sha'));
  if (sha === undefined) return noCommit(parameter('sha'));
  const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
  return paginate(
    pulls.map((pull) => listedPullShape(repo, pull, links)),
    request,
    links,
  );
}

function noCommit(ref: string): Answer {
  return refusal(422, `No commit found for SHA: ${ref}`);
}
