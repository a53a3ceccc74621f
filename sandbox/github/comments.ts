import type { Answer } from '../http/answer.ts';
import { conversation, field, type RepoInput, type RepoRoute } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { invalid, notFound, refusal } from './refusals.ts';
import { commentShape } from './shapes.ts';
import { addComment, type Comment, deleteComment, type Pull } from './state.ts';

/** GitHub counts characters here, not bytes and not UTF-16 units. */
const MOST_CHARACTERS = 65_536;

const list = '/repos/{owner}/{repo}/issues/{number}/comments';
const one = '/repos/{owner}/{repo}/issues/comments/{id}';
const read = { anyOf: conversation, level: 'read' } as const;
const write = { anyOf: conversation, level: 'write' } as const;

/** The comments of a pull request's conversation. */
export const commentRoutes: readonly RepoRoute[] = [
  { endpoint: 'list-comments', method: 'GET', path: list, handle: { needs: read, answer: listComments } },
  { endpoint: 'create-comment', method: 'POST', path: list, handle: { needs: write, answer: createComment } },
  { endpoint: 'get-comment', method: 'GET', path: one, handle: { needs: read, answer: getComment } },
  { endpoint: 'update-comment', method: 'PATCH', path: one, handle: { needs: write, answer: updateComment } },
  { endpoint: 'delete-comment', method: 'DELETE', path: one, handle: { needs: write, answer: deleteOne } },
];

function listComments({ request, parameter, repo, links }: RepoInput): Answer {
  const pull = findPull(repo.pulls, parameter('number'));
  if (pull === undefined) return notFound();
  // Oldest first, as GitHub lists them: a comment written last is on the last page.
  const comments = repo.comments.filter((comment) => comment.issue === pull.number);
  return paginate(
    comments.map((comment) => commentShape(repo, comment, links)),
    request,
    links,
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
  const shape = commentShape(repo, comment, links);
  return { status: 201, headers: { location: shape.url }, body: shape };
}

function getComment({ parameter, repo, links }: RepoInput): Answer {
  const comment = findComment(repo.comments, parameter('id'));
  return comment === undefined ? notFound() : { status: 200, body: commentShape(repo, comment, links) };
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

/** The text of a comment, or GitHub's refusal of it. */
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

function findPull(pulls: readonly Pull[], number: string): Pull | undefined {
  return pulls.find((pull) => String(pull.number) === number);
}

function findComment(comments: readonly Comment[], id: string): Comment | undefined {
  return comments.find((comment) => String(comment.id) === id);
}
