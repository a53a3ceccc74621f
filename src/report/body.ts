import type { Verdict } from '../budget/verdict.ts';
import { markdown } from './markdown.ts';
import type { Report } from './schema.ts';
import { advice } from './sections/advice.ts';
import { chart } from './sections/chart.ts';
import type { Fitting, Room, RunContext } from './sections/context.ts';
import { figures, planFigures } from './sections/figures.ts';
import { approval, problems, violations } from './sections/findings.ts';
import { footer } from './sections/footer.ts';
import { lines } from './sections/lines.ts';
import { proposals } from './sections/proposals.ts';

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };

/**
 * The Markdown that the comment and the summary share: the verdict first, then why, then the lines. To find out how much
 * fits it is asked for many times, so that what the room does not change is rendered once.
 */
export function bodyOf(report: Report, context: RunContext): (room: Room) => string {
  const sections: readonly (string | ((room: Room) => string))[] = [
    `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
    figures(report),
    within('findings', violations(report)),
    approval(report),
    within('findings', proposals(report)),
    within('findings', problems(report)),
    within('plans', planFigures(report)),
    within('lines', lines(report)),
    chart(report),
    advice(report),
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
