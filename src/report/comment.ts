import type { Verdict } from '../budget/rules.ts';
import { isPlanFile } from '../plan/plan.ts';
import { oneLine, plural } from '../shared/message.ts';
import { adviceLists, approvalNote, diagnosticList, proposalList, violationsTable } from './comment-lists.ts';
import { MAX_HIDDEN_CHARACTERS } from './comment-state.ts';
import { costChart, figuresTable, linesTable, plansTable } from './comment-tables.ts';
import { codeSpan, escapeHtml, markdown } from './markdown.ts';
import type { Report, RunContext } from './schema.ts';

/** GitHub's limit for a comment. */
const MAX_COMMENT_CHARACTERS = 65_536;
/** GitHub's limit for the summary of a step, less a kibibyte for what the runner adds. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 1024;
/** Every row of the table of lines is at least this long. */
const MIN_ROW_CHARACTERS = 100;
const MAX_PLAN_ROWS = 20;

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };

/** How many entries each part of the body shows. A part says how many it leaves out. */
interface Room {
  readonly lines: number;
  readonly plans: number;
  /** Entries of each list: violations, proposed limits, diagnostics. */
  readonly entries: number;
}

/** The hidden line by which the gate finds its comment again; the key distinguishes several gates. */
export function markerOf(key: string): string {
  return `<!-- babysea-budget-gate:${encodeURIComponent(key)} -->`;
}

/** The pull-request comment, with room for its hidden lines. If it is too long, it leaves out the cheapest lines. */
export function renderComment(report: Report, context: RunContext, key: string): string {
  const body = bodyOf(report, context);
  const render = (room: Room) => `${markerOf(key)}\n${body(room)}`;
  return fitToSize(report, render, MAX_COMMENT_CHARACTERS - MAX_HIDDEN_CHARACTERS, (body) => body.length);
}

/** The comment without its hidden lines, for places other than GitHub. */
export function renderMarkdown(report: Report, context: RunContext): string {
  return fitToSize(report, bodyOf(report, context), MAX_COMMENT_CHARACTERS, (body) => body.length);
}

export function renderSummary(report: Report, context: RunContext): string {
  return fitToSize(report, bodyOf(report, context), MAX_SUMMARY_BYTES, (body) => Buffer.byteLength(body));
}

/** The body that comment and summary share: the verdict, the reasons, then the lines. */
function bodyOf(report: Report, context: RunContext): (room: Room) => string {
  const violations = violationsTable(report);
  const proposals = proposalList(report);
  const diagnostics = diagnosticList(report);
  const plans = plansTable(report);
  const lines = linesTable(report);
  const rest = [costChart(report), adviceLists(report), footer(report, context)];
  return (room) => {
    const sections = [
      `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
      figuresTable(report),
      violations(room.entries),
      approvalNote(report),
      proposals(room.entries),
      diagnostics(room.entries),
      plans(room.plans),
      lines(room.lines),
      ...rest,
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
  };
}

/** Renders as many entries as fit: the lists first, since a reviewer must act on them, then plans, then lines. */
function fitToSize(
  report: Report,
  render: (room: Room) => string,
  maxSize: number,
  sizeOf: (body: string) => number,
): string {
  const { problems, violations, proposals, plans, deleted_plans: deleted } = report;
  const lineCount = [
    ...plans.flatMap(({ lines, removed_lines: removed }) => [lines.length, removed.length]),
    ...deleted.map(({ lines }) => lines.length),
  ].reduce((sum, count) => sum + count, 0);
  const room = { lines: 0, plans: 0, entries: 0 };
  const fill = (part: keyof Room, most: number) => {
    room[part] = largestThat((count) => sizeOf(render({ ...room, [part]: count })) <= maxSize, most);
  };
  fill('entries', Math.max(problems.length, violations.length, proposals.length));
  fill('plans', Math.min(plans.length + deleted.length, MAX_PLAN_ROWS));
  fill('lines', Math.min(lineCount, Math.ceil(maxSize / MIN_ROW_CHARACTERS)));
  return render(room);
}

/** The largest count up to `most` that fits, found by halving; 0 if none does. */
function largestThat(fits: (count: number) => boolean, most: number): number {
  if (fits(most)) return most;
  let good = 0;
  let bad = most;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

const MAX_FILES = 10;
/** The footer does not link a longer path (encoded): it would take room from the report. */
const MAX_PATH_CHARACTERS = 1_000;

/** The origin of the figures: plan files, region, commit, run. */
function footer({ files, plans, baseline }: Report, { api, repositoryUrl, commit, runUrl }: RunContext): string {
  const root = repositoryUrl === undefined || commit === undefined ? undefined : `${repositoryUrl}/blob/${commit}`;
  const named = files.slice(0, MAX_FILES).map((file) => fileLink(file, root));
  const more = files.length > MAX_FILES ? [`${files.length - MAX_FILES} more`] : [];
  const [only, ...others] = plans;
  const title = only?.name && others.length === 0 ? ` (${codeSpan(only.name)})` : '';
  const parts = [
    ...(named.length > 0
      ? [`${files.length === 1 ? 'Plan' : plural(files.length, 'plan')}: ${[...named, ...more].join(', ')}${title}`]
      : []),
    ...(baseline === null ? [] : [`compared with ${codeSpan(baseline.name)}`]),
    `prices from BabySea ${codeSpan(api)}`,
    ...(commit === undefined ? [] : [`commit ${codeSpan(commit.slice(0, 7))}`]),
    ...(runUrl === undefined ? [] : [`<a href="${escapeHtml(runUrl)}">run</a>`]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Markdown works inside the footer, so the name must be a code span; an HTML element would not keep it inert. */
function fileLink(file: string, root: string | undefined): string {
  const name = codeSpan(oneLine(file));
  // A lone surrogate cannot be encoded.
  const path = file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (root === undefined || !isPlanFile(file) || path.length > MAX_PATH_CHARACTERS) return name;
  return `<a href="${escapeHtml(`${root}/${path}`)}">${name}</a>`;
}
