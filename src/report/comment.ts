import { bodyOf } from './body.ts';
import { MAX_HIDDEN_CHARACTERS } from './comment-state.ts';
import type { Report } from './schema.ts';
import type { Room, RunContext } from './sections/context.ts';

/** The most characters of a GitHub comment. */
const MAX_COMMENT_CHARACTERS = 65_536;
/** The most bytes of a step's summary, less what other parts of GitHub add to it. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 1024;

/** No row of the table of lines is shorter, in characters. */
const MIN_ROW_CHARACTERS = 100;
/** The entries with which it is tried first how long they are. */
const FIRST_TRIED = 200;
/** The most rows of the table of plans. */
const MAX_PLAN_ROWS = 20;

/** The hidden line by which the gate finds its comment again; the key tells several gates apart. */
export function markerOf(key: string): string {
  return `<!-- babysea-budget-gate:${encodeURIComponent(key)} -->`;
}

/**
 * The pull-request comment, with room for its hidden lines; lines are left out from the cheapest up where it would be too
 * long.
 */
export function renderComment(report: Report, context: RunContext, key: string): string {
  const body = bodyOf(report, context);
  const render = (room: Room) => `${markerOf(key)}\n${body(room)}`;
  return largestThatFits(report, render, MAX_COMMENT_CHARACTERS - MAX_HIDDEN_CHARACTERS, (body) => body.length);
}

/** What the comment says, for another place than GitHub: without the lines by which the gate finds it again. */
export function renderMarkdown(report: Report, context: RunContext): string {
  return largestThatFits(report, bodyOf(report, context), MAX_COMMENT_CHARACTERS, (body) => body.length);
}

/** The job summary. */
export function renderSummary(report: Report, context: RunContext): string {
  return largestThatFits(report, bodyOf(report, context), MAX_SUMMARY_BYTES, (body) => Buffer.byteLength(body));
}

/** Gives the findings what they need before the lines, since they are what a reviewer must act on. */
function largestThatFits(
  report: Report,
  render: (room: Room) => string,
  longest: number,
  sizeOf: (body: string) => number,
): string {
  const most = {
    // No row that surely does not fit is made.
    lines: Math.min(lineCount(report), Math.ceil(longest / MIN_ROW_CHARACTERS)),
    plans: Math.min(report.plans.length + report.deleted_plans.length, MAX_PLAN_ROWS),
    findings: Math.max(report.problems.length, report.violations.length, report.proposals.length),
  };
  const sizeWith = (room: Partial<Room>) => sizeOf(render({ lines: 0, plans: 0, findings: 0, ...room }));
  const findings = mostThatFit(most.findings, longest, (count) => sizeWith({ findings: count }));
  const plans = mostThatFit(most.plans, longest, (count) => sizeWith({ plans: count, findings }));
  const lines = mostThatFit(most.lines, longest, (count) => sizeWith({ lines: count, plans, findings }));
  return render({ lines, plans, findings });
}

/** Those that are gone too. */
function lineCount({ plans, deleted_plans: deleted }: Report): number {
  const standing = plans.reduce((sum, { lines, removed_lines: removed }) => sum + lines.length + removed.length, 0);
  return deleted.reduce((sum, { lines }) => sum + lines.length, standing);
}

/**
 * The most entries, up to `most`, with which a body is not too long; none where it always is. Of thousands few are tried:
 * entries are about as long as those before them, so that the next number to try is told by what the last ones took.
 */
function mostThatFit(most: number, longest: number, sizeWith: (count: number) => number): number {
  const least = sizeWith(0);
  let good = { count: 0, size: least };
  let bad = most + 1;
  let next = Math.min(most, FIRST_TRIED);
  while (bad - good.count > 1) {
    const size = sizeWith(next);
    if (size <= longest) {
      good = { count: next, size };
      const perEntry = Math.max(1, (size - least) / next);
      next = Math.min(bad - 1, next + Math.max(1, Math.floor((longest - size) / perEntry)));
    } else {
      bad = next;
      next = Math.floor((good.count + bad) / 2);
    }
  }
  return good.count;
}
