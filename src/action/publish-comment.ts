import { failsStep } from '../budget/verdict.ts';
import type { GateResult } from '../gate.ts';
import { type OwnComment, type StandingComment, upsertComment } from '../github/comment.ts';
import type { GitHubContext } from '../github/context.ts';
import { getPull } from '../github/pull-request.ts';
import { commentTrouble, untidyTrouble } from '../github/trouble.ts';
import { hasChanges } from '../report/changes.ts';
import { markerOf, renderComment } from '../report/comment.ts';
import type { Report } from '../report/schema.ts';
import type { RunContext } from '../report/sections/context.ts';
import { withoutRun } from '../report/sections/footer.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { Inputs } from './inputs.ts';
import type { PullRequestRun } from './pull-request-run.ts';

/** A run that took longer than this reads the pull request again before it writes the comment; in milliseconds. */
const STALE_AFTER_MS = 5_000;

export interface CommentOptions {
  readonly inputs: Inputs;
  readonly context: GitHubContext;
  readonly pullRequestRun: PullRequestRun;
  readonly run: RunContext;
  /** Milliseconds since the run began. */
  readonly age: () => number;
  readonly redact: Redact;
}

/** The result of writing the comments. */
export interface Commented {
  /** The one on the pull request that is judged. */
  readonly comment: StandingComment | undefined;
  readonly problems: readonly Diagnostic[];
}

const NONE: Commented = { comment: undefined, problems: [] };

/** Writes the comment on each pull request that the run is about. Never rejects: the verdict does not depend on it. */
export async function writeComments(result: GateResult, options: CommentOptions): Promise<Commented> {
  const { inputs, context, pullRequestRun } = options;
  if (inputs.comment === 'never' || context.repository === undefined) return NONE;
  const { numbers } = await pullRequestRun.target;
  if (numbers.length === 0) return NONE;
  if (pullRequestRun.github === undefined) {
    // Why GitHub cannot be asked in spite of a token is an error of its own.
    if (inputs.githubToken !== undefined) return NONE;
    const message = prose('The comment could not be written: there is no token. The verdict stands.');
    const help = say`Leave the input ${'github-token'} at its default.`;
    return { comment: undefined, problems: [{ severity: 'warning', message, help }] };
  }
  const written = await Promise.all(numbers.map((number) => writeComment(number, result, options)));
  return { comment: written[0]?.comment, problems: written.flatMap(({ problems }) => problems) };
}

async function writeComment(
  number: number,
  { report, remembered }: GateResult,
  { inputs, context, pullRequestRun, run, age, redact }: CommentOptions,
): Promise<Commented> {
  if (pullRequestRun.github === undefined) return NONE;
  const { github, repository } = pullRequestRun.github;
  const isOld = age() > STALE_AFTER_MS;
  try {
    const [own, headSha] = await Promise.all([
      isOld ? pullRequestRun.readOwnComments(number) : ownComments(pullRequestRun, number),
      isOld ? getPull(github, repository, number).then((pull) => pull.headSha) : knownHead(pullRequestRun, number),
    ]);
    const judged = await judgedHead(context, pullRequestRun);
    if (judged !== undefined && headSha !== undefined && judged !== headSha) {
      return { comment: undefined, problems: [overtaken(number, judged, headSha)] };
    }
    const target = {
      ...repository,
      pullRequest: number,
      marker: markerOf(inputs.commentKey),
      mode: inputs.commentMode,
      mayCreate: mayCreate(inputs.comment, report) || remembered?.approval !== undefined,
      saysTheSame: (standing: string, fresh: string) => withoutRun(standing) === withoutRun(fresh),
    };
    const body = redact(renderComment(report, run, inputs.commentKey, remembered));
    const comment = await upsertComment(github, target, own, body);
    return { comment, problems: comment?.untidy === undefined ? [] : [untidyTrouble(comment.untidy, redact)] };
  } catch (error) {
    return { comment: undefined, problems: [commentTrouble(error, context.withoutSecrets, redact)] };
  }
}

/** Lists the comments again if that failed at the start: time may have run out then, and some is left for this. */
function ownComments(pullRequestRun: PullRequestRun, number: number): Promise<readonly OwnComment[]> {
  return pullRequestRun.ownComments(number).catch(() => pullRequestRun.readOwnComments(number));
}

/** The head of the pull request when the run began; `undefined` if it is not known. */
async function knownHead(pullRequestRun: PullRequestRun, number: number): Promise<string | undefined> {
  const { pull } = await pullRequestRun.target;
  return pull?.number === number && pull.headSha !== '' ? pull.headSha : undefined;
}

/** The head that is judged: the event's, or the pull request's when the run began. */
async function judgedHead({ pull }: GitHubContext, pullRequestRun: PullRequestRun): Promise<string | undefined> {
  return pull?.headSha ?? ((await pullRequestRun.target).pull?.headSha || undefined);
}

/** A newer commit has a run of its own, whose comment an older run must not overwrite. */
function overtaken(number: number, judged: string, head: string): Diagnostic {
  return {
    severity: 'notice',
    message: say`The comment is left to the run of the newer commit ${head.slice(0, 7)}, which is the head of the pull request ${prose(`#${number}`)} now; this run judged ${judged.slice(0, 7)}.`,
  };
}

/** Whether a comment may be created if there is none. */
function mayCreate(when: Inputs['comment'], report: Report): boolean {
  if (when === 'on-failure') return failsStep(report.verdict);
  return when !== 'on-change' || report.verdict !== 'pass' || hasChanges(report);
}
