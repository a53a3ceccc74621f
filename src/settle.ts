import pLimit from 'p-limit';
import type { PacedApi } from './babysea/api.ts';
import type { Clock } from './babysea/rate-limiter.ts';
import { NO_BASE } from './baseline/types.ts';
import { type GateOptions, runGate } from './gate.ts';
import { type Billing, fetchBilling } from './pricing/balance.ts';
import { type Estimates, Estimator } from './pricing/estimator.ts';
import { fetchModelLibrary } from './pricing/model-library.ts';
import { buildSettlement, unexplainedCost } from './settlement/build.ts';
import { matchRecords, missingPrices } from './settlement/match.ts';
import { type Planned, parseGateReport } from './settlement/planned.ts';
import {
  type GenerationRecord,
  type RecordReader,
  type RunRecords,
  readByIds,
  readSince,
  retentionProblem,
  unknownIdsProblem,
} from './settlement/records.ts';
import type { Settlement } from './settlement/schema.ts';
import { type Finding, type MaxOverrun, overrunOf, signsOf, unexplainedFinding } from './settlement/signs.ts';
import { type Diagnostic, hasErrors } from './shared/diagnostic.ts';
import { plural, say } from './shared/message.ts';
import { Usd } from './shared/money.ts';
import type { Result } from './shared/result.ts';

export interface SettleOptions {
  /** `undefined` if it could not be read; `problems` then says why. */
  readonly planned: Planned | undefined;
  /** What is wrong already. With an error among them nothing is asked for. */
  readonly problems: readonly Diagnostic[];
  /** The ids of the run; without them, all records since `since` are read. */
  readonly ids: readonly string[] | undefined;
  /** Default: when the gate ran. */
  readonly since: Date | undefined;
  /** Milliseconds to wait for generations that are running. */
  readonly waitMs: number;
  readonly maxOverrun: MaxOverrun | undefined;
  readonly api: PacedApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** Requests in flight. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Called with every answer, in words. */
  readonly onProgress: (line: string) => void;
}

/** Milliseconds between two looks at generations that are running. */
const POLL_MS = 10_000;

/**
 * The story after the run: what was planned, which records there are, to which lines they belong, what that costs as
 * computed, and which signs of trouble there are. Never rejects.
 */
export async function runSettle(options: SettleOptions): Promise<Settlement> {
  const { planned, ids, api, region, concurrency, clock, onProgress } = options;
  const since = options.since ?? planned?.time;
  const data = { since: ids === undefined ? since : undefined, planned };
  const problems = [...options.problems];
  const ended = (more: Partial<Parameters<typeof buildSettlement>[0]> = {}) =>
    buildSettlement({
      time: new Date(clock.now()),
      ...data,
      matched: undefined,
      balanceNow: undefined,
      fails: false,
      findings: problems.map(withoutSign),
      ...more,
    });
  if (planned === undefined || hasErrors(problems)) return ended();
  if (ids === undefined && since === undefined) {
    return ended({ findings: [...problems, neitherIdsNorTime()].map(withoutSign) });
  }

  const reader = { api, region, concurrency, log: onProgress };
  const read = ids === undefined ? await readSince(since ?? new Date(0), reader) : await readByIds(ids, reader);
  problems.push(...read.problems);
  const waited = hasErrors(read.problems) ? read : await waitForRunning(read.records, reader, options);
  const { records } = waited;
  if (waited !== read) problems.push(...waited.problems);

  const billing = await fetchBilling(api, region);
  const balanceNow = 'value' in billing ? dollars(billing.value) : undefined;
  if (planned.balance !== undefined && balanceNow === undefined) problems.push(balanceUnknown(billing));
  problems.push(...goneRecords(read, { ids, since, billing, now: new Date(clock.now()) }));
  if (hasErrors(problems)) return ended({ balanceNow });

  const missing = missingPrices(records, planned.lines);
  const estimates: Estimates =
    missing.size === 0
      ? new Map()
      : await new Estimator(api, {
          slots: pLimit(concurrency),
          region,
          library: fetchModelLibrary(api, region),
        }).estimateAll(missing);
  const matched = matchRecords(records, planned.lines, estimates);
  const { settled, reserved } = matched.total;
  if (settled === undefined || reserved === undefined) problems.push(...unpriced(estimates));
  const overrun = settled && reserved && overrunOf(planned.cost, settled.plus(reserved), options.maxOverrun);
  const findings: Finding[] = [
    ...problems.map(withoutSign),
    ...(overrun?.finding ? [overrun.finding] : []),
    ...signsOf(records, matched, new Date(clock.now())),
    ...unexplainedFinding(unexplainedCost(planned, balanceNow, matched.total)),
  ];
  return ended({ matched, balanceNow, findings, fails: overrun?.fails ?? false });
}

