import { join } from 'node:path';
import { type BaseRef, type ChangedFiles, readBase } from '../baseline/load.ts';
import { type Base, NO_BASE } from '../baseline/match-plans.ts';
import type { Override } from '../budget/approval.ts';
import { filesFromGitHub, type GitHubFiles } from '../files/from-github.ts';
import { ACTION_WORDS, type LoadedPlans, loadPlans, NO_PLANS } from '../files/load-plans.ts';
import type { FileSource } from '../files/source.ts';
import { isSubmodule, originRepository, workspaceFiles } from '../files/workspace.ts';
import type { GitHub } from '../github/client.ts';
import { findOwnComments, type OwnComment } from '../github/pull-request.ts';
import type { ParseTexts } from '../plan/parse-yaml.ts';
import type { ReadPlan } from '../plan/read.ts';
import { markerOf } from '../report/comment.ts';
import { type Seal, sealFor } from '../report/comment-state.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { Inputs } from './inputs.ts';
import { readOverride } from './override-label.ts';
import { findTarget, readChangedFiles, type Target } from './pull-requests.ts';
import type { Environment } from './step.ts';

interface PullRequestRunOptions extends Pick<Environment, 'context' | 'workspace' | 'folders'> {
  /** Parses plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  readonly inputs: Inputs;
  /** `undefined` without a token or a repository. */
  readonly github: GitHub | undefined;
  readonly redact: Redact;
  /** Ends what files are read for when the time for everything is up; GitHub's client has its own. */
  readonly signal: AbortSignal;
}

/** What a run reads from GitHub, each once and when it is first needed. */
export class PullRequestRun {
  readonly options: PullRequestRunOptions;
  readonly #own = new Map<number, Promise<readonly OwnComment[]>>();
  readonly #commits = new Map<string, GitHubFiles>();
  #changes: Promise<ChangedFiles> | undefined;
  /** Which pull requests the run is about. */
  readonly target: Promise<Target>;

  constructor(options: PullRequestRunOptions) {
    this.options = options;
    const { github, context, inputs } = options;
    this.target = findTarget(github, context);
    // Requested now, so that it is there when the comment is written.
    if (context.pull !== undefined && inputs.comment !== 'never') this.ownComments(context.pull.number).catch(() => []);
  }

  /** The gate's own comments on a pull request; rejects with Octokit's error. */
  ownComments(pullRequest: number): Promise<readonly OwnComment[]> {
    const known = this.#own.get(pullRequest) ?? this.readOwnComments(pullRequest);
    this.#own.set(pullRequest, known);
    return known;
  }

  /** The same, requested again. */
  async readOwnComments(pullRequest: number): Promise<readonly OwnComment[]> {
    const { github, inputs } = this.options;
    return github === undefined ? [] : findOwnComments(github, pullRequest, markerOf(inputs.commentKey));
  }

  /** Signs the state in the gate's comment on a pull request; `undefined` without an API key. */
  sealFor(pullRequest: number): Seal | undefined {
    const { apiKey, commentKey: key } = this.options.inputs;
    const { repository } = this.options.context;
    return apiKey && repository ? sealFor(apiKey, { ...repository, pullRequest, key }) : undefined;
  }

  /** The commit whose plans are checked. */
  async commit(): Promise<string | undefined> {
    const { context } = this.options;
    if (context.plansFrom === 'workspace') return context.commit;
    const { pull } = await this.target;
    return context.pull?.headSha ?? pull?.headSha ?? context.commit;
  }

  /** The plans to check: those of the workspace, or of the head of the pull request through the API. */
  async plans(): Promise<LoadedPlans> {
    const { inputs, context, workspace, redact, signal } = this.options;
    const { diagnostics } = context.plansFrom === 'head' ? await this.target : { diagnostics: [] };
    if (hasErrors(diagnostics)) return { ...NO_PLANS, diagnostics };
    const source = await this.#head();
    const words = context.plansFrom === 'head' ? HEAD_WORDS : ACTION_WORDS;
    const loaded = await loadPlans(inputs.plan, { source, workspace, words, redact, signal });
    this.#prefetchBase(loaded);
    return { ...loaded, diagnostics: [...diagnostics, ...loaded.diagnostics] };
  }

