import type { Report } from './schema.ts';

/** The report as JSON, as the Action and the command line write it. Secrets are still to be hidden. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
