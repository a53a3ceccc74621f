import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A plan and the workspace that the step gets to see. */
export interface PlaceOfPlan {
  /** Absolute. */
  readonly workspace: string;
  /** The plan as a workflow names it, relative to the workspace. */
  readonly plan: string;
}

/**
 * Where somebody's own plan stands. The workspace is the folder that they stand in; where the plan lies outside of it,
 * the root of the plan's own repository, as in a workflow, or the plan's folder where it is in none.
 *
 * @param folder where paths begin; absolute
 * @param plan as it was given, absolute or not
 */
export function placeOfPlan(folder: string, plan: string): PlaceOfPlan {
  const full = resolve(folder, plan);
  const workspace = isWithin(folder, full) ? folder : (repositoryAbove(dirname(full)) ?? dirname(full));
  return { workspace, plan: relative(workspace, full).split(sep).join('/') };
}

function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  // On Windows, the way to another drive is absolute.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function repositoryAbove(folder: string): string | undefined {
  // A file in a worktree.
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryAbove(above);
}

/** The repository that a checkout's remote names, as `owner/name`: what the stand-in for GitHub is to be. */
export function repositoryOf(workspace: string): string | undefined {
  try {
    const url = execFileSync('git', ['-C', workspace, 'config', '--get', 'remote.origin.url'], { encoding: 'utf8' });
    return /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url.trim())?.[1];
  } catch {
    return undefined;
  }
}