  /** The files of the head. */
  async #head(): Promise<FileSource> {
    const { context, workspace, github } = this.options;
    if (context.plansFrom === 'workspace') return workspaceFiles(workspace);
    const { pull } = await this.target;
    const ref = await this.commit();
    if (pull === undefined || ref === undefined || github === undefined) return workspaceFiles(workspace);
    return filesFromGitHub(github, ref);
  }

  /** Requests what {@link base} reads in nearly every run, before the plans are parsed. */
  #prefetchBase({ files, patterns }: LoadedPlans): void {
    const { github, inputs, context } = this.options;
    const { limits } = baseRefs(inputs.baseline, context.pull);
    if (github === undefined || patterns === undefined || limits === undefined) return;
    const paths = files.map(({ path, checkout }) => path.slice(checkout.length));
    this.#filesAt(github, limits.ref).prefetch(paths, patterns.globs.length > 0);
    this.#changedFiles().catch(() => undefined);
  }

  /** The base of these plans. Never rejects. */
  async base(plans: LoadedPlans, heads: readonly ReadPlan[]): Promise<Base> {
    const { inputs, context } = this.options;
    const read = (baseRef: string | undefined) =>
      this.#readBase(plans, heads, baseRefs(inputs.baseline, { ...context.pull, baseRef }));
    // The base branch that the event names is nearly always still the one.
    const named = context.pull?.baseRef;
    const early = named === undefined ? undefined : read(named);
    const { pull, diagnostics } = await this.target;
    const baseRef = pull?.baseRef ?? named;
    const base = await (early !== undefined && baseRef === named ? early : read(baseRef));
    return context.plansFrom === 'head' ? base : { ...base, diagnostics: [...base.diagnostics, ...diagnostics] };
  }

  async #readBase(
    { files, checkouts, patterns }: LoadedPlans,
    heads: readonly ReadPlan[],
    { limits, costs }: BaseRefs,
  ): Promise<Base> {
    const { inputs, github, parse, redact, signal } = this.options;
    const needed = limits ?? costs;
    if (patterns === undefined || needed === undefined) return NO_BASE;
    if (github === undefined) return { ...NO_BASE, diagnostics: [withoutToken(needed.name, limits !== undefined)] };
    const at = ({ name, ref }: Ref): BaseRef => ({ name, files: this.#filesAt(github, ref) });
    const limitsAt = limits && at(limits);
    return readBase({
      plans: files,
      heads,
      checkouts,
      patterns,
      limits: limitsAt,
      costs: costs === limits ? limitsAt : costs && at(costs),
      changedFiles: () => this.#changedFiles(),
      head: await this.#head(),
      isOtherRepository: (folder) => this.#isOtherRepository(github, folder),
      hasCeiling: inputs.budget !== undefined,
      parse,
      redact,
      signal,
    });
  }

  /** Whether a folder of the workspace is the checkout of another repository, or a submodule. */
  async #isOtherRepository({ repository }: GitHub, folder: string): Promise<boolean> {
    const { context, workspace } = this.options;
    if (context.plansFrom === 'head') return false;
    const checkout = join(workspace, folder);
    if (folder !== '' && (await isSubmodule(checkout))) return true;
    const origin = await originRepository(checkout);
    const own = [`${repository.owner}/${repository.repo}`, context.pull?.headRepository];
    return origin !== undefined && !own.some((name) => name?.toLowerCase() === origin);
  }

  #changedFiles(): Promise<ChangedFiles> {
    const { github, context } = this.options;
    const read = async () => readChangedFiles(github, context.pull?.number ?? (await this.target).numbers[0]);
    this.#changes ??= read();
    return this.#changes;
  }

  #filesAt(github: GitHub, ref: string): GitHubFiles {
    const files = this.#commits.get(ref) ?? filesFromGitHub(github, ref);
    this.#commits.set(ref, files);
    return files;
  }

  /** The state of the override label; `undefined` if the workflow has none. Never rejects. */
  async override(): Promise<Override | undefined> {
    const { inputs, github } = this.options;
    if (inputs.overrideLabel === undefined || github === undefined) return undefined;
    const { pull } = await this.target;
    if (pull === undefined) return undefined;
    return readOverride(github, pull, {
      label: inputs.overrideLabel,
      commit: await this.commit(),
      ownComments: () => this.ownComments(pull.number),
      seal: this.sealFor(pull.number),
    });
  }
}

interface Ref {
  /** As people name it. */
  readonly name: string;
  /** As GitHub is asked for it. */
  readonly ref: string;
}

interface BaseRefs {
  /** The base branch, whose limits apply; `undefined` without a pull request. */
  readonly limits: Ref | undefined;
  /** What costs are compared with; `undefined` if they are not compared. */
  readonly costs: Ref | undefined;
}

/**
 * Where limits and costs are read: the base branch as it is now, or in a merge queue the commit that the queue puts the
 * pull request on; and what the input `baseline` names.
 */
export function baseRefs(
  baseline: string,
  pull: { readonly baseRef?: string | undefined; readonly baseSha?: string | undefined } | undefined,
): BaseRefs {
  const name = pull?.baseRef;
  const limits = name === undefined ? undefined : { name, ref: pull?.baseSha ?? `refs/heads/${name}` };
  if (baseline === 'none') return { limits, costs: undefined };
  if (baseline === 'auto' || baseline === name) return { limits, costs: limits };
  return { limits, costs: { name: baseline, ref: baseline } };
}

const HEAD_WORDS = {
  ...ACTION_WORDS,
  ifMissing: say`Check the input ${'plan'}: the gate reads the head of the pull request, not the workspace.`,
};

function withoutToken(base: string, hasLimits: boolean): Diagnostic {
  const what = hasLimits ? say`The limits of ${base}` : say`The baseline ${base}`;
  return {
    severity: 'error',
    message: say`${what} could not be read, since there is no token.`,
    help: say`Leave the input ${'github-token'} at its default.`,
  };
}
