import type { Answer } from '../http/answer.ts';
import {
  conversation,
  field,
  invalid,
  notFound,
  paginate,
  type RepoInput,
  type RepoRoute,
  read,
  refusal,
  repoRoute,
  write,
} from './endpoint.ts';
import { findPull } from './pulls.ts';
import { commentShape } from './shapes.ts';
import { addComment, type Comment, deleteComment } from './state.ts';

/** In characters, not bytes or UTF-16 units. */
const MOST_CHARACTERS = 65_536;

export const commentRoutes: readonly RepoRoute[] = [
  repoRoute('list-comments', 'GET /issues/{number}/comments', read(...conversation), listComments),
  repoRoute('create-comment', 'POST /issues/{number}/comments', write(...conversation), createComment),
  repoRoute('update-comment', 'PATCH /issues/comments/{id}', write(...conversation), updateComment),
  repoRoute('delete-comment', 'DELETE /issues/comments/{id}', write(...conversation), deleteOne),
];

function listComments(input: RepoInput): Answer {
  const { parameter, repo, links } = input;
  const pull = findPull(repo.pulls, parameter('number'));
  if (pull === undefined) return notFound();
  // Oldest first, like GitHub.
  const comments = repo.comments.filter((comment) => comment.issue === pull.number);
  return paginate(
    comments.map((comment) => commentShape(repo, comment, links)),
    input,
  );
}

function createComment({ request, parameter, token, repo, links, ticker }: RepoInput): Answer {
  const pull = findPull(repo.pulls, parameter('number'));
  if (pull === undefined) return notFound();
  if (pull.locked) return refusal(403, 'Unable to create comment because issue is locked.');
  const body = checkedBody(request.body);
  if (typeof body !== 'string') return body;
  const user = { login: token.login, type: token.type };
  const comment = addComment(repo, { issue: pull.number, body, user }, ticker);
  return { status: 201, body: commentShape(repo, comment, links) };
}

function updateComment({ request, parameter, repo, links, ticker }: RepoInput): Answer {
  const comment = findComment(repo.comments, parameter('id'));
  if (comment === undefined) return notFound();
  const body = checkedBody(request.body);
  if (typeof body !== 'string') return body;
  comment.body = body;
  comment.updatedAt = ticker.now();
  return { status: 200, body: commentShape(repo, comment, links) };
}

function deleteOne({ parameter, repo, ticker }: RepoInput): Answer {
  const comment = findComment(repo.comments, parameter('id'));
  if (comment === undefined) return notFound();
  deleteComment(repo, comment, ticker);
  return { status: 204 };
}

function checkedBody(requestBody: unknown): string | Answer {
  const body = field(requestBody, 'body');
  if (typeof body !== 'string' || body.trim() === '') {
    return invalid('IssueComment', 'data', 'unprocessable', 'Body cannot be blank');
  }
  if ([...body].length > MOST_CHARACTERS) {
    const message = `Body is too long (maximum is ${MOST_CHARACTERS} characters)`;
    return invalid('IssueComment', 'data', 'unprocessable', message);
  }
  return body;
}

function findComment(comments: readonly Comment[], id: string): Comment | undefined {
  return comments.find((comment) => String(comment.id) === id);
}
