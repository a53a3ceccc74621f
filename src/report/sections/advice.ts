import { markdown } from '../markdown.ts';
import { adviceOf, type ReportPart } from '../parts.ts';
import type { Report } from '../schema.ts';

/** What may be done better, and what the last days cost by estimate; never part of the verdict. */
export function advice(report: Report): string {
  return adviceOf(report).map(section).join('\n\n');
}

function section({ title, entries }: ReportPart): string {
  return [`**${title}**`, '', ...entries.map((entry) => `- ${markdown(entry)}`)].join('\n');
}
