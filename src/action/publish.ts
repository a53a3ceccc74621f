import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type LabelRecord, lowerOf } from '../budget/approval.ts';
import { failsStep } from '../budget/rules.ts';
import { writeInside } from '../files/workspace.ts';
import type { GateResult } from '../gate.ts';
import { type GitHub, parseResponse } from '../github/client.ts';
import { commentNotWritten, staleCommentsKept, statusNotSet } from '../github/error-messages.ts';
import { type CurrentComment, getPull, type OwnComment, upsertComment } from '../github/pull-request.ts';
import { withDiagnostics } from '../report/build.ts';
import { renderComment, renderSummary } from '../report/comment.ts';
import {
  type CommentState,
  digestOfReport,
  gateId,
  hasSameContent,
  nextState,
  parseState,
  type Recalled,
  recall,
  serializeState,
  stateLineOf,
  withHiddenLines,
} from '../report/comment-state.ts';
import { matrixOutput, stepOutputs } from '../report/outputs.ts';
import { hasChanges, type Report, type RunContext, reportJson } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Result } from '../shared/helpers.ts';
import { prose, say } from '../shared/message.ts';
import type { Inputs } from './inputs.ts';
import type { PullRequestRun } from './pull-request-run.ts';
import { setOutputs, summarise } from './step.ts';

/** The outputs after an internal error. */
export const ERROR_OUTPUTS = { ...stepOutputs(), report: '', matrix: '', 'comment-id': '', 'comment-url': '' };

/**
 * Publishes the result: the comment, the commit status, the JSON report, the summary, the outputs. What cannot be published
 * is a warning, and the verdict stays; but an approval that the comment could not keep does not count, and outputs that
 * cannot be written are an error.
 *
 * @returns the report with those diagnostics
 */
export async function publish(result: GateResult, options: CommentOptions): Promise<Report> {
  const { pullRequestRun, run } = options;
  const { inputs, context, workspace, folders, redact } = pullRequestRun.options;
  const { comment, diagnostics, report } = await writeComments(result, options);
  const unsetStatus = context.needsStatus ? await writeStatus(report, pullRequestRun, run) : undefined;
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, folders, inputs.report, redact(reportJson(report)));
  const { matrix, diagnostic: noMatrix } = matrixOutput(result.plans, report.verdict, {
    // Without a run there is nothing that a later attempt could repeat.
    runUrl: context.runUrl ?? randomUUID(),
    job: process.env['GITHUB_JOB'] ?? '',
    key: inputs.commentKey,
  });
  const told = withDiagnostics(report, [...diagnostics, unsetStatus, unwritten, noMatrix]);
  const unsummarised = inputs.summary ? await summarise(renderSummary(told, run), redact) : undefined;
  const outputs: typeof ERROR_OUTPUTS = {
    ...stepOutputs(report),
    report: unwritten === undefined ? (inputs.report ?? '') : '',
    matrix,
    'comment-id': String(comment?.id ?? ''),
    'comment-url': comment?.url ?? '',
  };
  const unsetOutputs = setOutputs(outputs, redact);
  return withDiagnostics(told, [unsummarised, unsetOutputs]);
}

const STATES = { pass: 'success', warn: 'success', fail: 'failure', error: 'error' } as const;

/** GitHub takes no longer ones (docs.github.com: rest/commits/statuses). */
const MAX_DESCRIPTION_CHARACTERS = 140;

/**
 * Sets a commit status on the head of the pull request, so that branch protection sees the verdict. Needs `statuses: write`.
 * Never rejects: if the status cannot be set and is required, the pull request cannot be merged.
 */
async function writeStatus(
  { verdict, headline }: Report,
  { target, options }: PullRequestRun,
  run: RunContext,
): Promise<Diagnostic | undefined> {
  const { github, redact } = options;
  const { commentKey } = options.inputs;
  const { pull } = await target;
  if (pull === undefined || run.commit === undefined || github === undefined) return undefined;
  const state = STATES[verdict];
  // Several gates have a status each.
  const context = commentKey === '' ? 'budget-gate' : `budget-gate/${commentKey}`;
  const text = [...redact(String(headline)).replaceAll('`', '')];
  const isTooLong = text.length > MAX_DESCRIPTION_CHARACTERS;
  try {
    const { data } = await github.rest.repos.createCommitStatus({
      ...github.repository,
      sha: run.commit,
      state,
      context,
      description: isTooLong ? `${text.slice(0, MAX_DESCRIPTION_CHARACTERS - 1).join('')}…` : text.join(''),
      ...(run.runUrl !== undefined && { target_url: run.runUrl }),
    });
    parseResponse(v.object({ state: v.literal(state), context: v.literal(context) }), data);
    return undefined;
  } catch (error) {
    return statusNotSet(error);
  }
}

