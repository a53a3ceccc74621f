import * as v from 'valibot';
import { type GitHub, idSchema, isRateLimit, parseResponse, shaSchema, statusOf } from './client.ts';
import type { PullSearch } from './context.ts';

/** The current state of a pull request. */
export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  /** The branch that it is to be merged into. */
  readonly baseRef: string;
  /** The names of its labels. */
  readonly labels: readonly string[];
}

const pullSchema = v.object({
  number: idSchema,
  state: v.picklist(['open', 'closed']),
  head: v.object({ sha: shaSchema }),
  base: v.object({ ref: v.pipe(v.string(), v.minLength(1)) }),
  labels: v.array(v.object({ name: v.string() })),
});

/** Asks for a pull request. Needs `pull-requests: read`; rejects with Octokit's error. */
export async function getPull(github: GitHub, number: number): Promise<PullRequest> {
  const { data } = await github.rest.pulls.get({ ...github.repository, pull_number: number });
  return pullOf(parseResponse(v.object({ ...pullSchema.entries, number: v.literal(number) }), data));
}

/**
 * The open pull requests whose head a commit is, oldest first. GitHub does not find those of a fork by their commit, but
 * by their branch.
 */
export async function findPulls(github: GitHub, { sha, head }: PullSearch): Promise<PullRequest[]> {
  const query = { ...github.repository, per_page: 100 };
  const { data } =
    head === undefined
      ? await github.rest.repos.listPullRequestsAssociatedWithCommit({ ...query, commit_sha: sha })
      : await github.rest.pulls.list({ ...query, head, state: 'open' });
  return parseResponse(v.array(pullSchema), data)
    .filter((pull) => pull.state === 'open' && pull.head.sha === sha)
    .map(pullOf)
    .sort((a, b) => a.number - b.number);
}

function pullOf({ number, head, base, labels }: v.InferOutput<typeof pullSchema>): PullRequest {
  return { number, headSha: head.sha, baseRef: base.ref, labels: labels.map(({ name }) => name) };
}

/** Files of a pull request in one answer; GitHub lists 3,000 of them at most (docs.github.com: rest/pulls/pulls). */
export const CHANGED_FILES_PAGE = 100;

