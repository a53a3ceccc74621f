import { plural, say } from '../../text.ts';
import { markdown } from '../markdown.ts';
import type { Report } from '../schema.ts';

/** The entries of each part that are shown: advice must leave room for what must be known. */
const MOST_ENTRIES = 10;

/** What may be done better, and what was spent lately; never part of the verdict. */
export function advice({ advice: { alternatives, subscription, usage }, plans }: Report): string {
  const cheaper = alternatives.map(({ plan, line, model, unit_cost, saving }) => {
    const where = plans.length > 1 ? say` of ${plan}` : undefined;
    return say`${line}${where}: ${model} takes the same settings for ${unit_cost} an output, ${saving} less in all.`;
  });
  return [
    section('Cheaper models that take the same settings', cheaper.map(markdown)),
    section('Subscription', subscription === null ? [] : [markdown(subscription)]),
    usage === null
      ? ''
      : section(
          `The last ${usage.days === 1 ? 'day' : `${usage.days} days`}`,
          [...usage.findings, ...usage.skipped].map(markdown),
        ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const left = entries.length - MOST_ENTRIES;
  const more = left > 0 ? [`… and ${plural(left, 'more entry', 'more entries')}; the JSON report has them all.`] : [];
  return [`**${title}**`, '', ...[...entries.slice(0, MOST_ENTRIES), ...more].map((entry) => `- ${entry}`)].join('\n');
}
