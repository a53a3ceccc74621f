import { readBase } from '../baseline/load.ts';
import { type Base, NO_BASE } from '../baseline/types.ts';
import { filesGoneSince } from '../repository/gone.ts';
import { filesThroughGit } from '../repository/through-git.ts';
import type { Redact } from '../shared/redact.ts';
import { matcherOf } from '../workspace/matcher.ts';

export interface BaselineOptions {
  /** The root of the repository. */
  readonly workspace: string;
  /** The commit as Git names it; `undefined` for no baseline. */
  readonly ref: string | undefined;
  /** The paths and patterns that name the plans. */
  readonly patterns: readonly string[];
  readonly redact: Redact;
}

/** Asks Git for the commit. Rejects with UnreadableCommit where there is none. */
export async function findBaseline({ workspace, ref }: BaselineOptions): Promise<void> {
  if (ref !== undefined) await filesThroughGit(workspace, ref).commit();
}

/**
 * Reads what plans are held against, out of Git's objects: its costs, and its limits, which judge the plans as those of
 * the base branch judge a pull request. Never rejects.
 */
export async function readBaseline(
  { workspace, ref, patterns, redact }: BaselineOptions,
  plans: readonly string[],
): Promise<Base> {
  if (ref === undefined) return NO_BASE;
  const files = filesThroughGit(workspace, ref);
  const side = { name: ref, files };
  const isNamed = matcherOf(patterns);
  const changedFiles = async () => {
    const isPlan = (path: string) => isNamed(path) || /\.ya?ml$/i.test(path);
    const gone = await filesGoneSince(workspace, await files.commit(), isPlan);
    // How many files change in all matters only where a list may be cut short; this one is whole.
    return { gone: gone.map((path) => ({ path, renamedTo: undefined })), changed: 0 };
  };
  return readBase({ plans, patterns, limits: side, costs: side, changedFiles, redact });
}