/** A run that took longer than this reads the pull request again before it writes the comment; in milliseconds. */
const STALE_AFTER_MS = 5_000;

interface CommentOptions {
  readonly pullRequestRun: PullRequestRun;
  readonly run: RunContext;
  /** Milliseconds since the run began. */
  readonly age: () => number;
}

/** The result of writing the comments. */
export interface Commented {
  /** The one on the first pull request of the run. */
  readonly comment: CurrentComment | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The report that counts: with a new approval only if that comment keeps it. */
  readonly report: Report;
}

function withoutComment({ report, unapproved }: GateResult, ...diagnostics: Diagnostic[]): Commented {
  const counts = unapproved === undefined ? report : withDiagnostics(unapproved, [NOT_KEPT]);
  return { comment: undefined, diagnostics, report: counts };
}

/** If no comment keeps the approved amount, a later run cannot tell what was approved. */
const NOT_KEPT: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The override label does not count in this run, since the cost that it approves could not be kept in the comment.',
  ),
  help: prose('If the job lacks `permissions: pull-requests: write`, add it; then run the step again.'),
};

/**
 * Writes the comment on each pull request that the run is about. Never rejects. A comment that cannot be written changes the
 * verdict only if it had to keep a new approval.
 */
export async function writeComments(result: GateResult, options: CommentOptions): Promise<Commented> {
  const { pullRequestRun } = options;
  const { inputs, context, github } = pullRequestRun.options;
  if (inputs.comment === 'never' || context.repository === undefined) return withoutComment(result);
  const { numbers } = await pullRequestRun.target;
  if (numbers.length === 0) return withoutComment(result);
  if (github === undefined) {
    // With a token, another error says why GitHub cannot be used.
    if (inputs.githubToken !== undefined) return withoutComment(result);
    const message = prose('The comment could not be written: there is no token. The job summary shows everything.');
    const help = say`Leave the input ${'github-token'} at its default.`;
    return withoutComment(result, { severity: 'warning', message, help });
  }
  const written = await Promise.all(numbers.map((number) => writeComment(github, number, result, options)));
  return { ...(written[0] ?? withoutComment(result)), diagnostics: written.flatMap(({ diagnostics }) => diagnostics) };
}

async function writeComment(
  github: GitHub,
  number: number,
  result: GateResult,
  options: CommentOptions,
): Promise<Commented> {
  const { pullRequestRun } = options;
  try {
    const comments = await readComments(github, number, result, options);
    if ('error' in comments) return withoutComment(result, comments.error);
    const own = comments.value;
    const { pull } = await pullRequestRun.target;
    // The label belongs to this pull request; the comments of others keep their own state.
    const decided = pull?.number === number ? result.record : undefined;
    const before = recall(own, pullRequestRun.sealFor(number), decided?.event);
    const decision = decide(result, decided, before);
    const { comment, diagnostics } = await write(github, number, own, before, decision, options);
    if (comment === undefined) return withoutComment(result, ...diagnostics);
    return { comment, diagnostics, report: decision.report };
  } catch (error) {
    return withoutComment(result, commentNotWritten(error, pullRequestRun.options.context.withoutSecrets));
  }
}

/**
 * The gate's own comments on the pull request, as they are now; an error if a newer commit was pushed, whose run writes the
 * comment.
 */
async function readComments(
  github: GitHub,
  number: number,
  { unapproved }: GateResult,
  { pullRequestRun, age }: CommentOptions,
): Promise<Result<readonly OwnComment[], Diagnostic>> {
  const { context } = pullRequestRun.options;
  const { pull } = await pullRequestRun.target;
  const isOld = age() > STALE_AFTER_MS;
  const known = pull?.number === number ? pull : undefined;
  const [own, current] = await Promise.all([
    // Another run may have decided about the same label meanwhile.
    isOld || unapproved !== undefined ? pullRequestRun.readOwnComments(number) : ownComments(pullRequestRun, number),
    isOld ? getPull(github, number) : known,
  ]);
  // Empty if it is not known.
  const checked = context.pull?.headSha ?? pull?.headSha;
  const isOvertaken = checked && current?.headSha && checked !== current.headSha;
  return isOvertaken ? { error: overtaken(number, checked, current.headSha) } : { value: own };
}

