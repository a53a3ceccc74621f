import { amountOf } from '../budget/check-rules.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { settingTexts } from '../report/texts.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { groupBy } from '../shared/helpers.ts';
import { listFirst, type Message, minuteOf, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { byTime, type Matched, type OtherGroup } from './match.ts';
import type { GenerationRecord } from './records.ts';

/** What the settlement looks for, in the order in which it is shown; docs/settle.md says what to do about each. */
export const SIGNS = [
  'overrun',
  'unplanned',
  'other_settings',
  'surplus',
  'failures_in_a_row',
  'running_long',
  'failed',
  'running',
  'missing',
  'unexplained',
] as const;
export type Sign = (typeof SIGNS)[number];

/** A diagnostic, and which sign it is of; none for what went wrong. */
export interface SettleDiagnostic extends Diagnostic {
  readonly sign?: Sign;
}

/** So many failures, one after the other at one provider, are a sign. */
const MIN_FAILURES_IN_A_ROW = 3;
/** How long a generation may be running, in milliseconds. */
const RUNNING_LONG_MS = 60 * 60 * 1000;
/** Warnings of one sign that are shown one by one; the others are counted. */
const MAX_SHOWN = 20;

/** BabySea's signs of trouble in a run (docs.babysea.ai: guides/credits), and what is worth knowing. */
export function signsOf(records: readonly GenerationRecord[], matched: Matched, now: Date): SettleDiagnostic[] {
  const sorted = byTime(records);
  return [...planSigns(matched), ...failureSigns(sorted), ...runningSigns(sorted, now)];
}

/** What happened, and what to do about it. */
type Sentences = readonly [message: Message, help: Message];

function warnings<Item>(sign: Sign, items: readonly Item[], wordsOf: (item: Item) => Sentences): SettleDiagnostic[] {
  const shown = items.slice(0, MAX_SHOWN).map(wordsOf);
  const left = items.length - shown.length;
  if (left > 0)
    shown.push([say`${plural(left, 'more warning')} of this kind.`, prose('The JSON settlement has all figures.')]);
  return shown.map(([message, help]) => ({ sign, severity: 'warning', message, help }));
}

function notices(sign: Sign, count: number, wordsOf: () => Sentences): SettleDiagnostic[] {
  if (count === 0) return [];
  const [message, help] = wordsOf();
  return [{ sign, severity: 'notice', message, help }];
}

/** One word for one, another for several. */
function word(count: number, one: string, many: string): Message {
  return prose(count === 1 ? one : many);
}

/** `2 generations`, and their ids. */
function named(ids: readonly string[]): Message {
  return say`${plural(ids.length, 'generation')} (${listFirst(ids, 3)})`;
}

function planSigns({ lines, others }: Matched): SettleDiagnostic[] {
  const [unplanned, otherSettings] = [false, true].map((is) => others.filter((one) => one.isPlannedModel === is));
  const surpluses = lines.filter(({ surplus }) => surplus > 0);
  const planned = lines.reduce((sum, { line }) => sum + line.count, 0);
  const missing = lines.reduce((sum, { line, tally: { succeeded, failed, canceled, pending } }) => {
    return sum + Math.max(0, line.count - succeeded - failed - canceled - pending);
  }, 0);
  return [
    ...warnings('unplanned', unplanned ?? [], (other) => [
      say`The plan does not contain ${named(other.ids)} of ${other.model}, with ${costOf(other)}.`,
      say`If you do not recognise ${word(other.ids.length, 'it', 'them')}, a key may have leaked: revoke the key in BabySea’s dashboard.`,
    ]),
    ...warnings('other_settings', otherSettings ?? [], (other) => {
      const ofModel = lines.filter(({ line }) => line.model === other.model);
      const texts = new Map(ofModel.map(({ line }) => [String(settingsText(line)), settingsText(line)]));
      const instead = texts.size === 1 ? say` instead of ${[...texts.values()][0]}` : undefined;
      return [
        say`${named(other.ids)} of ${other.model} used settings that the plan does not have: ${settingsText(other)}${instead}, with ${costOf(other)}.`,
        say`Send the body that the output ${'matrix'} gives, or correct the plan.`,
      ];
    }),
    ...warnings('surplus', surpluses, ({ line, surplus }) => [
      say`The line ${line.id} of ${line.plan} plans ${plural(line.count, 'generation')}, and ${line.count + surplus} succeeded or are running: ${surplus} more, with a computed cost of ${line.unitCost.times(surplus).times(line.outputs)}.`,
      say`Send an ${'Idempotency-Key'} with each generation, so that a job that runs again does not pay again, or raise ${'count'}.`,
    ]),
    ...notices('missing', missing, () => [
      say`${missing} of ${plural(planned, 'planned generation')} ${word(missing, 'has', 'have')} no record with the planned settings.`,
      prose('If no warning explains it, check whether a job ended early or lost its ids.'),
    ]),
  ];
}

function costOf({ tally: { settled_cost: settled, reserved_cost: reserved } }: OtherGroup): Message {
  if (settled === null || reserved === null) return prose('a cost that could not be computed');
  return say`a computed cost of ${settled.plus(reserved)}`;
}

/** `10 s, 720p, audio, 2 outputs` */
function settingsText({ settings, outputs }: Pick<OtherGroup, 'settings' | 'outputs'>): Message {
  const { duration = null, resolution = null, audio } = settings;
  const parts = settingTexts({ duration, resolution, audio: audio || null });
  if (outputs !== 1) parts.push(`${outputs} outputs`);
  return parts.length === 0 ? prose('no settings') : say`${parts.join(', ')}`;
}

/** @param records by time of creation */
function failureSigns(records: readonly GenerationRecord[]): SettleDiagnostic[] {
  const ended = records.filter(({ status }) => status === 'succeeded' || status === 'failed');
  const providers = [...groupBy(ended, ({ provider }) => provider ?? '')].sort(([a], [b]) => (a < b ? -1 : 1));
  const long = providers.flatMap(([, own]) => failuresInARow(own));
  const failed = ended.filter(({ status }) => status === 'failed').length;
  const single = failed - long.reduce((sum, row) => sum + row.length, 0);
  return [
    ...warnings('failures_in_a_row', long, (row) => {
      const provider = row[0]?.provider;
      const at = provider === undefined ? prose('at an unknown provider') : say`at the provider ${provider}`;
      const models = listFirst([...new Set(row.map(({ model }) => model))], 5);
      const [from, to] = [row[0], row.at(-1)].map((record) => minuteOf(record?.createdAt ?? 0));
      const when = prose(from === to ? `at ${from}` : `from ${from} to ${to}`);
      return [
        say`${plural(row.length, 'generation')} of ${models} in a row failed ${at} ${when}. BabySea refunds them.`,
        say`Name other providers first in ${'generation_provider_order'}, or generate later.`,
      ];
    }),
    ...notices('failed', single, () => [
      say`${plural(single, 'generation')}${prose(long.length > 0 ? ' besides' : '')} failed.`,
      say`Nothing to do: BabySea refunds what it reserved for ${word(single, 'it', 'them')}.`,
    ]),
  ];
}

/** The failures between two successes, where they are many. */
function failuresInARow(records: readonly GenerationRecord[]): GenerationRecord[][] {
  const rows: GenerationRecord[][] = [[]];
  for (const record of records) {
    if (record.status === 'failed') rows.at(-1)?.push(record);
    else rows.push([]);
  }
  return rows.filter((row) => row.length >= MIN_FAILURES_IN_A_ROW);
}

/** @param records by time of creation */
function runningSigns(records: readonly GenerationRecord[], now: Date): SettleDiagnostic[] {
  const running = records.filter(({ status }) => status === 'running');
  const long = running.filter(({ createdAt }) => now.getTime() - createdAt > RUNNING_LONG_MS);
  const short = running.length - long.length;
  const count = long.length;
  return [
    ...warnings('running_long', long.slice(0, 1), (oldest) => [
      say`${named(long.map(({ id }) => id))} ${word(count, 'has', 'have')} been running for over an hour; ${word(count, 'it', 'the oldest')} was created at ${prose(minuteOf(oldest.createdAt))}. The cost stays reserved.`,
      say`Cancel ${word(count, 'it', 'them')}, or ask BabySea support with the ${word(count, 'id', 'ids')}.`,
    ]),
    ...notices('running', short, () => [
      say`${plural(short, 'generation')} ${word(short, 'is', 'are')} still running. The cost is reserved, and neither charged nor refunded yet.`,
      say`Raise ${'wait'} to wait for ${word(short, 'it', 'them')}.`,
    ]),
  ];
}

/**
 * Whether more was settled and reserved than was planned, and whether that fails.
 *
 * @param maxOverrun the most above the planned cost that does not fail
 */
export function overrunOf(
  planned: Usd,
  committed: Usd,
  maxOverrun: AmountOrPercent | undefined,
): { readonly fails: boolean; readonly diagnostics: readonly SettleDiagnostic[] } {
  if (!committed.exceeds(planned)) return { fails: false, diagnostics: [] };
  const over = committed.minus(planned);
  const most = maxOverrun && amountOf(maxOverrun, planned);
  const percent = maxOverrun && 'percent' in maxOverrun ? prose(` (${maxOverrun.percent}%)`) : undefined;
  const allowed = most && say` ${'max-overrun'} allows ${most}${percent}.`;
  const message = say`The computed cost, with what is still reserved, is ${committed}: ${over} more than the ${planned} that was planned.${allowed}`;
  const help = prose('The other warnings say which generations cost more.');
  const fails = most !== undefined && over.exceeds(most);
  const severity = fails || most === undefined ? 'warning' : 'notice';
  return { fails, diagnostics: [{ sign: 'overrun', severity, message, help }] };
}

/** What neither the records nor the reserved amounts explain of the balance's change. */
export function unexplainedSigns(unexplained: Usd | null): SettleDiagnostic[] {
  if (unexplained === null || unexplained.isZero) return [];
  return notices('unexplained', 1, () =>
    unexplained.isNegative
      ? [
          say`The balance is ${Usd.zero.minus(unexplained)} higher than the computed charges explain.`,
          prose('Credits may have been added since the plan was priced, or earlier generations refunded.'),
        ]
      : [
          say`The balance fell by ${unexplained} more than the computed charges explain.`,
          prose(
            'Other jobs or people may have spent it; if not, look at the credit audit trail in BabySea’s dashboard.',
          ),
        ],
  );
}
