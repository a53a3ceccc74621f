import type { Verdict } from '../budget/verdict.ts';
import { markdown } from './markdown.ts';
import type { Report } from './schema.ts';
import { advice } from './sections/advice.ts';
import { chart } from './sections/chart.ts';
import type { Room, RunContext } from './sections/context.ts';
import { figures, planFigures } from './sections/figures.ts';
import { approval, problems, violations } from './sections/findings.ts';
import { footer } from './sections/footer.ts';
import { lines } from './sections/lines.ts';
import { proposals } from './sections/proposals.ts';

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };

/** The Markdown that the comment and the summary share: the verdict first, then why, then the lines. */
export function renderBody(report: Report, context: RunContext, room: Room): string {
  const sections = [
    `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
    figures(report),
    violations(report, room.findings),
    approval(report),
    proposals(report, room.findings),
    problems(report, room.findings),
    planFigures(report, room.plans),
    lines(report, room.lines),
    chart(report),
    advice(report),
    footer(report, context),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
