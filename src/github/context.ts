import * as v from 'valibot';

/** Where the step runs, as far as the gate needs to know; read from the environment and the event. */
export interface GitHubContext {
  /** `owner/name`; `undefined` outside of GitHub Actions. */
  readonly repository: { readonly owner: string; readonly repo: string } | undefined;
  /** `https://github.com/owner/name` */
  readonly repositoryUrl: string | undefined;
  readonly runUrl: string | undefined;
  /** The commit whose plans are judged: the head of the pull request, else what the event is about. */
  readonly commit: string | undefined;
  readonly pullRequest: number | undefined;
  /** Whether the event is a pull request that gets no secrets, and why. */
  readonly withoutSecrets: 'fork' | 'dependabot' | undefined;
}

const repository = v.object({ full_name: v.string() });
const pullRequestEvent = v.object({
  pull_request: v.object({
    number: v.number(),
    head: v.object({ sha: v.string(), repo: v.nullish(repository) }),
    base: v.object({ repo: repository }),
  }),
});

/**
 * @param env the runner's variables (docs.github.com: actions/reference/variables)
 * @param event the event's payload as parsed JSON, whatever it is
 */
export function readContext(env: Readonly<Record<string, string | undefined>>, event: unknown): GitHubContext {
  const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const repositoryUrl = owner && repo ? `${server}/${owner}/${repo}` : undefined;
  const runId = env['GITHUB_RUN_ID'];
  const parsed = v.safeParse(pullRequestEvent, event);
  const pull = parsed.success ? parsed.output.pull_request : undefined;
  return {
    repository: owner && repo ? { owner, repo } : undefined,
    repositoryUrl,
    runUrl: repositoryUrl && runId ? `${repositoryUrl}/actions/runs/${runId}` : undefined,
    commit: pull?.head.sha ?? (env['GITHUB_SHA'] || undefined),
    pullRequest: pull?.number,
    withoutSecrets: pull && withoutSecrets(pull, env),
  };
}

/** `pull_request_target` has secrets, also for a fork (docs.github.com: actions/reference/events). */
function withoutSecrets(
  pull: v.InferOutput<typeof pullRequestEvent>['pull_request'],
  env: Readonly<Record<string, string | undefined>>,
): GitHubContext['withoutSecrets'] {
  if (env['GITHUB_EVENT_NAME'] === 'pull_request_target') return undefined;
  // A head repository that is gone was a fork: the base repository is the one that runs this.
  if (pull.head.repo?.full_name !== pull.base.repo.full_name) return 'fork';
  return env['GITHUB_ACTOR'] === 'dependabot[bot]' ? 'dependabot' : undefined;
}
