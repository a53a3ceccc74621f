/** The comments of pull requests, and the GraphQL that is about them. */
import type { Answer } from '../http/answer.ts';
import {
  conversation,
  field,
  mayDo,
  notAccessible,
  notFound,
  paginate,
  type RepoInput,
  type RepoRoute,
  read,
  refusal,
  type SandboxToken,
  write,
} from './endpoint.ts';
import { findPull } from './pulls.ts';
import { addComment, type Comment, deleteComment, type Repo } from './state.ts';

/** In characters, not bytes or UTF-16 units. */
const MAX_CHARACTERS = 65_536;

export const commentRoutes: readonly RepoRoute[] = [
  [
    'list-comments',
    'GET /issues/{number}/comments',
    read(...conversation),
    (input) => {
      const pull = findPull(input);
      if (pull === undefined) return notFound();
      // Oldest first, like GitHub.
      const comments = input.repo.comments.filter(({ issue }) => issue === pull.number);
      return paginate(comments, input, (comment) => commentShape(comment, input));
    },
  ],
  [
    'create-comment',
    'POST /issues/{number}/comments',
    write(...conversation),
    (input) => {
      const pull = findPull(input);
      if (pull === undefined) return notFound();
      if (pull.locked) return refusal(403, 'Unable to create comment because issue is locked.');
      return withBody(input, (body) => {
        const { repo, token, ticker } = input;
        const user = { login: token.login, type: token.type };
        const comment = addComment(repo, { issue: pull.number, body, user }, ticker);
        return { status: 201, body: commentShape(comment, input) };
      });
    },
  ],
  [
    'update-comment',
    'PATCH /issues/comments/{id}',
    write(...conversation),
    (input) => {
      const comment = findComment(input);
      if (comment === undefined) return notFound();
      return withBody(input, (body) => {
        Object.assign(comment, { body, updatedAt: input.ticker.now() });
        return { status: 200, body: commentShape(comment, input) };
      });
    },
  ],
  [
    'delete-comment',
    'DELETE /issues/comments/{id}',
    write(...conversation),
    (input) => {
      const comment = findComment(input);
      if (comment === undefined) return notFound();
      deleteComment(input.repo, comment, input.ticker);
      return { status: 204 };
    },
  ],
];

function withBody({ request }: RepoInput, write: (body: string) => Answer): Answer {
  const body = String(field(request.body, 'body'));
  if ([...body].length <= MAX_CHARACTERS) return write(body);
  return refusal(422, `Validation Failed: Body is too long (maximum is ${MAX_CHARACTERS} characters)`);
}

function findComment({ repo, parameter }: RepoInput): Comment | undefined {
  return repo.comments.find(({ id }) => String(id) === parameter('id'));
}

function commentShape({ id, issue, body, user, updatedAt, minimized }: Comment, { repo, origin }: RepoInput) {
  return {
    id,
    node_id: nodeIdOf(id),
    html_url: `${origin}/${repo.owner}/${repo.name}/pull/${issue}#issuecomment-${id}`,
    user,
    body,
    updated_at: updatedAt,
    minimized: minimized === null ? null : { reason: minimized },
  };
}

function nodeIdOf(id: number): string {
  return `IC_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}

/**
 * The requests that the sandbox understands: who the token is, hiding a comment as outdated, and when a comment of a pull
 * request was deleted last. It does not read selections: it answers every field that it knows.
 */
export function graphql(body: unknown, token: SandboxToken, repos: ReadonlyMap<string, Repo>): Answer {
  const query = String(field(body, 'query'));
  const variable = (name: string) => field(field(body, 'variables'), name);
  if (/\bminimizeComment\b/.test(query)) {
    const all = [...repos.values()].flatMap(({ comments }) => comments);
    const comment = all.find(({ id }) => nodeIdOf(id) === variable('subjectId'));
    if (comment === undefined) return problem('NOT_FOUND', 'Could not resolve to a node');
    if (!mayDo(token, write(...conversation))) {
      return problem('FORBIDDEN', String(field(notAccessible(token).body, 'message')));
    }
    comment.minimized = 'outdated';
    return answered({ minimizeComment: { minimizedComment: { isMinimized: true } } });
  }
  if (/\bCOMMENT_DELETED_EVENT\b/.test(query)) {
    const repo = repos.get(`${variable('owner')}/${variable('repo')}`);
    if (repo === undefined || !mayDo(token, read(...conversation))) {
      return problem('NOT_FOUND', 'Could not resolve to a Repository');
    }
    const nodes = repo.deletions.filter(({ issue }) => issue === variable('number')).slice(-1);
    return answered({ repository: { pullRequest: { timelineItems: { nodes } } } });
  }
  return answered({ viewer: { login: token.login } });
}

function answered(data: object): Answer {
  return { status: 200, body: { data } };
}

/** Errors of GraphQL have status 200. */
function problem(type: string, message: string): Answer {
  return { status: 200, body: { data: null, errors: [{ type, message }] } };
}
