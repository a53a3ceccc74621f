import { treeAt } from './git-objects.ts';
import { type Links, userShape } from './shapes.ts';
import type { Actor, CommitStatus, Repo } from './state.ts';

/** A commit, without its files and their counts. A pull request's merge commit has both sides for parents. */
export function commitShape(repo: Repo, sha: string, links: Links) {
  const fullName = `${repo.owner}/${repo.name}`;
  const pages = `${links.pages}/${fullName}/commit`;
  const api = `${links.api}/repos/${fullName}`;
  const pull = repo.pulls.find((candidate) => [candidate.head.sha, candidate.mergeCommitSha].includes(sha));
  const actor: Actor = pull?.user ?? { login: repo.owner, type: 'User' };
  const person = { name: actor.login, email: `${actor.login}@users.example.com`, date: '2026-01-05T08:00:00Z' };
  const tree = treeAt(repo, sha)?.sha ?? '';
  const parents = pull?.mergeCommitSha === sha ? [pull.base.sha, pull.head.sha] : [];
  return {
    sha,
    node_id: `C_kwDO${repo.id.toString(36)}${sha}`,
    url: `${api}/commits/${sha}`,
    html_url: `${pages}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: person,
      committer: person,
      message: pull?.title ?? 'A commit',
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: userShape(actor, links),
    committer: userShape(actor, links),
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${pages}/${parent}`,
    })),
  };
}

export function statusShape(repo: Repo, status: CommitStatus, links: Links) {
  const creator = userShape(status.creator, links);
  return {
    url: `${links.api}/repos/${repo.owner}/${repo.name}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: `SC_kwDO${status.id.toString(36)}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  };
}
