/** The list of a repository's pull requests. */
import type { Answer } from '../http/answer.ts';
import type { RepoInput } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { invalid } from './refusals.ts';
import { wholeRepoShape } from './repo-shape.ts';
import { type Links, pullShape } from './shapes.ts';
import type { Pull, Repo } from './state.ts';

const STATES = ['open', 'closed', 'all'];

/** Newest first: the sandbox's pull requests were opened in the order of their numbers. */
export function listPulls({ request, repo, links }: RepoInput): Answer {
  const { state = 'open', head, base, direction = 'desc' } = request.query;
  if (!STATES.includes(state)) return invalid('PullRequest', 'state', 'invalid', 'State is not included in the list');
  const oldestFirst = repo.pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === undefined || pull.base.ref === base)
    .filter((pull) => hasHead(pull, head))
    .sort((a, b) => a.number - b.number);
  const pulls = direction === 'asc' ? oldestFirst : oldestFirst.reverse();
  return paginate(
    pulls.map((pull) => listedPullShape(repo, pull, links)),
    request,
    links,
  );
}

/** `OWNER:BRANCH`, with the owner of the head's repository, in any case; GitHub ignores a head without a colon. */
function hasHead({ head }: Pull, wanted = ''): boolean {
  const [, owner, ref] = /^([^:]*):(.*)$/.exec(wanted) ?? [];
  if (owner === undefined) return true;
  return head.repo?.split('/')[0]?.toLowerCase() === owner.toLowerCase() && head.ref === ref;
}

/** A pull request as it stands in a list: without what GitHub works out for one alone, such as `mergeable`. */
export function listedPullShape(repo: Repo, pull: Pull, links: Links) {
  const { mergeable, merged, comments, ...shape } = pullShape(repo, pull, links);
  const { url, html_url, issue_url, comments_url, statuses_url, head, base } = shape;
  const commits_url = `${url}/commits`;
  const review_comments_url = `${url}/comments`;
  const review_comment_url = `${links.api}/repos/${repo.owner}/${repo.name}/pulls/comments{/number}`;
  return {
    ...shape,
    diff_url: `${html_url}.diff`,
    patch_url: `${html_url}.patch`,
    commits_url,
    review_comments_url,
    review_comment_url,
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: null,
    head: { ...head, repo: head.repo === null ? null : wholeRepoShape(head.repo) },
    base: { ...base, repo: wholeRepoShape(base.repo) },
    _links: {
      self: { href: url },
      html: { href: html_url },
      issue: { href: issue_url },
      comments: { href: comments_url },
      review_comments: { href: review_comments_url },
      review_comment: { href: review_comment_url },
      commits: { href: commits_url },
      statuses: { href: statuses_url },
    },
  };
}