function withoutSign(diagnostic: Diagnostic): Finding {
  return { ...diagnostic, sign: undefined };
}

/**
 * Looks at running generations again until they have ended or the time to wait is over. If they cannot be read any more,
 * they stay as they were, with a warning.
 */
async function waitForRunning(
  records: readonly GenerationRecord[],
  reader: RecordReader,
  { waitMs, clock, signal, onProgress }: SettleOptions,
): Promise<Pick<RunRecords, 'records' | 'problems'>> {
  const until = clock.now() + waitMs;
  const current = new Map(records.map((record) => [record.id, record]));
  for (;;) {
    const running = [...current.values()].filter(({ status }) => status === 'running');
    const left = until - clock.now();
    if (running.length === 0 || left <= 0 || signal.aborted) return { records: [...current.values()], problems: [] };
    const are = running.length === 1 ? 'is' : 'are';
    onProgress(
      `Waiting up to ${Math.ceil(left / 1000)} s for ${plural(running.length, 'generation')} that ${are} still running.`,
    );
    await clock.sleep(Math.min(POLL_MS, left), signal).catch(() => undefined);
    const ids = running.map(({ id }) => id);
    const again = await readByIds(ids, { ...reader, log: () => undefined });
    for (const record of again.records) current.set(record.id, record);
    const problems = [...again.problems, ...unknownIdsProblem(again.unknownIds, undefined)];
    if (problems.length > 0) {
      return {
        records: [...current.values()],
        problems: problems.map((problem) => ({ ...problem, severity: 'warning' })),
      };
    }
  }
}

/** What billing says, if it is in USD. */
function dollars({ balance, currency }: Billing): Usd | undefined {
  return currency === undefined || currency.toLowerCase() === 'usd' ? balance : undefined;
}

type BillingAnswer = Awaited<ReturnType<typeof fetchBilling>>;

function balanceUnknown(billing: BillingAnswer): Diagnostic {
  const message = say`The balance after the run is unknown, so nobody can say whether the computed charges explain its change.`;
  if ('value' in billing)
    return { severity: 'warning', message, help: say`Use the key of an account that is billed in USD.` };
  return { severity: 'warning', message: say`${message} ${billing.error.message}`, help: billing.error.help };
}

/** Records that BabySea deletes after a while would look as if nothing had been generated. */
function goneRecords(
  { unknownIds }: RunRecords,
  {
    ids,
    since,
    billing,
    now,
  }: {
    readonly ids: readonly string[] | undefined;
    readonly since: Date | undefined;
    readonly billing: BillingAnswer;
    readonly now: Date;
  },
): Diagnostic[] {
  const subscription = 'value' in billing ? billing.value.plan : undefined;
  const gone = since && retentionProblem(subscription, since, now);
  if (ids !== undefined) return unknownIdsProblem(unknownIds, gone);
  return gone === undefined
    ? []
    : [{ severity: 'error', message: gone, help: say`Run ${'settle'} sooner after the run.` }];
}

function unpriced(estimates: Estimates): Diagnostic[] {
  const failed = [...estimates.values()].flatMap((estimate) => ('error' in estimate ? [estimate.error] : []));
  const distinct = new Map(failed.map((error) => [String(error.message), error]));
  return [...distinct.values()].slice(0, 10).map(({ message, help }) => ({
    severity: 'error',
    message: say`The cost of some generations could not be computed. ${message}`,
    help,
  }));
}

function neitherIdsNorTime(): Diagnostic {
  return {
    severity: 'error',
    message: say`Nothing says which generations belong to the run: a ${'plan'} does not name a time.`,
    help: say`Give ${'generations'}, ${'since'}, or the gate’s ${'report'}.`,
  };
}

/**
 * Prices plans now, where no report of the gate says what was planned. The balance is then that of after the run, so that of
 * before is unknown. Never rejects.
 */
export async function pricePlansNow(
  options: Pick<GateOptions, 'plans' | 'parse' | 'diagnostics' | 'api' | 'region' | 'concurrency' | 'now'>,
): Promise<Result<Planned, readonly Diagnostic[]>> {
  const { report } = await runGate({
    ...options,
    limits: { budget: undefined, reserve: Usd.zero, lowBalance: Usd.zero, warnOnly: true },
    base: () => Promise.resolve(NO_BASE),
    override: () => Promise.resolve(undefined),
    alternatives: false,
    usageDays: 0,
  });
  const planned = parseGateReport(JSON.stringify(report), 'plan');
  if ('value' in planned) return { value: { ...planned.value, time: undefined, balance: undefined } };
  const errors = report.problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { error: [planned.error] };
  return {
    error: errors.map(({ severity, message, help, place }) => ({
      severity,
      message,
      ...(help && { help }),
      ...(place && { place }),
    })),
  };
}
