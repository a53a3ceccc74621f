import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { byTime, type LineTally, type Matched, type OtherTally } from './match.ts';
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

/** A diagnostic, and what kind of sign it is of; `undefined` for what went wrong. */
export interface Finding extends Diagnostic {
  readonly sign: Sign | undefined;
}

/** So many failures, one after the other at one provider, are a sign. */
const FAILURES_IN_A_ROW = 3;
/** How long a generation may be running, in milliseconds. */
const RUNNING_LONG_MS = 60 * 60 * 1000;
/** Signs of one kind that are shown one by one; the others are counted. */
const MAX_SHOWN = 20;

/** BabySea's signs of trouble in a run (docs.babysea.ai: guides/credits), and what is worth knowing. */
export function signsOf(records: readonly GenerationRecord[], { lines, others }: Matched, now: Date): Finding[] {
  return [
    ...shown('unplanned', others.filter(({ isPlannedModel }) => !isPlannedModel).map(unplanned)),
    ...shown(
      'other_settings',
      others.filter(({ isPlannedModel }) => isPlannedModel).map((other) => otherSettings(other, lines)),
    ),
    ...shown('surplus', lines.filter((line) => line.surplus > 0).map(surplus)),
    ...failures(byTime(records)),
    ...running(byTime(records), now),
    ...missing(lines),
  ];
}

function shown(sign: Sign, warnings: readonly (readonly [Message, Message])[]): Finding[] {
  const findings = warnings.slice(0, MAX_SHOWN).map(([message, help]) => warning(sign, message, help));
  const left = warnings.length - findings.length;
  if (left > 0)
    findings.push(
      warning(sign, say`${plural(left, 'more warning')} of this kind.`, prose('The JSON settlement has all figures.')),
    );
  return findings;
}

function warning(sign: Sign, message: Message, help: Message): Finding {
  return { sign, severity: 'warning', message, help };
}

function notice(sign: Sign, message: Message, help?: Message): Finding {
  return { sign, severity: 'notice', message, ...(help && { help }) };
}

/** `2 generations`, and their ids. */
function named(ids: readonly string[]): Message {
  const more = ids.length > 3 ? say` and ${ids.length - 3} more` : undefined;
  return say`${plural(ids.length, 'generation')} (${list(ids.slice(0, 3))}${more})`;
}

function costOf({ settled, reserved }: OtherTally): Message {
  if (settled === undefined || reserved === undefined) return prose('a cost that could not be computed');
  return say`a computed cost of ${settled.plus(reserved)}`;
}

function unplanned(other: OtherTally): [Message, Message] {
  return [
    say`The plan does not contain ${named(other.ids)} of ${other.model}, with ${costOf(other)}.`,
    prose('If you do not recognise them, somebody else may be using the key: revoke it.'),
  ];
}

function otherSettings(other: OtherTally, lines: readonly LineTally[]): [Message, Message] {
  const planned = new Set(lines.filter(({ line }) => line.model === other.model).map(({ line }) => settingsText(line)));
  const instead = planned.size === 1 ? say` instead of ${[...planned][0]}` : undefined;
  return [
    say`${named(other.ids)} of ${other.model} used settings that the plan does not have: ${settingsText(other)}${instead}, with ${costOf(other)}.`,
    say`Send the body that the output ${'matrix'} gives, or correct the plan.`,
  ];
}

/** `10 s, 720p, audio, 2 outputs` */
function settingsText({ settings, outputs }: Pick<OtherTally, 'settings' | 'outputs'>): string {
  const { duration, resolution, audio } = settings;
  const parts = [
    ...(duration === undefined ? [] : [`${duration} s`]),
    ...(resolution === undefined ? [] : [resolution]),
    ...(audio ? ['audio'] : []),
    ...(outputs === 1 ? [] : [`${outputs} outputs`]),
  ];
  return parts.length === 0 ? 'no settings' : parts.join(', ');
}

function surplus({ line, surplus: count }: LineTally): [Message, Message] {
  const cost = line.unitCost.times(count).times(line.outputs);
  return [
    say`The line ${line.id} of ${line.plan} plans ${plural(line.count, 'generation')}, and ${prose(`${line.count + count}`)} succeeded or are running: ${count} more, with a computed cost of ${cost}.`,
    say`Send an ${'Idempotency-Key'} with each generation, so that a job that runs again does not pay again, or raise ${'count'}.`,
  ];
}

/** @param records by time of creation */
function failures(records: readonly GenerationRecord[]): Finding[] {
  const rows = new Map<string, GenerationRecord[][]>();
  for (const record of records) {
    if (record.status !== 'succeeded' && record.status !== 'failed') continue;
    const own = rows.get(record.provider ?? '') ?? [[]];
    rows.set(record.provider ?? '', own);
    if (record.status === 'failed') own.at(-1)?.push(record);
    else own.push([]);
  }
  const long = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([provider, own]) =>
      own.filter((row) => row.length >= FAILURES_IN_A_ROW).map((row) => ({ provider, row })),
    );
  const inRows = long.reduce((sum, { row }) => sum + row.length, 0);
  const single = records.filter(({ status }) => status === 'failed').length - inRows;
  const others = prose(inRows > 0 ? ' besides' : '');
  return [
    ...shown(
      'failures_in_a_row',
      long.map(({ provider, row }) => failedRow(provider, row)),
    ),
    ...(single > 0
      ? [
          notice(
            'failed',
            say`${plural(single, 'generation')}${others} failed. BabySea refunds what it reserved for them.`,
          ),
        ]
      : []),
  ];
}

