import type { Remembered } from '../budget/approval.ts';
import { bodyOf } from './body.ts';
import { writeHidden } from './hidden-state.ts';
import type { Report } from './schema.ts';
import type { Room, RunContext } from './sections/context.ts';

/** The most characters of a GitHub comment. */
const LONGEST_COMMENT = 65_536;
/** The most bytes of a step's summary, less what other parts of GitHub add to it. */
const LONGEST_SUMMARY = 1024 * 1024 - 1024;

/** No row of the table of lines is shorter, in characters. */
const SHORTEST_ROW = 100;
/** The most rows of the table of plans. */
const MOST_PLANS = 20;

/** The hidden line by which the gate finds its comment again; the key tells several gates apart. */
export function markerOf(key: string): string {
  return `<!-- babysea-budget-gate:${encodeURIComponent(key)} -->`;
}

/**
 * The pull-request comment; lines are left out from the cheapest up where it would be too long.
 *
 * @param remembered what the next run has to know, where there is anything
 */
export function renderComment(report: Report, context: RunContext, key: string, remembered?: Remembered): string {
  const hidden = remembered === undefined ? '' : `${writeHidden(remembered)}\n`;
  const body = bodyOf(report, context);
  const render = (room: Room) => `${markerOf(key)}\n${hidden}${body(room)}`;
  return largestThatFits(report, render, LONGEST_COMMENT, (body) => body.length);
}

/** What the comment says, for another place than GitHub: without the lines by which the gate finds it again. */
export function renderMarkdown(report: Report, context: RunContext): string {
  return largestThatFits(report, bodyOf(report, context), LONGEST_COMMENT, (body) => body.length);
}

/** The job summary. */
export function renderSummary(report: Report, context: RunContext): string {
  return largestThatFits(report, bodyOf(report, context), LONGEST_SUMMARY, (body) => Buffer.byteLength(body));
}

/** Gives the findings what they need before the lines, since they are what a reviewer must act on. */
function largestThatFits(
  report: Report,
  render: (room: Room) => string,
  longest: number,
  sizeOf: (body: string) => number,
): string {
  const fits = (body: string) => sizeOf(body) <= longest;
  const most = {
    // No row that surely does not fit is made.
    lines: Math.min(lineCount(report), Math.ceil(longest / SHORTEST_ROW)),
    plans: Math.min(report.plans.length + report.deleted_plans.length, MOST_PLANS),
    findings: Math.max(report.problems.length, report.violations.length, report.proposals.length),
  };
  const findings = largest(most.findings, (count) => fits(render({ lines: 0, plans: 0, findings: count })));
  const plans = largest(most.plans, (count) => fits(render({ lines: 0, plans: count, findings })));
  const lines = largest(most.lines, (count) => fits(render({ lines: count, plans, findings })));
  return render({ lines, plans, findings });
}

/** Those that are gone too. */
function lineCount({ plans, deleted_plans: deleted }: Report): number {
  const standing = plans.reduce((sum, { lines, removed_lines: removed }) => sum + lines.length + removed.length, 0);
  return deleted.reduce((sum, { lines }) => sum + lines.length, standing);
}

/** The largest number up to `most` for which something still holds; it holds for 0. */
function largest(most: number, holds: (count: number) => boolean): number {
  if (holds(most)) return most;
  let good = 0;
  let bad = most;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
