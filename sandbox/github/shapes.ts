/** GitHub's JSON for what the sandbox knows: its field names, and the fields that a client is likely to look at. */
import { createHash } from 'node:crypto';
import type { Actor, Comment, IssueEvent, Pull, Repo, Role } from './state.ts';

/** Where the sandbox's links point to. */
export interface Links {
  /** The API, for example `http://127.0.0.1:1234/api/v3`. */
  readonly api: string;
  /** The pages, for example `http://127.0.0.1:1234`. */
  readonly pages: string;
}

export function userShape(actor: Actor, links: Links) {
  const id = createHash('sha1').update(actor.login).digest().readUInt32BE(0);
  const login = encodeURIComponent(actor.login);
  const url = `${links.api}/users/${login}`;
  return {
    login: actor.login,
    id,
    node_id: `U_kgDO${id.toString(36)}`,
    avatar_url: `${links.pages}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${links.pages}/${actor.type === 'Bot' ? `apps/${actor.login.replace('[bot]', '')}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: actor.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The roles from the least to the most: each may do what those before it may. */
const roles = ['read', 'triage', 'write', 'maintain', 'admin'] as const satisfies readonly Role[];

/** A user, and what the role allows; no role, no permissions. */
export function collaboratorShape(actor: Actor, role: Role | undefined, links: Links) {
  const may = (least: Role) => role !== undefined && roles.indexOf(role) >= roles.indexOf(least);
  return {
    ...userShape(actor, links),
    permissions: {
      admin: may('admin'),
      maintain: may('maintain'),
      push: may('write'),
      triage: may('triage'),
      pull: may('read'),
    },
    role_name: role ?? '',
  };
}

export function repoShape(
  repo: Pick<Repo, 'id' | 'owner' | 'name' | 'private' | 'defaultBranch'>,
  links: Links,
  fork = false,
) {
  const fullName = `${repo.owner}/${repo.name}`;
  return {
    id: repo.id,
    node_id: `R_kgDO${repo.id.toString(36)}`,
    name: repo.name,
    full_name: fullName,
    private: repo.private,
    visibility: repo.private ? 'private' : 'public',
    owner: userShape({ login: repo.owner, type: 'User' }, links),
    html_url: `${links.pages}/${fullName}`,
    url: `${links.api}/repos/${fullName}`,
    clone_url: `${links.pages}/${fullName}.git`,
    default_branch: repo.defaultBranch,
    description: null,
    fork,
    archived: false,
    disabled: false,
  };
}

export function pullShape(repo: Repo, pull: Pull, links: Links) {
  const fullName = `${repo.owner}/${repo.name}`;
  const url = `${links.api}/repos/${fullName}/pulls/${pull.number}`;
  const base = repoShape(repo, links);
  return {
    id: repo.id * 1000 + pull.number,
    node_id: `PR_kwDO${repo.id.toString(36)}${pull.number}`,
    number: pull.number,
    url,
    html_url: `${links.pages}/${fullName}/pull/${pull.number}`,
    issue_url: `${links.api}/repos/${fullName}/issues/${pull.number}`,
    comments_url: `${links.api}/repos/${fullName}/issues/${pull.number}/comments`,
    statuses_url: `${links.api}/repos/${fullName}/statuses/${pull.head.sha}`,
    state: pull.state,
    locked: pull.locked,
    active_lock_reason: null,
    draft: pull.draft,
    title: pull.title,
    body: null,
    user: userShape(pull.user, links),
    author_association: 'CONTRIBUTOR',
    labels: pull.labels.map((name) => labelShape(repo, name, links)),
    merged: false,
    merged_at: null,
    closed_at: null,
    mergeable: true,
    merge_commit_sha: pull.mergeCommitSha,
    created_at: '2026-01-05T08:00:00Z',
    updated_at: '2026-01-05T08:30:00Z',
    comments: repo.comments.filter((comment) => comment.issue === pull.number).length,
    head: {
      label: `${ownerOf(pull.head.repo) ?? 'unknown'}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: userShape({ login: ownerOf(pull.head.repo) ?? 'ghost', type: 'User' }, links),
      repo: headRepo(repo, pull, links),
    },
    base: {
      label: `${repo.owner}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: userShape({ login: repo.owner, type: 'User' }, links),
      repo: base,
    },
  };
}

function headRepo(repo: Repo, pull: Pull, links: Links) {
  if (pull.head.repo === null) return null;
  const [owner = '', name = ''] = pull.head.repo.split('/');
  if (owner === repo.owner && name === repo.name) return repoShape(repo, links);
  return repoShape({ ...repo, id: repo.id + 1, owner, name }, links, true);
}

function ownerOf(fullName: string | null): string | undefined {
  return fullName?.split('/')[0];
}

export function labelShape(repo: Repo, name: string, links: Links) {
  const id = createHash('sha1').update(name).digest().readUInt32BE(0);
  return {
    id,
    node_id: `LA_kwDO${id.toString(36)}`,
    url: `${links.api}/repos/${repo.owner}/${repo.name}/labels/${encodeURIComponent(name)}`,
    name,
    color: 'ededed',
    default: false,
    description: null,
  };
}

export function commentShape(repo: Repo, comment: Comment, links: Links) {
  const fullName = `${repo.owner}/${repo.name}`;
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url: `${links.api}/repos/${fullName}/issues/comments/${comment.id}`,
    html_url: `${links.pages}/${fullName}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${links.api}/repos/${fullName}/issues/${comment.issue}`,
    user: userShape(comment.user, links),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.user.type === 'Bot' ? 'NONE' : 'CONTRIBUTOR',
    body: comment.body,
    performed_via_github_app: null,
    minimized: comment.minimized === null ? null : { reason: comment.minimized },
  };
}

export function eventShape(repo: Repo, event: IssueEvent, links: Links) {
  return {
    id: event.id,
    node_id: `LE_kwDO${event.id.toString(36)}`,
    url: `${links.api}/repos/${repo.owner}/${repo.name}/issues/events/${event.id}`,
    actor: userShape(event.actor, links),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: event.createdAt,
    performed_via_github_app: null,
    ...(event.label === undefined ? {} : { label: { name: event.label, color: 'ededed' } }),
  };
}
