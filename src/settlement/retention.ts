import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, plural, prose, say } from '../shared/message.ts';

/** Days that BabySea keeps records, by subscription (docs.babysea.ai: dashboard/credits). */
const RETENTION_DAYS: Readonly<Record<string, number>> = { free: 1, starter: 7, pro: 30, scale: 180, enterprise: 365 };

type Gone = Required<Pick<Diagnostic, 'message' | 'help'>>;

/**
 * Says that records are gone, where the subscription keeps them for less time than has passed since the run began: they
 * would look as if nothing had been generated.
 *
 * @param subscription as billing names it, such as `Starter Monthly`
 */
export function retentionMessage(subscription: string | undefined, began: Date, now: Date): Gone | undefined {
  const days = RETENTION_DAYS[/^\w+/.exec(subscription ?? '')?.[0].toLowerCase() ?? ''];
  if (days === undefined || now.getTime() - began.getTime() <= days * 86_400_000) return undefined;
  return {
    message: say`BabySea keeps records for ${plural(days, 'day')} with the subscription ${subscription}, and the run began ${prose(began.toISOString())}: its records are gone, at least in part.`,
    help: say`Run ${'settle'} sooner after the run.`,
  };
}

/** Ids without a record, and perhaps why. */
export function unknownIds(ids: readonly string[], gone: Gone | undefined): Diagnostic[] {
  if (ids.length === 0) return [];
  const more = ids.length > 5 ? say` and ${ids.length - 5} more` : undefined;
  const what = prose(ids.length === 1 ? 'the generation' : 'the generations');
  const message = say`BabySea does not know ${what} ${list(ids.slice(0, 5))}${more}.${gone && say` ${gone.message}`}`;
  const help = say`Check the ids, and that ${'api-key'} belongs to the account and region that generated.`;
  return [{ severity: 'error', message, help: gone?.help ?? help }];
}