const fileSchema = v.pipe(
  v.object({
    filename: v.pipe(v.string(), v.minLength(1)),
    /** `added`, `removed`, `modified`, `renamed`, `copied`, `changed`, `unchanged`. */
    status: v.string(),
    sha: v.nullish(v.string()),
    previous_filename: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
  v.transform(({ filename: path, status, sha, previous_filename: previousPath }) => {
    return { path, status, blob: sha ?? undefined, previousPath };
  }),
);

/** A file that a pull request changes, with the id of its Git blob, if GitHub says it, and its path before it was renamed. */
export type ChangedFile = Readonly<v.InferOutput<typeof fileSchema>>;

/** The files that a pull request changes; there may be more if the last answer was full. Rejects with Octokit's error. */
export async function listChangedFiles(github: GitHub, number: number): Promise<ChangedFile[]> {
  const query = { ...github.repository, pull_number: number, per_page: CHANGED_FILES_PAGE };
  return parseResponse(v.array(fileSchema), await github.paginate(github.rest.pulls.listFiles, query));
}

export const COMMENT_MODES = ['update', 'recreate', 'hide-and-recreate', 'new'] as const;

/** What becomes of the existing comment when there is something new to say. */
export type CommentMode = (typeof COMMENT_MODES)[number];

/** The gate's current comment on the pull request. */
export interface CurrentComment {
  readonly id: number;
  readonly url: string;
  /** The error if earlier comments could not be deleted or hidden; the next run tries again. */
  readonly untidy?: unknown;
}

/** The pull request, and how the gate writes its comment there. */
export interface CommentTarget {
  readonly pullRequest: number;
  /** Whether two bodies say the same. */
  readonly saysTheSame: (existing: string, fresh: string) => boolean;
  readonly mode: CommentMode;
  /** Whether to create a comment if the gate has no visible one; an existing one is always updated. */
  readonly mayCreate: boolean;
}

/** A comment of the gate's own. */
export interface OwnComment {
  readonly id: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  /** ISO 8601 */
  readonly updatedAt: string;
  readonly isHidden: boolean;
}

/**
 * Creates or updates the gate's comment on the pull request. One that already says the same is not written again, and a
 * comment with the marker by somebody else is left alone. If two runs at the same time, or a crash, left several
 * comments, one remains in the end.
 *
 * @param own what {@link findOwnComments} found
 */
export async function upsertComment(
  github: GitHub,
  target: CommentTarget,
  own: readonly OwnComment[],
  body: string,
): Promise<CurrentComment | undefined> {
  const existing = own.findLast(({ isHidden }) => !isHidden);
  const earlier = own.filter((comment) => comment !== existing);
  if (existing !== undefined && target.saysTheSame(existing.body, body))
    return removeStaleComments(github, target, existing, earlier);
  if (existing === undefined ? !target.mayCreate : target.mode === 'update' || !target.mayCreate) {
    return existing && update(github, target, existing, earlier, body);
  }
  const { data } = await github.rest.issues.createComment({
    ...github.repository,
    issue_number: target.pullRequest,
    body,
    // The comment may exist although the request failed: a retry could create a second one.
    request: { retries: 0 },
  });
  const { id, html_url: url } = parseResponse(commentSchema, data);
  return removeStaleComments(github, target, { id, url }, own);
}

async function update(
  github: GitHub,
  target: CommentTarget,
  { id, url }: OwnComment,
  earlier: readonly OwnComment[],
  body: string,
): Promise<CurrentComment> {
  const { data } = await github.rest.issues.updateComment({ ...github.repository, comment_id: id, body });
  parseResponse(v.object({ id: v.literal(id) }), data);
  return removeStaleComments(github, target, { id, url }, earlier);
}

/** Deletes or hides earlier comments, as the mode says. The current comment stays, whether or not that works. */
async function removeStaleComments(
  github: GitHub,
  { mode }: CommentTarget,
  { id, url }: Pick<OwnComment, 'id' | 'url'>,
  earlier: readonly OwnComment[],
): Promise<CurrentComment> {
  try {
    for (const comment of earlier) {
      if (mode === 'update' || mode === 'recreate') {
        await deleteComment(github, comment.id);
      } else if (mode === 'hide-and-recreate' && !comment.isHidden) {
        await github.graphql(HIDE, { subjectId: comment.nodeId });
      }
    }
    return { id, url };
  } catch (untidy) {
    return { id, url, untidy };
  }
}

/** Deletes a comment, unless somebody else has already. */
async function deleteComment(github: GitHub, id: number): Promise<void> {
  try {
    await github.rest.issues.deleteComment({ ...github.repository, comment_id: id });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

const HIDE = `mutation ($subjectId: ID!) {
  minimizeComment(input: { subjectId: $subjectId, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

/** A comment, as far as the gate reads it; `minimized` says why it is hidden. */
const commentSchema = v.object({
  id: idSchema,
  node_id: v.string(),
  html_url: v.string(),
  body: v.nullish(v.string()),
  updated_at: v.string(),
  user: v.nullish(v.object({ login: v.string() })),
  minimized: v.nullish(v.looseObject({})),
});

/**
 * The gate's own comments on a pull request, oldest first, as GitHub lists them.
 *
 * @param marker the hidden line that they begin with
 */
export async function findOwnComments(github: GitHub, pullRequest: number, marker: string): Promise<OwnComment[]> {
  // Requested at the same time: most pull requests have a comment that may be ours. Without one, an error does not matter.
  const login = ownLogin(github);
  login.catch(() => undefined);
  const query = { ...github.repository, issue_number: pullRequest, per_page: 100 };
  const own: OwnComment[] = [];
  for await (const { data } of github.paginate.iterator(github.rest.issues.listComments, query)) {
    for (const comment of parseResponse(v.array(commentSchema), data)) {
      const { id, node_id, html_url, body, updated_at: updatedAt, user } = comment;
      if (!body?.startsWith(marker)) continue;
      if (user?.login !== (await login)) continue;
      own.push({ id, nodeId: node_id, url: html_url, body, updatedAt, isHidden: Boolean(comment.minimized) });
    }
  }
  return own;
}

const userSchema = v.object({ login: v.pipe(v.string(), v.minLength(1)) });
const viewerSchema = v.object({ viewer: userSchema });

/** The login of a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

/** The login that comments by this token carry. */
async function ownLogin(github: GitHub): Promise<string> {
  try {
    const data = await github.graphql('query { viewer { login } }');
    return parseResponse(viewerSchema, data).viewer.login;
  } catch (error) {
    // A server without GraphQL.
    if (statusOf(error) === 404) return ownLoginByRest(github);
    throw error;
  }
}

/** REST answers for people only, not for the token of an app, such as a workflow's own. */
async function ownLoginByRest(github: GitHub): Promise<string> {
  try {
    const { data } = await github.rest.users.getAuthenticated();
    return parseResponse(userSchema, data).login;
  } catch (error) {
    if (statusOf(error) === 403 && !isRateLimit(error)) return WORKFLOW_LOGIN;
    throw error;
  }
}

const deletionSchema = v.object({
  repository: v.object({
    pullRequest: v.object({ timelineItems: v.object({ nodes: v.array(v.object({ createdAt: v.string() })) }) }),
  }),
});

const DELETIONS = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      timelineItems(itemTypes: [COMMENT_DELETED_EVENT], last: 1) {
        nodes { ... on CommentDeletedEvent { createdAt } }
      }
    }
  }
}`;

/** When a comment of a pull request was deleted last, as ISO 8601; `undefined` if none was. Only GraphQL lists this. */
export async function lastDeletion(github: GitHub, pullRequest: number): Promise<string | undefined> {
  const data = await github.graphql(DELETIONS, { ...github.repository, number: pullRequest });
  return parseResponse(deletionSchema, data).repository.pullRequest.timelineItems.nodes.at(-1)?.createdAt;
}
