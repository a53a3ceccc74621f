import * as v from 'valibot';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { idSchema, type Repository, shaSchema } from './client.ts';

/** Where the step runs, as far as the gate needs to know; read from the environment and the event. */
export interface GitHubContext {
  /** `owner/name`; `undefined` outside of GitHub Actions. */
  readonly repository: Repository | undefined;
  /** `https://github.com/owner/name` */
  readonly repositoryUrl: string | undefined;
  readonly runUrl: string | undefined;
  /** The commit whose plans are checked: the head of the pull request if the event has it, else the commit of the run. */
  readonly commit: string | undefined;
  readonly pull: EventPull | undefined;
  /** How to find the pull requests if the event does not name one. */
  readonly pullsOf: PullSearch | undefined;
  /**
   * Where the plans are read: in the workspace if the event checks out the head, else in the head of the pull request
   * through the API, as data.
   */
  readonly plansFrom: 'workspace' | 'head';
  /** Whether the job's check is not on the head of the pull request, which then gets a commit status. */
  readonly needsStatus: boolean;
  /** The workflow, the job and the step: of two gates on one pull request, these differ. */
  readonly step: string;
  /** Whether the event is a pull request that gets no secrets, and why. */
  readonly withoutSecrets: 'fork' | 'dependabot' | undefined;
  /** Why the event cannot be used, if it is one of a pull request. */
  readonly diagnostic: Diagnostic | undefined;
}

/** A pull request as the event has it, as far as it does; it may be outdated. */
export interface EventPull {
  readonly number: number;
  readonly headSha?: string;
  readonly baseRef?: string;
  /** The commit that the merge queue puts it on. */
  readonly baseSha?: string;
  /** The repository of its head as `owner/name`, which may be a fork. */
  readonly headRepository?: string | undefined;
}

/** Open pull requests are found by their head commit, or by their branch if it is in a fork. */
export interface PullSearch {
  readonly sha: string;
  /** `owner:branch` */
  readonly head: string | undefined;
}

const nonEmpty = v.pipe(v.string(), v.minLength(1));
const repository = v.object({ full_name: v.string() });
const pullRequestEvent = v.object({
  pull_request: v.object({
    number: idSchema,
    head: v.object({ sha: shaSchema, repo: v.nullish(repository) }),
    base: v.object({ ref: nonEmpty, repo: repository }),
  }),
});

/** The queue's branch names the pull request: `refs/heads/gh-readonly-queue/main/pr-7-0123…`. */
const QUEUE_BRANCH = /\/pr-(\d+)-[0-9a-f]+$/;

const mergeGroupEvent = v.object({
  merge_group: v.object({
    head_sha: shaSchema,
    head_ref: v.pipe(
      v.string(),
      v.regex(QUEUE_BRANCH),
      v.transform((ref) => Number(QUEUE_BRANCH.exec(ref)?.[1])),
      idSchema,
    ),
    base_sha: shaSchema,
    base_ref: v.pipe(
      v.string(),
      v.regex(/^refs\/heads\/./),
      v.transform((ref) => ref.slice('refs/heads/'.length)),
    ),
  }),
});
const workflowRunEvent = v.object({
  workflow_run: v.object({
    head_sha: shaSchema,
    head_branch: v.nullish(v.string()),
    head_repository: v.nullish(v.object({ owner: v.object({ login: v.string() }) })),
  }),
});
/** A comment on an issue, or on a pull request, which is an issue too. */
const issueCommentEvent = v.object({ issue: v.object({ number: idSchema, pull_request: v.nullish(v.object({})) }) });

/** The environment variables of the process. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * What an event is about, and which plans are checked (docs.github.com: actions/reference/events-that-trigger-workflows).
 *
 * @param env the runner's variables (docs.github.com: actions/reference/variables)
 * @param event the payload as parsed JSON, not validated
 * @param given the number of the pull request that the workflow names; it is used if the event names none
 */
export function readContext(env: Env, event: unknown, given?: number): GitHubContext {
  const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const repositoryUrl = owner && repo ? `${server}/${owner}/${repo}` : undefined;
  const runId = env['GITHUB_RUN_ID'];
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const found = subjectOf(name, event, env);
  const subject = given === undefined || found.pull !== undefined ? found : subjectGiven(name, found, given);
  return {
    repository: owner && repo ? { owner, repo } : undefined,
    repositoryUrl,
    runUrl: repositoryUrl && runId ? `${repositoryUrl}/actions/runs/${runId}` : undefined,
    step: ['GITHUB_WORKFLOW', 'GITHUB_JOB', 'GITHUB_ACTION'].map((variable) => env[variable] ?? '').join('\n'),
    ...subject,
    // The check of a `pull_request_target` run is on the pull request, though it runs on the base branch.
    needsStatus: subject.plansFrom === 'head' && name !== 'pull_request_target',
  };
}

