import { type Message, plural, prose, say } from '../shared/message.ts';
import type { Report } from './schema.ts';

/** Sentences under a title, for any view. */
export interface ReportPart {
  readonly title: string;
  readonly entries: readonly Message[];
}

/** The entries of each part of the advice that are shown: advice must leave room for what must be known. */
const MAX_ADVICE = 10;

/** What may be done better, and what the last days cost by estimate; never part of the verdict. Parts without entries are left out. */
export function adviceParts({ advice: { alternatives, subscription, usage }, plans }: Report): ReportPart[] {
  const cheaper = shortened(alternatives, ({ plan, line, model, unit_cost, saving }) => {
    const where = plans.length > 1 ? say` of ${plan}` : undefined;
    return say`${line}${where}: ${model} takes the same settings for ${unit_cost} an output, ${saving} less in all.`;
  });
  const lastDays = usage === null ? [] : shortened([...usage.findings, ...usage.skipped], (text) => text);
  const parts: ReportPart[] = [
    { title: 'Cheaper models that take the same settings', entries: cheaper },
    { title: 'Subscription', entries: subscription === null ? [] : [subscription] },
    { title: `The last ${usage?.days === 1 ? 'day' : `${usage?.days} days`}`, entries: lastDays },
  ];
  return parts.filter(({ entries }) => entries.length > 0);
}

/** The first entries as texts, and how many more there are. */
function shortened<Entry>(entries: readonly Entry[], textOf: (entry: Entry) => Message): Message[] {
  const left = entries.length - MAX_ADVICE;
  const more =
    left > 0 ? [say`… and ${plural(left, 'more entry', 'more entries')}; the JSON report has them all.`] : [];
  return [...entries.slice(0, MAX_ADVICE).map(textOf), ...more];
}

/** What the plans change in the limits that judge them. */
export function proposalTexts({ proposals, plans }: Report): Message[] {
  return proposals.map(({ plan, key, from, to }) => {
    const where = plans.length > 1 ? say` of ${plan}` : undefined;
    return say`${key}${where}: ${from ?? prose('none')} → ${to ?? prose('none')}`;
  });
}
