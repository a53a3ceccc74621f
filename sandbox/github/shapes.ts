/** GitHub's JSON, with only the fields that a client reads. */
import { createHash } from 'node:crypto';
import type { Actor, Comment, CommitStatus, IssueEvent, Pull, Repo, Role } from './state.ts';

export interface Links {
  /** The API, for example `http://127.0.0.1:1234/api/v3`. */
  readonly api: string;
  /** The pages, for example `http://127.0.0.1:1234`. */
  readonly pages: string;
}

export function userShape({ login, type }: Actor) {
  return { login, id: createHash('sha1').update(login).digest().readUInt32BE(0), type };
}

export function repoShape(fullName: string) {
  const [owner = '', name = ''] = fullName.split('/');
  return { name, full_name: fullName, owner: userShape({ login: owner, type: 'User' }) };
}

export function pullShape(repo: Repo, { number, state, title, labels, head, base }: Pull) {
  return {
    number,
    state,
    title,
    labels: labels.map((name) => ({ name })),
    head: { ...head, repo: head.repo === null ? null : repoShape(head.repo) },
    base: { ...base, repo: repoShape(`${repo.owner}/${repo.name}`) },
  };
}

export function commentShape(repo: Repo, comment: Comment, links: Links) {
  const { id, nodeId, issue, body, user, updatedAt, minimized } = comment;
  return {
    id,
    node_id: nodeId,
    html_url: `${links.pages}/${repo.owner}/${repo.name}/pull/${issue}#issuecomment-${id}`,
    user: userShape(user),
    body,
    updated_at: updatedAt,
    minimized: minimized === null ? null : { reason: minimized },
  };
}

export function eventShape({ id, event, actor, createdAt, label }: IssueEvent) {
  return { id, event, actor: userShape(actor), created_at: createdAt, label: { name: label } };
}

export function statusShape({ id, state, context, description, targetUrl }: CommitStatus) {
  return { id, state, context, description, target_url: targetUrl };
}

/** A user's role, and the older, coarser permission. */
export function permissionShape(login: string, role: Role | undefined) {
  const permission = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' };
  const permissions = { triage: role !== undefined && role !== 'read' };
  return {
    permission: permission[role ?? 'none'],
    role_name: role ?? '',
    user: { ...userShape({ login, type: 'User' }), permissions },
  };
}