type Subject = Pick<GitHubContext, 'commit' | 'pull' | 'pullsOf' | 'plansFrom' | 'withoutSecrets' | 'diagnostic'>;

/** Decides by the name of the event, not by its payload: an invalid payload must not count as another event. */
function subjectOf(name: string, event: unknown, env: Env): Subject {
  const sha = env['GITHUB_SHA'] || undefined;
  const nothing: Subject = {
    commit: sha,
    pull: undefined,
    pullsOf: undefined,
    plansFrom: 'workspace',
    withoutSecrets: undefined,
    diagnostic: undefined,
  };
  const read = <const Schema extends v.GenericSchema>(
    schema: Schema,
    find: (payload: v.InferOutput<Schema>) => Partial<Subject>,
  ): Subject => {
    const { success, output, issues } = v.safeParse(schema, event);
    return { ...nothing, ...(success ? find(output) : { diagnostic: unreadableEvent(name, issues) }) };
  };

  if (name === 'merge_group') {
    return read(mergeGroupEvent, ({ merge_group: { head_sha, head_ref: number, base_sha, base_ref: baseRef } }) => {
      return { commit: head_sha, pull: { number, baseRef, baseSha: base_sha } };
    });
  }
  if (name === 'workflow_run') {
    return read(workflowRunEvent, ({ workflow_run: { head_sha: sha, head_branch, head_repository } }) => {
      const head = head_repository && head_branch ? `${head_repository.owner.login}:${head_branch}` : undefined;
      return { pullsOf: { sha, head }, plansFrom: 'head' };
    });
  }
  if (name === 'issue_comment') {
    return read(issueCommentEvent, ({ issue: { number, pull_request } }) => {
      return pull_request ? { pull: { number }, plansFrom: 'head' } : {};
    });
  }
  const ofPull = read(pullRequestEvent, ({ pull_request: { number, head, base } }) => ({
    commit: head.sha,
    pull: { number, headSha: head.sha, baseRef: base.ref, headRepository: head.repo?.full_name },
    // It runs on the base branch, with secrets: the files of the head are only read, never run.
    plansFrom: name === 'pull_request_target' ? 'head' : 'workspace',
    withoutSecrets: withoutSecrets(head.repo?.full_name, base.repo.full_name, env),
  }));
  // `pull_request`, `pull_request_target`, `pull_request_review`, `pull_request_review_comment`
  if (ofPull.pull !== undefined || name.startsWith('pull_request')) return ofPull;
  const isOfCommit = (name === 'push' || name === 'workflow_dispatch') && sha !== undefined;
  return isOfCommit ? { ...nothing, pullsOf: { sha, head: undefined } } : nothing;
}

/** Without its event, a pull request would be checked by its own limits. */
function unreadableEvent(name: string, [issue]: readonly v.BaseIssue<unknown>[]): Diagnostic {
  const path = issue && v.getDotPath(issue);
  const wrong = path ? say`has no valid ${path}` : prose('is not as GitHub documents it');
  return {
    severity: 'error',
    message: say`The payload of the event ${name} ${wrong}, so the gate does not know what to check, and by which limits.`,
    help: say`The runner writes it to the file that ${'GITHUB_EVENT_PATH'} names. Do not change that variable, and run the job again.`,
  };
}

/** A push checks out the head; any other event that names no pull request may run on any commit. */
function subjectGiven(name: string, found: Subject, number: number): Subject {
  return { ...found, pull: { number }, pullsOf: undefined, plansFrom: name === 'push' ? 'workspace' : 'head' };
}

/** `pull_request_target` has secrets, also for a fork. If the head repository was deleted, it was a fork. */
function withoutSecrets(head: string | undefined, base: string, env: Env): GitHubContext['withoutSecrets'] {
  if (env['GITHUB_EVENT_NAME'] === 'pull_request_target') return undefined;
  if (head !== base) return 'fork';
  return env['GITHUB_ACTOR'] === 'dependabot[bot]' ? 'dependabot' : undefined;
}
