import * as v from 'valibot';
import type { GitHub } from './client.ts';
import type { PullSearch } from './context.ts';
import { idSchema, parseResponse, shaSchema } from './responses.ts';

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

/** A file that a pull request changes. */
export interface ChangedFile {
  readonly path: string;
  /** `added`, `removed`, `modified`, `renamed`, `copied`, `changed`, `unchanged`. */
  readonly status: string;
  /** The id of its Git blob, if GitHub says it. */
  readonly blob: string | undefined;
  /** The old path of a file that was renamed. */
  readonly previousPath: string | undefined;
}

/** Files of a pull request in one answer; GitHub lists 3,000 of them at most (docs.github.com: rest/pulls/pulls). */
export const CHANGED_FILES_PAGE = 100;

const filesSchema = v.array(
  v.object({
    filename: v.pipe(v.string(), v.minLength(1)),
    status: v.string(),
    sha: v.nullish(v.string()),
    previous_filename: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
);

/** The files that a pull request changes; there may be more if the last answer was full. Rejects with Octokit's error. */
export async function listChangedFiles(github: GitHub, number: number): Promise<ChangedFile[]> {
  const query = { ...github.repository, pull_number: number, per_page: CHANGED_FILES_PAGE };
  const files: ChangedFile[] = [];
  for await (const { data } of github.paginate.iterator(github.rest.pulls.listFiles, query)) {
    for (const { filename, status, sha, previous_filename } of parseResponse(filesSchema, data)) {
      files.push({ path: filename, status, blob: sha ?? undefined, previousPath: previous_filename });
    }
  }
  return files;
}
