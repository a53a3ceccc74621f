import type { Answer } from '../http/answer.ts';
import { conversation, field, mayDo, notAccessible, read, type SandboxToken, write } from './endpoint.ts';
import type { Repo } from './state.ts';

/**
 * The requests that the sandbox understands: `query { viewer { login } }`, `minimizeComment` with the id in a variable and
 * the classifier in place, and the timeline of a pull request with `COMMENT_DELETED_EVENT`, with the variables `owner`,
 * `repo` and `number`. It does not read selections: it answers every field that it knows.
 */
export function graphql(body: unknown, token: SandboxToken, repos: ReadonlyMap<string, Repo>): Answer {
  const query = String(field(body, 'query'));
  const variables = field(body, 'variables');
  if (/\bminimizeComment\s*\(/.test(query)) return minimizeComment(query, variables, token, repos);
  if (/\bCOMMENT_DELETED_EVENT\b/.test(query)) return deletions(variables, token, repos);
  if (/\bviewer\s*\{/.test(query)) return { status: 200, body: { data: { viewer: { login: token.login } } } };
  return problem(null, { message: 'The sandbox does not know this query.' });
}

function deletions(variables: unknown, token: SandboxToken, repos: ReadonlyMap<string, Repo>): Answer {
  const [owner, name, number] = ['owner', 'repo', 'number'].map((key) => field(variables, key));
  const repo = [...repos.values()].find((one) => one.owner === owner && one.name === name);
  const path = ['repository'];
  if (repo === undefined || !mayDo(token, read(...conversation))) {
    const message = `Could not resolve to a Repository with the name '${String(owner)}/${String(name)}'.`;
    return problem({ repository: null }, { type: 'NOT_FOUND', path, message });
  }
  const nodes = repo.deletions.filter(({ issue }) => issue === number).slice(-1);
  const timelineItems = { nodes: nodes.map(({ createdAt }) => ({ createdAt })) };
  return { status: 200, body: { data: { repository: { pullRequest: { timelineItems } } } } };
}

function minimizeComment(
  query: string,
  variables: unknown,
  token: SandboxToken,
  repos: ReadonlyMap<string, Repo>,
): Answer {
  const reason = /\bclassifier\s*:\s*(ABUSE|DUPLICATE|LOW_QUALITY|OFF_TOPIC|OUTDATED|RESOLVED|SPAM)\b/.exec(query)?.[1];
  if (reason === undefined) return problem(null, { message: 'There is no such classifier.' });
  const subjectId = field(variables, /\bsubjectId\s*:\s*\$(\w+)/.exec(query)?.[1] ?? '');
  const nothing = { minimizeComment: null };
  const path = ['minimizeComment'];
  for (const repo of repos.values()) {
    const comment = repo.comments.find(({ nodeId }) => nodeId === subjectId);
    if (comment === undefined) continue;
    if (!mayDo(token, write(...conversation))) {
      const message = field(notAccessible(token).body, 'message');
      return problem(nothing, { type: 'FORBIDDEN', path, message });
    }
    comment.minimized = reason.toLowerCase().replace('_', '-');
    return { status: 200, body: { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } } };
  }
  const message = `Could not resolve to a node with the global id of '${String(subjectId)}'`;
  return problem(nothing, { type: 'NOT_FOUND', path, message });
}

/** Errors of GraphQL have status 200. */
function problem(data: unknown, error: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: { data, errors: [{ ...error, locations: [{ line: 1, column: 1 }] }] } };
}