function failedRow(provider: string, row: readonly GenerationRecord[]): [Message, Message] {
  const models = list([...new Set(row.map(({ model }) => model))].slice(0, 5));
  const at = provider === '' ? prose('at an unknown provider') : say`at the provider ${provider}`;
  const [from, to] = [row[0], row.at(-1)].map((record) => minuteOf(record?.createdAt ?? 0));
  const when = prose(from === to ? `at ${from}` : `from ${from} to ${to}`);
  return [
    say`${plural(row.length, 'generation')} in a row failed ${at}, of ${models}, ${when}. BabySea refunds them.`,
    say`Name other providers first in ${'generation_provider_order'}, or generate later.`,
  ];
}

/** `2026-01-03 22:40 UTC`, of milliseconds since 1970. */
function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function running(records: readonly GenerationRecord[], now: Date): Finding[] {
  const all = records.filter(({ status }) => status === 'running');
  const long = all.filter(({ createdAt }) => now.getTime() - createdAt > RUNNING_LONG_MS);
  const short = all.length - long.length;
  const [oldest] = long;
  const are = (count: number) => prose(count === 1 ? 'is' : 'are');
  return [
    ...(oldest === undefined
      ? []
      : [
          warning(
            'running_long',
            say`${named(long.map(({ id }) => id))} ${prose(long.length === 1 ? 'has' : 'have')} been running for over an hour; ${prose(long.length === 1 ? 'it' : 'the oldest')} was created at ${prose(minuteOf(oldest.createdAt))}. The cost stays reserved.`,
            prose('Cancel them, or ask BabySea support with the ids.'),
          ),
        ]),
    ...(short > 0
      ? [
          notice(
            'running',
            say`${plural(short, 'generation')} ${are(short)} still running. The cost is reserved, and neither charged nor refunded yet.`,
            say`Raise ${'wait'} to wait for them.`,
          ),
        ]
      : []),
  ];
}

function missing(lines: readonly LineTally[]): Finding[] {
  const planned = lines.reduce((sum, { line }) => sum + line.count, 0);
  const count = lines.reduce(
    (sum, tally) =>
      sum + Math.max(0, tally.line.count - tally.succeeded - tally.failed - tally.canceled - tally.running),
    0,
  );
  if (count === 0) return [];
  return [
    notice(
      'missing',
      say`${count} of ${plural(planned, 'planned generation')} ${prose(count === 1 ? 'has' : 'have')} no record with the planned settings.`,
    ),
  ];
}

/** The most that may be settled and reserved above the planned cost: USD, or a percentage of the planned cost. */
export type MaxOverrun = { readonly usd: Usd } | { readonly percent: string };

/** Whether more was settled and reserved than was planned, and whether that fails. */
export function overrunOf(
  planned: Usd,
  committed: Usd,
  maxOverrun: MaxOverrun | undefined,
): { readonly fails: boolean; readonly finding: Finding | undefined } {
  if (!committed.exceeds(planned)) return { fails: false, finding: undefined };
  const over = committed.minus(planned);
  const message = say`The computed cost is ${committed}, what is reserved included: ${over} more than the ${planned} that was planned.`;
  const help = prose('The warnings below say which generations cost more.');
  if (maxOverrun === undefined)
    return { fails: false, finding: { sign: 'overrun', severity: 'warning', message, help } };
  const most = 'usd' in maxOverrun ? maxOverrun.usd : planned.times(maxOverrun.percent).times('0.01');
  const allowed = 'usd' in maxOverrun ? say`${most}` : say`${prose(`${maxOverrun.percent}%`)} (${most})`;
  if (!over.exceeds(most)) {
    return { fails: false, finding: notice('overrun', say`${message} ${'max-overrun'} allows ${allowed}.`) };
  }
  return { fails: true, finding: warning('overrun', say`${message} ${'max-overrun'} allows ${allowed}.`, help) };
}

/** What neither the records nor the reserved amounts explain of the balance's change. */
export function unexplainedFinding(unexplained: Usd | undefined): Finding[] {
  if (unexplained === undefined || unexplained.isZero) return [];
  if (unexplained.isNegative) {
    const more = Usd.zero.minus(unexplained);
    return [
      notice(
        'unexplained',
        say`The balance is ${more} higher than the computed charges explain.`,
        prose('Credits may have been added since the plan was priced, or earlier generations refunded.'),
      ),
    ];
  }
  return [
    notice(
      'unexplained',
      say`The balance fell by ${unexplained} more than the computed charges explain.`,
      prose('Other jobs or people may have spent it; if not, look at the credit audit trail in BabySea’s dashboard.'),
    ),
  ];
}
