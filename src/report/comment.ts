import { RULE_KINDS } from '../budget/rules.ts';
import { isPlanFile } from '../plan/plan.ts';
import { codeFrame, formatPlace } from '../shared/diagnostic.ts';
import { oneLine, plural, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import { MAX_HIDDEN_CHARACTERS } from './comment-state.ts';
import { costChart, figuresTable, linesTable, plansTable } from './comment-tables.ts';
import {
  codeBlock,
  codeHtml,
  codeSpan,
  escapeHtml,
  fitted,
  html,
  htmlTable,
  listed,
  markdown,
  SEVERITY_ICONS,
  type Section,
  sectionOf,
  VERDICT_ICONS,
} from './markdown.ts';
import type { Report, ReportDiagnostic, ReportViolation, RunContext } from './schema.ts';
import { adviceParts, proposalTexts } from './texts.ts';

/** GitHub's limit for a comment. */
const MAX_COMMENT_CHARACTERS = 65_536;
/** GitHub's limit for the summary of a step, less a kibibyte for what the runner adds. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 1024;
/** Every row of the table of lines is at least this long. */
const MIN_ROW_CHARACTERS = 100;

/** The hidden line by which the gate finds its comment again; the key distinguishes several gates. */
export function markerOf(key: string): string {
  return `<!-- babysea-budget-gate:${encodeURIComponent(key)} -->`;
}

/** The pull-request comment, with room for its hidden lines. If it is too long, it leaves out the cheapest lines. */
export function renderComment(report: Report, context: RunContext, key: string): string {
  const marker = `${markerOf(key)}\n`;
  const room = MAX_COMMENT_CHARACTERS - MAX_HIDDEN_CHARACTERS - marker.length;
  return marker + bodyOf(report, context, room, (body) => body.length);
}

/** The comment without its hidden lines, for places other than GitHub. */
export function renderMarkdown(report: Report, context: RunContext): string {
  return bodyOf(report, context, MAX_COMMENT_CHARACTERS, (body) => body.length);
}

export function renderSummary(report: Report, context: RunContext): string {
  return bodyOf(report, context, MAX_SUMMARY_BYTES, (body) => Buffer.byteLength(body));
}

/** The body that comment and summary share: the verdict, the reasons, then the lines. */
function bodyOf(report: Report, context: RunContext, maxSize: number, sizeOf: (body: string) => number): string {
  const violations = violationsTable(report);
  const proposals = proposalList(report);
  const diagnostics = diagnosticList(report.problems);
  const plans = plansTable(report);
  const lines = linesTable(report, Math.ceil(maxSize / MIN_ROW_CHARACTERS));
  const sections = [
    `### ${VERDICT_ICONS[report.verdict]} ${markdown(report.headline)}`,
    figuresTable(report),
    violations,
    approvalNote(report),
    proposals,
    diagnostics,
    plans,
    lines,
    costChart(report),
    adviceLists(report),
    footer(report, context),
  ];
  // The lists that a reviewer must act on are shortened last.
  const order = [violations, proposals, diagnostics, plans, lines];
  return fitted(sections, order, (body) => sizeOf(body) <= maxSize);
}

/** Who let the violations through, or why the label does not. */
function approvalNote({ approval, violations }: Report): string {
  const isNeeded = violations.some(({ rule }) => RULE_KINDS[rule] === 'budget');
  return approval === null || !isNeeded ? '' : `${approval.covers ? '✅' : '❌'} ${markdown(approval.message)}`;
}

/**
 * Every rule that is exceeded, as a table: by how much, and below it what to do. As a column of its own, that sentence would be
 * a few letters wide on a phone. Empty without violations.
 */
function violationsTable({ violations, files }: Report): Section {
  const hasPlans = files.length > 1 && violations.some(({ plan }) => plan !== null);
  const head = ['Rule', ...(hasPlans ? ['Plan'] : []), 'Limit', 'Actual', 'Over&nbsp;by'];
  const rows = violations.map(({ rule, plan, severity, unit, limit, actual, over_by: over, help }) => {
    const amounts = [limit, actual, over].map(
      (text) => `<td align="right">${text === null ? '' : quantity(unit, text)}</td>`,
    );
    const figures = [
      `<td>${severity === 'fail' ? '❌' : '⚠️'}&nbsp;<code>${rule}</code></td>`,
      ...(hasPlans ? [`<td>${plan === null ? 'all' : codeHtml(oneLine(plan))}</td>`] : []),
      ...amounts,
    ];
    return `<tr>${figures.join('')}</tr>\n<tr><td colspan="${head.length}">${html(help)}</td></tr>`;
  });
  return sectionOf(
    rows,
    (shown) => htmlTable(head, shown),
    (left) => `<p>… and ${groupThousands(left)} more in the log.</p>`,
  );
}

/** A limit or an amount of a violation, for people. */
function quantity(unit: ReportViolation['unit'], text: string): string {
  switch (unit) {
    case 'models':
      return text.split(', ').map(codeHtml).join(', ');
    case 'outputs':
      return groupThousands(text);
    case 'usd': {
      const amount = Usd.parse(text.replace('-', ''))?.format() ?? text;
      return text.startsWith('-') ? `-${amount}` : amount;
    }
  }
}

/** Diagnostics with their source lines. */
export function diagnosticList(diagnostics: readonly ReportDiagnostic[], most?: number): Section {
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const title = hasErrors ? '**What went wrong**' : '**Worth knowing**';
  return listed(title, diagnostics.map(diagnosticItem), most);
}

function diagnosticItem({ severity, message, help, place }: ReportDiagnostic): string {
  const where = place === null ? '' : `${codeSpan(formatPlace(place))} `;
  const frame = place === null ? '' : `\n${codeBlock(codeFrame(place)).replace(/^/gm, '  ')}`;
  return `- ${SEVERITY_ICONS[severity]} ${where}${markdown(help === null ? message : say`${message} ${help}`)}${frame}`;
}

function proposalList(report: Report): Section {
  return listed(
    '**Proposed limits** (they count after the merge; until then, those of the base branch apply)',
    proposalTexts(report).map((text) => `- ${markdown(text)}`),
  );
}

function adviceLists(report: Report): string {
  return adviceParts(report)
    .map(({ title, entries }) => [`**${title}**`, '', ...entries.map((entry) => `- ${markdown(entry)}`)].join('\n'))
    .join('\n\n');
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
