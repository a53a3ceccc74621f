import type { Verdict } from '../budget/rules.ts';
import { INLINE_PLAN } from '../plan/plan.ts';
import { oneLine, plural } from '../shared/message.ts';
import { costChart, figuresTable, plansTable } from './comment-figures.ts';
import { linesTable } from './comment-lines.ts';
import { adviceLists, approvalNote, diagnosticList, proposalList, violations } from './comment-lists.ts';
import { MAX_HIDDEN_CHARACTERS } from './comment-state.ts';
import { codeSpan, escapeHtml, markdown } from './markdown.ts';
import type { Fitting, Report, Room, RunContext } from './schema.ts';

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
  const sizeWith = (room: Partial<Room>) => sizeOf(render({ lines: 0, plans: 0, entries: 0, ...room }));
  const findings = mostThatFit(most.findings, longest, (count) => sizeWith({ entries: count }));
  const plans = mostThatFit(most.plans, longest, (count) => sizeWith({ plans: count, entries: findings }));
  const lines = mostThatFit(most.lines, longest, (count) => sizeWith({ lines: count, plans, entries: findings }));
  return render({ lines, plans, entries: findings });
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

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };

/**
 * The Markdown that the comment and the summary share: the verdict first, then why, then the lines. To find out how much
 * fits it is asked for many times, so that what the room does not change is rendered once.
 */
export function bodyOf(report: Report, context: RunContext): (room: Room) => string {
  const sections: readonly (string | ((room: Room) => string))[] = [
    `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
    figuresTable(report),
    within('entries', violations(report)),
    approvalNote(report),
    within('entries', proposalList(report)),
    within('entries', diagnosticList(report)),
    within('plans', plansTable(report)),
    within('lines', linesTable(report)),
    costChart(report),
    adviceLists(report),
    footer(report, context),
  ];
  return (room) => {
    const rendered = sections.map((section) => (typeof section === 'string' ? section : section(room)));
    return `${rendered.filter((section) => section !== '').join('\n\n')}\n`;
  };
}

function within(part: keyof Room, section: Fitting): (room: Room) => string {
  return (room) => section(room[part]);
}

/** The plan files that the footer names. */
const MAX_FILES = 10;
/** The longest path that the footer links, encoded; longer ones would take the room of what matters. */
const MAX_PATH_CHARACTERS = 1_000;

/** Where all this comes from: plan files, region, commit, run. */
export function footer({ files, plans }: Report, { api, repositoryUrl, commit, runUrl }: RunContext): string {
  const root = repositoryUrl === undefined || commit === undefined ? undefined : `${repositoryUrl}/blob/${commit}`;
  const named = files.slice(0, MAX_FILES).map((file) => fileLink(file, root));
  const more = files.length > MAX_FILES ? [`${files.length - MAX_FILES} more`] : [];
  const [only, ...others] = plans;
  const title = only?.name && others.length === 0 ? ` (${codeSpan(only.name)})` : '';
  const parts = [
    ...(named.length > 0
      ? [`${files.length === 1 ? 'Plan' : plural(files.length, 'plan')}: ${[...named, ...more].join(', ')}${title}`]
      : []),
    `prices from BabySea ${codeSpan(api)}`,
    ...(commit === undefined ? [] : [`commit ${codeSpan(commit.slice(0, 7))}`]),
    ...(runUrl === undefined ? [] : [runLink(runUrl)]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** In the footer Markdown is read, so that code must be a span: an element would not keep it from what it holds. */
function fileLink(file: string, root: string | undefined): string {
  const name = codeSpan(oneLine(file));
  // Half of a pair that makes a letter cannot be encoded.
  const path = file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (root === undefined || file === INLINE_PLAN || path.length > MAX_PATH_CHARACTERS) return name;
  return `<a href="${escapeHtml(`${root}/${path}`)}">${name}</a>`;
}

function runLink(runUrl: string): string {
  return `<a href="${escapeHtml(runUrl)}">run</a>`;
}
