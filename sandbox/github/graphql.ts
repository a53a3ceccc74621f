import type { Answer } from '../http/answer.ts';
import { conversation, field } from './endpoint.ts';
import type { Repo } from './state.ts';
import { mayDo, notAccessible, type SandboxToken } from './tokens.ts';

const CLASSIFIERS = ['ABUSE', 'DUPLICATE', 'LOW_QUALITY', 'OFF_TOPIC', 'OUTDATED', 'RESOLVED', 'SPAM'];

/**
 * The requests that the sandbox understands: `query { viewer { login } }`,
 * `mutation { minimizeComment(input: …) { … } }`, with values in place or as variables, and the timeline of a pull request
 * with `COMMENT_DELETED_EVENT`, with the variables `owner`, `repo` and `number`. It does not read selections: it answers
 * every field that it knows.
 */
export function graphql(body: unknown, token: SandboxToken, repos: ReadonlyMap<string, Repo>): Answer {
  const query = field(body, 'query');
  if (typeof query !== 'string') return { status: 400, body: { message: 'A query attribute must be specified.' } };
  const variables = field(body, 'variables');
  if (/\bminimizeComment\s*\(/.test(query)) return minimizeComment(query, variables, token, repos);
  if (/\bCOMMENT_DELETED_EVENT\b/.test(query)) return deletions(variables, token, repos);
  if (/\bviewer\s*\{/.test(query)) return { status: 200, body: { data: { viewer: { login: token.login } } } };
  return problem(null, { message: 'The sandbox does not know this query.' });
}

/** The last comment that was deleted on a pull request. */
function deletions(variables: unknown, token: SandboxToken, repos: ReadonlyMap<string, Repo>): Answer {
  const [owner, name, number] = ['owner', 'repo', 'number'].map((key) => field(variables, key));
  const repo = [...repos.values()].find((one) => one.owner === owner && one.name === name);
  const path = ['repository'];
  if (repo === undefined || !mayDo(token, { anyOf: conversation, level: 'read' }, repo)) {
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
  const subjectId = inputValue(query, variables, 'subjectId');
  const classifier = inputValue(query, variables, 'classifier');
  const nothing = { minimizeComment: null };
  const path = ['minimizeComment'];
  if (typeof classifier !== 'string' || !CLASSIFIERS.includes(classifier)) {
    return problem(null, {
      message: `Argument 'classifier' on InputObject 'MinimizeCommentInput' has an invalid value.`,
    });
  }
  for (const repo of repos.values()) {
    const comment = repo.comments.find(({ nodeId }) => nodeId === subjectId);
    if (comment === undefined) continue;
    if (!mayDo(token, { anyOf: conversation, level: 'write' }, repo)) {
      const message = field(notAccessible(token).body, 'message');
      return problem(nothing, { type: 'FORBIDDEN', path, message });
    }
    comment.minimized = classifier.toLowerCase().replace('_', '-');
    const minimizedComment = { isMinimized: true, minimizedReason: comment.minimized };
    return { status: 200, body: { data: { minimizeComment: { clientMutationId: null, minimizedComment } } } };
  }
  const message = `Could not resolve to a node with the global id of '${String(subjectId)}'`;
  return problem(nothing, { type: 'NOT_FOUND', path, message });
}

/** GraphQL's errors come with status 200. */
function problem(data: unknown, error: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: { data, errors: [{ ...error, locations: [{ line: 1, column: 1 }] }] } };
}

/** A field of `input`, however it was given: `input: $input`, `name: $variable`, `name: "text"` or `name: ENUM`. */
function inputValue(query: string, variables: unknown, name: string): unknown {
  const whole = /\binput\s*:\s*\$(\w+)/.exec(query)?.[1];
  if (whole !== undefined) return field(field(variables, whole), name);
  const variable = new RegExp(`\\b${name}\\s*:\\s*\\$(\\w+)`).exec(query)?.[1];
  if (variable !== undefined) return field(variables, variable);
  return new RegExp(`\\b${name}\\s*:\\s*"?([\\w=-]+)`).exec(query)?.[1];
}