/** What a comment says, and what it keeps of the label. */
interface Decision {
  readonly report: Report;
  readonly record: LabelRecord | undefined;
  /** What this run decided about the label. */
  readonly decided: LabelRecord | undefined;
}

/** Of two decisions about the same label, the one that approves less counts. */
function decide({ report, unapproved }: GateResult, decided: LabelRecord | undefined, before: Recalled): Decision {
  const record = recordToKeep(decided, before);
  const isOverruled = decided !== undefined && record !== decided;
  if (!isOverruled || unapproved === undefined) return { report, record, decided };
  return { report: withDiagnostics(unapproved, [OVERRULED]), record, decided };
}

async function write(
  github: GitHub,
  number: number,
  own: readonly OwnComment[],
  before: Recalled,
  { report, record, decided }: Decision,
  { pullRequestRun, run }: CommentOptions,
): Promise<Omit<Commented, 'report'>> {
  const { inputs, context, redact } = pullRequestRun.options;
  const seal = pullRequestRun.sealFor(number);
  const state = {
    commit: run.commit ?? '',
    cost: report.total_cost ?? undefined,
    monthly: report.monthly_cost ?? undefined,
    label: record,
    gate: gateId(context.step, inputs.plan),
  };
  const visible = redact(renderComment(report, run, inputs.commentKey));
  const stateLine = seal
    ? serializeState(nextState(before.newest, state), seal, visible)
    : lineWithoutKey(own, before, decided);
  const body = withHiddenLines(visible, digestOfReport(report, run, redact), stateLine);
  const target = {
    pullRequest: number,
    mode: inputs.commentMode,
    mayCreate: mayCreate(inputs.comment, report) || record !== undefined,
    saysTheSame: hasSameContent,
  };
  const comment = await upsertComment(github, target, own, body);
  const diagnostics = [
    ...(comment?.untidy === undefined ? [] : [staleCommentsKept(comment.untidy)]),
    ...(isOfAnotherGate(before.newest, state) ? [REPLACED] : []),
  ];
  return { comment, diagnostics };
}

/** The record of the label to keep: of two for the same event, the one that approves less. */
function recordToKeep(decided: LabelRecord | undefined, { record }: Recalled): LabelRecord | undefined {
  if (decided === undefined || record?.event !== decided.event) return decided ?? record;
  return lowerOf(decided, record);
}

/**
 * Without an API key no new state can be signed, so the newest one is kept. If it does not record the event of the label, no
 * state is written, and the label does not count.
 */
function lineWithoutKey(
  own: readonly OwnComment[],
  { newest, record }: Recalled,
  decided: LabelRecord | undefined,
): string | undefined {
  const isRecorded = decided === undefined || (decided.event === record?.event && decided.at === record.at);
  const holder = own.findLast(
    ({ body }) => newest !== undefined && parseState(body, undefined)?.revision === newest.revision,
  );
  return isRecorded && holder ? stateLineOf(holder.body) : undefined;
}

/** Whether another gate of the same workflow run, or of another workflow, wrote the comment for the same commit. */
function isOfAnotherGate(before: CommentState | undefined, now: Pick<CommentState, 'commit' | 'gate'>): boolean {
  return before !== undefined && now.commit !== '' && before.commit === now.commit && before.gate !== now.gate;
}

const REPLACED: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The comment of another gate for the same commit was replaced, since both use the same `comment-key`.',
  ),
  help: prose(
    'Give each gate a `comment-key` of its own, such as `images` and `videos`, so that each has its comment.',
  ),
};

/** Two runs decided about the same label, and the comment keeps the decision of the other. */
const OVERRULED: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The override label does not count in this run, since another run at the same time recorded a lower approved amount.',
  ),
  help: prose('Remove the label, and add it again.'),
};

/** Tries once more if the first listing failed, for example by timeout: extra time is reserved for the comment. */
function ownComments(pullRequestRun: PullRequestRun, number: number): Promise<readonly OwnComment[]> {
  return pullRequestRun.ownComments(number).catch(() => pullRequestRun.readOwnComments(number));
}

/** The comment of a newer commit's run must not be overwritten. */
function overtaken(number: number, checked: string, head: string): Diagnostic {
  return {
    severity: 'notice',
    message: say`This run checked ${checked.slice(0, 7)}, and the head of the pull request ${prose(`#${number}`)} is ${head.slice(0, 7)} now, so the comment is left to the run of that commit.`,
  };
}

function mayCreate(when: Inputs['comment'], report: Report): boolean {
  if (when === 'on-failure') return failsStep(report.verdict);
  return when !== 'on-change' || report.verdict !== 'pass' || hasChanges(report);
}
