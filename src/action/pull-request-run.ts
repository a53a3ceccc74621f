import { join } from 'node:path';
import { type BaseRef, readBase } from '../baseline/load.ts';
import type { Base } from '../baseline/types.ts';
import type { Override } from '../budget/approval.ts';
import { patternsOf, readPlans } from '../files/load-plans.ts';
import { inWorkspace, type PlanFiles } from '../files/plan-files.ts';
import type { GitHub } from '../github/client.ts';
import { findOwnComments, type OwnComment } from '../github/comment.ts';
import type { GitHubContext } from '../github/context.ts';
import type { Repository } from '../github/pull-request.ts';
import type { PlanSource } from '../plan/read.ts';
import { markerOf } from '../report/comment.ts';
import { below } from '../repository/below.ts';
import { withFallback } from '../repository/fallback.ts';
import type { CommitFiles } from '../repository/files.ts';
import { listFiles } from '../repository/list.ts';
import { filesThroughApi } from '../repository/through-api.ts';
import { filesThroughGit } from '../repository/through-git.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import type { Redact } from '../shared/redact.ts';
import { checkoutFolder } from '../workspace/checkout.ts';
import { inCommit } from './commit-plans.ts';
import { findTarget, type Target, type TargetPull } from './find-pull-requests.ts';
import type { Inputs } from './inputs.ts';
import { readOverride } from './override-label.ts';
import { changedFilesOf } from './removed-files.ts';

interface PullRequestRunOptions {
  readonly inputs: Inputs;
  readonly context: GitHubContext;
  readonly workspace: string;
  /** `undefined` without a token. */
  readonly github: GitHub | undefined;
  readonly redact: Redact;
  /** Ends what files are read for when the time for everything is up; GitHub's client has its own. */
  readonly signal: AbortSignal;
}

/** What a run asks GitHub: each answer is requested once, when it is first needed. */
export class PullRequestRun {
  readonly #options: PullRequestRunOptions;
  readonly #own = new Map<number, Promise<readonly OwnComment[]>>();
  /** Which pull requests the run is about. */
  readonly target: Promise<Target>;

  constructor(options: PullRequestRunOptions) {
    this.#options = options;
    const { github, context, redact, inputs } = options;
    this.target = findTarget(github, context, redact);
    // Requested now, so that it is there when the comment is written.
    if (context.pull !== undefined && inputs.comment !== 'never') this.ownComments(context.pull.number).catch(() => []);
  }

  /** The client and the repository; `undefined` without a token or a repository. */
  get github(): { readonly github: GitHub; readonly repository: Repository } | undefined {
    const { github, context } = this.#options;
    return github && context.repository && { github, repository: context.repository };
  }

  /** The gate's own comments on a pull request; rejects with Octokit's error. */
  ownComments(pullRequest: number): Promise<readonly OwnComment[]> {
    const known = this.#own.get(pullRequest) ?? this.readOwnComments(pullRequest);
    this.#own.set(pullRequest, known);
    return known;
  }

  /** The same, requested again. */
  async readOwnComments(pullRequest: number): Promise<readonly OwnComment[]> {
    if (this.github === undefined) return [];
    const { github, repository } = this.github;
    const marker = markerOf(this.#options.inputs.commentKey);
    return findOwnComments(github, { ...repository, pullRequest, marker });
  }

  /** The commit whose plans are judged. */
  async commit(): Promise<string | undefined> {
    const { context } = this.#options;
    if (context.plansFrom === 'workspace') return context.commit;
    const { pull } = await this.target;
    return context.pull?.headSha ?? pull?.headSha ?? context.commit;
  }

  /** The plans at the head of the pull request, and what is wrong with them or with where they are. */
  async plans(): Promise<{ plans: PlanSource[]; problems: readonly Diagnostic[] }> {
    const { inputs, redact } = this.#options;
    const { pull, problems } = await this.target;
    if (hasErrors(problems)) return { plans: [], problems };
    const read = await readPlans(await this.#atHead(pull), inputs.plan, redact);
    return { plans: read.plans, problems: [...problems, ...read.problems] };
  }

  /** The files of the head of the pull request; without one, those of the workspace. */
  async #atHead(pull: TargetPull | undefined): Promise<PlanFiles> {
    const { workspace, redact, signal } = this.#options;
    const ref = await this.commit();
    if (pull === undefined || ref === undefined || this.github === undefined) return inWorkspace(workspace, signal);
    const { github, repository } = this.github;
    const commit = { ...repository, ref };
    return inCommit(filesThroughApi(github, commit, redact), () => listFiles(github, commit, redact));
  }

  /** What these plan files are held against, and what is wrong with where they are. Never rejects. */
  async base(plans: readonly string[]): Promise<Base> {
    const { context } = this.#options;
    // The base branch that the event tells of is nearly always still the one.
    const told = context.pull?.baseRef;
    const early = told === undefined ? undefined : this.#readBase(plans, told);
    const { pull, problems } = await this.target;
    const baseRef = pull?.baseRef ?? told;
    const base = await (early !== undefined && baseRef === told ? early : this.#readBase(plans, baseRef));
    return context.plansFrom === 'head' ? base : { ...base, problems: [...base.problems, ...problems] };
  }

  async #readBase(plans: readonly string[], baseRef: string | undefined): Promise<Base> {
    const { inputs, context, workspace, github, redact } = this.#options;
    const patterns = patternsOf(inputs.plan);
    const folder = context.plansFrom === 'head' ? '' : await checkoutFolder(workspace, plans[0] ?? '');
    const limits = baseRef === undefined || patterns === undefined ? undefined : this.#branch(baseRef, folder);
    const isBase = inputs.baseline === 'auto' || inputs.baseline === baseRef;
    const other = inputs.baseline === 'none' || isBase || patterns === undefined ? undefined : inputs.baseline;
    const changedFiles = changedFilesOf(github, context.repository, this.target, folder, redact);
    const costs = other === undefined ? (isBase ? limits : undefined) : this.#ref(other, other, other, folder);
    return readBase({ plans, patterns: patterns ?? [], limits, costs, changedFiles, redact });
  }

  /** The base branch as it stands now; in a merge queue, the commit that the pull request is put on. */
  #branch(name: string, folder: string): BaseRef {
    const sha = this.#options.context.pull?.baseSha;
    return this.#ref(name, sha ?? `refs/heads/${name}`, sha ?? `refs/remotes/origin/${name}`, folder);
  }

  #ref(name: string, onGitHub: string, inGit: string, folder: string): BaseRef {
    const { workspace, redact, signal } = this.#options;
    const git = filesThroughGit(join(workspace, folder), inGit, signal);
    const files: CommitFiles =
      this.github === undefined
        ? git
        : withFallback(filesThroughApi(this.github.github, { ...this.github.repository, ref: onGitHub }, redact), git);
    return { name, files: below(folder, files) };
  }

  /** What is known of the override label, where there is one to look for. Never rejects. */
  async override(): Promise<Override | undefined> {
    const { inputs, redact } = this.#options;
    const { pull } = inputs.overrideLabel === undefined ? { pull: undefined } : await this.target;
    if (inputs.overrideLabel === undefined || pull === undefined || this.github === undefined) return undefined;
    const { github, repository } = this.github;
    return readOverride(github, repository, pull, inputs.overrideLabel, this.ownComments(pull.number), redact);
  }
}
