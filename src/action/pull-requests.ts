import type { ChangedFiles, RemovedFile } from '../baseline/load.ts';
import { UnreadableError } from '../files/source.ts';
import { type GitHub, statusOf } from '../github/client.ts';
import type { EventPull, GitHubContext } from '../github/context.ts';
import { changedFilesNotRead, pullRequestNotRead } from '../github/error-messages.ts';
import {
  CHANGED_FILES_PAGE,
  type ChangedFile,
  findPulls,
  getPull,
  listChangedFiles,
  type PullRequest,
} from '../github/pull-request.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';

/** The pull requests that a run is about, in their current state. */
export interface Target {
  /** The one whose base branch and labels count. */
  readonly pull: TargetPull | undefined;
  /** The numbers of those that get the comment; `pull` comes first. */
  readonly numbers: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A pull request in its current state, or as in the event if GitHub does not answer. */
export interface TargetPull extends Omit<PullRequest, 'labels'> {
  /** `undefined` if they are unknown. */
  readonly labels: readonly string[] | undefined;
}

const NOTHING: Target = { pull: undefined, numbers: [], diagnostics: [] };

/** Finds the pull requests that a run is about. Never rejects. */
export async function findTarget(github: GitHub | undefined, context: GitHubContext): Promise<Target> {
  const { pull, pullsOf } = context;
  if (pull !== undefined) return readPull(github, context, pull);
  if (github === undefined || pullsOf === undefined) return NOTHING;
  try {
    return choose(await findPulls(github, pullsOf), context);
  } catch (error) {
    // GitHub does not know the commit, for example when a workflow runs on one's own machine.
    const status = statusOf(error);
    if (status === 422) return choose([], context);
    // It is then unknown whether limits of a base branch apply. If the job chose not to give the permission, the run is a
    // push without a pull request.
    const severity = context.plansFrom === 'workspace' && (status === 403 || status === 404) ? 'notice' : 'error';
    return { ...NOTHING, diagnostics: [pullRequestNotRead(error, severity)] };
  }
}

async function readPull(
  github: GitHub | undefined,
  { plansFrom }: GitHubContext,
  { number, headSha, baseRef }: EventPull,
): Promise<Target> {
  const fromEvent = baseRef === undefined ? undefined : { number, headSha: headSha ?? '', baseRef, labels: undefined };
  if (github === undefined) {
    const diagnostics = plansFrom === 'head' ? [withoutToken(number)] : [];
    return { pull: fromEvent, numbers: [number], diagnostics };
  }
  try {
    return { pull: await getPull(github, number), numbers: [number], diagnostics: [] };
  } catch (error) {
    // Without the base branch in the event, neither the plans nor their limits are known.
    const diagnostics = fromEvent === undefined ? [pullRequestNotRead(error, 'error')] : [];
    return { pull: fromEvent, numbers: [number], diagnostics };
  }
}

function withoutToken(number: number): Diagnostic {
  return {
    severity: 'error',
    message: say`The plans of the pull request ${prose(`#${number}`)} cannot be read, since there is no token.`,
    help: say`Leave the input ${'github-token'} at its default.`,
  };
}

/** Of several pull requests with one head, only those into the branch of the first one are handled. */
function choose([first, ...others]: readonly PullRequest[], { plansFrom, pullsOf }: GitHubContext): Target {
  if (first === undefined) {
    if (plansFrom === 'workspace') return NOTHING;
    const message = say`No open pull request has the commit ${pullsOf?.sha.slice(0, 7)} as its head, so the plans of the workspace are checked.`;
    return { ...NOTHING, diagnostics: [{ severity: 'notice', message }] };
  }
  const sameBase = others.filter(({ baseRef }) => baseRef === first.baseRef);
  const otherBase = others.filter(({ baseRef }) => baseRef !== first.baseRef).map(({ number }) => `#${number}`);
  const numbers = [first, ...sameBase].map(({ number }) => number);
  if (otherBase.length === 0) return { pull: first, numbers, diagnostics: [] };
  const message = say`${list(otherBase)} ${prose(otherBase.length === 1 ? 'has' : 'have')} the same head commit, but another base branch than ${first.baseRef}. The limits of ${first.baseRef} apply, and only the pull request into it gets the comment.`;
  return { pull: first, numbers, diagnostics: [{ severity: 'notice', message }] };
}

const NO_CHANGES: ChangedFiles = { isAdded: () => false, removed: [], isComplete: true };

/**
 * What the pull request of a run changes.
 *
 * @param pullRequest its number; `undefined` if the run has none
 * @throws UnreadableError if GitHub does not say
 */
export async function readChangedFiles(
  github: GitHub | undefined,
  pullRequest: number | undefined,
): Promise<ChangedFiles> {
  if (pullRequest === undefined) return NO_CHANGES;
  if (github === undefined) {
    throw new UnreadableError(
      prose('The files that the pull request changes cannot be read without a token.'),
      prose('Leave the input `github-token` at its default.'),
    );
  }
  try {
    return changesOf(await listChangedFiles(github, pullRequest));
  } catch (error) {
    const { message, help } = changedFilesNotRead(error);
    throw new UnreadableError(message, help);
  }
}

const ADDED = ['added', 'copied', 'renamed'];

/** @param files as GitHub lists them */
export function changesOf(files: readonly ChangedFile[]): ChangedFiles {
  const added = new Map(files.filter(({ status }) => ADDED.includes(status)).map(({ path, blob }) => [path, blob]));
  return {
    isAdded: (path, blobs) => {
      const blob = added.get(path);
      return added.has(path) && (blob === undefined || blobs.includes(blob));
    },
    removed: files.flatMap(({ path, status, previousPath }): RemovedFile[] => {
      // The kind of the file has changed: where a plan was there may be a link or a submodule now.
      if (status === 'removed' || status === 'changed') return [{ path, renamedTo: undefined }];
      return status === 'renamed' && previousPath !== undefined ? [{ path: previousPath, renamedTo: path }] : [];
    }),
    // After a full page there may be more that GitHub does not list, or that a proxy without `Link` hides.
    isComplete: files.length === 0 || files.length % CHANGED_FILES_PAGE !== 0,
  };
}
