import type { GitHub } from '../github/client.ts';
import type { EventPull, GitHubContext } from '../github/context.ts';
import { pullRequestNotRead } from '../github/error-messages.ts';
import { findPulls, getPull, type PullRequest } from '../github/pull-request.ts';
import { statusOf } from '../github/rate-limit.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';

/** Which pull requests a run is about, as they stand now. */
export interface Target {
  /** The one that is judged: by its base branch, with its labels. */
  readonly pull: TargetPull | undefined;
  /** The numbers of those that get the comment, the judged one first. */
  readonly numbers: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A pull request as it stands now, or where GitHub did not say, as the event told of it. */
export interface TargetPull extends Omit<PullRequest, 'labels'> {
  /** `undefined` where they are not known. */
  readonly labels: readonly string[] | undefined;
}

const NOTHING: Target = { pull: undefined, numbers: [], diagnostics: [] };

/** Finds the pull requests that a run is about. Never rejects. */
export async function findTarget(github: GitHub | undefined, context: GitHubContext, redact: Redact): Promise<Target> {
  const { repository, pull, pullsOf } = context;
  if (pull !== undefined) return readPull(github, context, pull, redact);
  if (github === undefined || repository === undefined || pullsOf === undefined) return NOTHING;
  try {
    return chosen(await findPulls(github, repository, pullsOf), context);
  } catch (error) {
    // A commit that GitHub has never seen, as where a workflow is run on one's own machine, is the head of none.
    const status = statusOf(error);
    if (status === 422) return chosen([], context);
    // Whether a base branch has limits for it is not known then. A token that may not ask is how the job is set up: it is
    // judged as a push that no pull request is about.
    const severity = context.plansFrom === 'workspace' && (status === 403 || status === 404) ? 'notice' : 'error';
    return { ...NOTHING, diagnostics: [pullRequestNotRead(error, severity, redact)] };
  }
}

async function readPull(
  github: GitHub | undefined,
  { repository, plansFrom }: GitHubContext,
  { number, headSha, baseRef }: EventPull,
  redact: Redact,
): Promise<Target> {
  const told = baseRef === undefined ? undefined : { number, headSha: headSha ?? '', baseRef, labels: undefined };
  if (github === undefined || repository === undefined) {
    const diagnostics = plansFrom === 'head' ? [withoutToken(number)] : [];
    return { pull: told, numbers: [number], diagnostics };
  }
  try {
    return { pull: await getPull(github, repository, number), numbers: [number], diagnostics: [] };
  } catch (error) {
    // The event tells enough to judge by. Where it does not, neither what is judged nor by what is known.
    const diagnostics = told === undefined ? [pullRequestNotRead(error, 'error', redact)] : [];
    return { pull: told, numbers: [number], diagnostics };
  }
}

function withoutToken(number: number): Diagnostic {
  return {
    severity: 'error',
    message: say`The plans of the pull request ${prose(`#${number}`)} cannot be read, since there is no token.`,
    help: say`Leave the input ${'github-token'} at its default.`,
  };
}

/** Of several pull requests with one head, those into the same branch are judged alike; the others are not judged. */
function chosen([first, ...others]: readonly PullRequest[], { plansFrom, pullsOf }: GitHubContext): Target {
  if (first === undefined) {
    if (plansFrom === 'workspace') return NOTHING;
    const message = say`No open pull request has the commit ${pullsOf?.sha.slice(0, 7)} as its head, so the plans of the workspace are judged.`;
    return { ...NOTHING, diagnostics: [{ severity: 'notice', message }] };
  }
  const alike = others.filter(({ baseRef }) => baseRef === first.baseRef);
  const apart = others.filter(({ baseRef }) => baseRef !== first.baseRef).map(({ number }) => `#${number}`);
  const numbers = [first, ...alike].map(({ number }) => number);
  if (apart.length === 0) return { pull: first, numbers, diagnostics: [] };
  const message = say`This commit is the head of ${list(apart)} too, into another branch than ${first.baseRef}; it is judged by the limits of ${first.baseRef}, and commented on there alone.`;
  return { pull: first, numbers, diagnostics: [{ severity: 'notice', message }] };
}
