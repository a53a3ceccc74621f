import { join } from 'node:path';
import { type ChangedFiles, readBase } from '../baseline/load.ts';
import { type Base, NO_BASE } from '../baseline/match-plans.ts';
import type { CommitFiles } from '../files/commit-source.ts';
import { findPlanFiles } from '../files/find-plan-files.ts';
import { filesFromGit, GitError, runGit } from '../files/from-git.ts';
import type { LoadedPlans } from '../files/load-plans.ts';
import { type PlanPatterns, YAML_FILES } from '../files/plan-patterns.ts';
import { locate } from '../files/read-file.ts';
import { UnreadableError } from '../files/source.ts';
import { isSubmodule, originRepository, workspaceFiles } from '../files/workspace.ts';
import type { ParseTexts } from '../plan/parse-yaml.ts';
import type { ReadPlan } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { namesStandardInput } from './load-plans.ts';

export interface BaselineOptions {
  /** The root of the repository. */
  readonly workspace: string;
  /** The commit as Git names it; `undefined` without a baseline. */
  readonly ref: string | undefined;
  /** Whether `--budget` sets a ceiling. */
  readonly hasCeiling: boolean;
  /** Parses plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  readonly redact: Redact;
  /** Aborts at the timeout. */
  readonly signal: AbortSignal;
}

/** A baseline that Git cannot find, or that a plan cannot have, is an error of the call. */
export async function baselineDiagnostics(
  named: readonly string[],
  workspace: string,
  ref: string | undefined,
): Promise<Diagnostic[]> {
  if (ref === undefined) return [];
  if (namesStandardInput(named)) {
    const message = say`A plan on standard input is no file, so ${'--baseline'} has nothing to compare it with.`;
    return [
      { severity: 'error', message, help: say`Name the plan file instead of ${'-'}, or leave ${'--baseline'} out.` },
    ];
  }
  try {
    await filesFromGit(workspace, ref).sha();
    return [];
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const message = say`The option ${'--baseline'} is ${ref}, but the commit cannot be read: ${error.said}`;
    const help = say`Name a branch, a tag or a commit that ${'git log'} shows here; ${'git fetch'} brings those of a remote.`;
    return [{ severity: 'error', message, help }];
  }
}

/**
 * Loads the base plans from Git. Their costs are the baseline, and their limits apply, as on a pull request. Never rejects.
 */
export async function readBaseline(
  { files, checkouts, patterns }: LoadedPlans,
  heads: readonly ReadPlan[],
  options: BaselineOptions,
): Promise<Base> {
  const { workspace, ref, hasCeiling, parse, redact, signal } = options;
  if (ref === undefined || patterns === undefined) return NO_BASE;
  const side = { name: ref, files: filesFromGit(workspace, ref, signal) };
  const head = workspaceFiles(workspace);
  const own = await originRepository(workspace);
  return readBase({
    plans: files,
    heads,
    checkouts,
    patterns,
    limits: side,
    costs: side,
    changedFiles: () => changedSince(side.files, patterns, options),
    head,
    // A checkout of the same repository is a worktree of it.
    isOtherRepository: async (folder) => {
      if (folder === '') return false;
      const checkout = join(workspace, folder);
      return own === undefined || (await isSubmodule(checkout)) || (await originRepository(checkout)) !== own;
    },
    hasCeiling,
    parse,
    redact,
    signal,
  });
}

/** The files that changed since the branch left the baseline. An untracked file counts as added. */
async function changedSince(
  base: CommitFiles,
  patterns: PlanPatterns,
  { workspace, signal }: BaselineOptions,
): Promise<ChangedFiles> {
  const forkSha = await forkPoint(workspace, await base.sha(), signal);
  const fork = filesFromGit(workspace, forkSha, signal);
  const all = { ...YAML_FILES, paths: patterns.paths, globs: [...YAML_FILES.globs, ...patterns.globs] };
  const before = await findPlanFiles(fork, all, prose(''), signal);
  const head = workspaceFiles(workspace);
  const paths = before.files.map(({ path }) => path);
  const stillThere = await Promise.all(paths.map(async (path) => (await locate(head, path)).kind === 'file'));
  const known = new Set(paths);
  const renames = await renamesSince(workspace, forkSha, signal);
  return {
    isAdded: (path) => !known.has(path),
    removed: paths.filter((_, index) => !stillThere[index]).map((path) => ({ path, renamedTo: renames.get(path) })),
    isComplete: true,
  };
}

/** The merge base; the commit itself if the two have no common history, or if the history is shallow. */
async function forkPoint(checkout: string, commit: string, signal: AbortSignal): Promise<string> {
  try {
    return String(await runGit({ checkout, signal }, ['merge-base', commit, 'HEAD'])).trim();
  } catch (error) {
    if (error instanceof GitError) return commit;
    throw error;
  }
}

/**
 * The files that commits renamed, by their old names, if Git sees at least half of the content again. Uncommitted renames
 * are recognised by their lines alone.
 *
 * @throws UnreadableError
 */
async function renamesSince(checkout: string, commit: string, signal: AbortSignal): Promise<Map<string, string>> {
  // No limit (`-l0`): above it, Git ignores renames silently.
  const args = ['diff-tree', '-r', '-z', '-M', '-l0', '--name-status', '--diff-filter=R', commit, 'HEAD', '--'];
  try {
    const parts = String(await runGit({ checkout, signal }, args)).split('\0');
    const renames = new Map<string, string>();
    for (let index = 0; index + 2 < parts.length; index += 3) {
      renames.set(parts[index + 1] ?? '', parts[index + 2] ?? '');
    }
    return renames;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UnreadableError(
      say`Git could not list the files that were renamed since ${commit} (${error.message}).`,
      say`Fetch all branches with all files: ${'git fetch --refetch'}.`,
    );
  }
}
