import * as v from 'valibot';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { idSchema, shaSchema } from './client.ts';

/** Where the step runs, as far as the gate needs to know; read from the environment and the event. */
export interface GitHubContext {
  /** `owner/name`; `undefined` outside of GitHub Actions. */
  readonly repository: { readonly owner: string; readonly repo: string } | undefined;
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
type PullRequestEvent = v.InferOutput<typeof pullRequestEvent>;

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

type Env = Readonly<Record<string, string | undefined>>;

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
  const { diagnostic, ...found } = subjectOf(name, event, env['GITHUB_SHA'] || undefined);
  const subject = given === undefined || found.pull !== undefined ? found : subjectGiven(name, found, given);
  const pullRequest = v.safeParse(pullRequestEvent, event);
  return {
    repository: owner && repo ? { owner, repo } : undefined,
    repositoryUrl,
    runUrl: repositoryUrl && runId ? `${repositoryUrl}/actions/runs/${runId}` : undefined,
    withoutSecrets: pullRequest.success ? withoutSecrets(pullRequest.output, env) : undefined,
    step: ['GITHUB_WORKFLOW', 'GITHUB_JOB', 'GITHUB_ACTION'].map((variable) => env[variable] ?? '').join('\n'),
    ...subject,
    // The check of a `pull_request_target` run is on the pull request, though it runs on the base branch.
    needsStatus: subject.plansFrom === 'head' && name !== 'pull_request_target',
    diagnostic,
  };
}

type Subject = Pick<GitHubContext, 'commit' | 'pull' | 'pullsOf' | 'plansFrom'>;

/** Decides by the name of the event, not by its payload: an invalid payload must not count as another event. */
function subjectOf(
  name: string,
  event: unknown,
  sha: string | undefined,
): Subject & { readonly diagnostic?: Diagnostic | undefined } {
  const nothing: Subject = { commit: sha, pull: undefined, pullsOf: undefined, plansFrom: 'workspace' };
  const unreadable = (issues: readonly v.BaseIssue<unknown>[]) => ({
    ...nothing,
    diagnostic: unreadableEvent(name, issues),
  });
  if (name === 'merge_group') {
    const { success, output, issues } = v.safeParse(mergeGroupEvent, event);
    if (!success) return unreadable(issues);
    const { head_sha: commit, head_ref: number, base_sha: baseSha, base_ref: baseRef } = output.merge_group;
    return { ...nothing, commit, pull: { number, baseRef, baseSha } };
  }
  if (name === 'workflow_run') {
    const { success, output, issues } = v.safeParse(workflowRunEvent, event);
    if (!success) return unreadable(issues);
    const { head_sha, head_branch, head_repository } = output.workflow_run;
    const head = head_repository && head_branch ? `${head_repository.owner.login}:${head_branch}` : undefined;
    return { ...nothing, pullsOf: { sha: head_sha, head }, plansFrom: 'head' };
  }
  if (name === 'issue_comment') {
    const { success, output, issues } = v.safeParse(issueCommentEvent, event);
    if (!success) return unreadable(issues);
    const { number, pull_request } = output.issue;
    return pull_request ? { ...nothing, pull: { number }, plansFrom: 'head' } : nothing;
  }
  const pullRequest = v.safeParse(pullRequestEvent, event);
  if (pullRequest.success) {
    const { number, head, base } = pullRequest.output.pull_request;
    const headRepository = head.repo?.full_name;
    const pull = { number, headSha: head.sha, baseRef: base.ref, headRepository };
    // It runs on the base branch, with secrets: the files of the head are only read, never run.
    const plansFrom = name === 'pull_request_target' ? 'head' : 'workspace';
    return { ...nothing, commit: head.sha, pull, plansFrom };
  }
  // `pull_request`, `pull_request_target`, `pull_request_review`, `pull_request_review_comment`
  if (name.startsWith('pull_request')) return unreadable(pullRequest.issues);
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

/** `pull_request_target` has secrets, also for a fork. */
function withoutSecrets({ pull_request: pull }: PullRequestEvent, env: Env): GitHubContext['withoutSecrets'] {
  if (env['GITHUB_EVENT_NAME'] === 'pull_request_target') return undefined;
  // A deleted head repository was a fork: the base repository is the one that runs this.
  if (pull.head.repo?.full_name !== pull.base.repo.full_name) return 'fork';
  return env['GITHUB_ACTOR'] === 'dependabot[bot]' ? 'dependabot' : undefined;
}
