import pLimit from 'p-limit';
import { subscriptionOf } from './advice/subscription.ts';
import type { PacedApi } from './babysea/api.ts';
import { type Clock, REAL_CLOCK } from './babysea/rate-limiter.ts';
import { NO_BASE } from './baseline/match-plans.ts';
import type { LoadedPlans } from './files/load-plans.ts';
import { type GateOptions, runGate } from './gate.ts';
import { boundedParser } from './plan/parse-in-worker.ts';
import { fetchBilling, isInUsd } from './pricing/balance.ts';
import { type Estimates, Estimator, throttled } from './pricing/estimator.ts';
import { fetchModelLibrary } from './pricing/model-library.ts';
import { buildSettlement, type SettlementData, unexplainedCost } from './settlement/build.ts';
import { loadGenerationIds, type SettleInputs } from './settlement/inputs.ts';
import { matchRecords, unplannedPrices } from './settlement/match.ts';
import { loadGateReport, type Planned, parseGateReport } from './settlement/planned.ts';
import { type GenerationRecord, type RecordReader, readByIds, readSince } from './settlement/records.ts';
import type { Settlement } from './settlement/schema.ts';
import { overrunOf, type SettleDiagnostic, signsOf, unexplainedSigns } from './settlement/signs.ts';
import { type Diagnostic, hasErrors } from './shared/diagnostic.ts';
import type { Result } from './shared/helpers.ts';
import { listFirst, plural, prose, say } from './shared/message.ts';
import { Usd } from './shared/money.ts';

export interface SettleOptions extends Pick<SettleInputs, 'since' | 'wait' | 'maxOverrun' | 'concurrency'> {
  /** `undefined` if it could not be read; `diagnostics` then say why. */
  readonly planned: Planned | undefined;
  /** What is wrong already. With an error among them nothing is asked for. */
  readonly diagnostics: readonly Diagnostic[];
  /** The ids of the run; without them, all records since `since`, or since the gate ran, are read. */
  readonly ids: readonly string[] | undefined;
  readonly api: PacedApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Called with every answer, in words. */
  readonly onProgress: (line: string) => void;
}

/**
 * The story after the run: what was planned, which records there are, to which lines they belong, what that costs as
 * computed, and which signs of trouble there are. Never rejects.
 */
export async function runSettle(options: SettleOptions): Promise<Settlement> {
  const { planned, api, region, concurrency, clock, onProgress } = options;
  const now = () => new Date(clock.now());
  const ids = options.ids && [...new Set(options.ids)];
  const began = options.since ?? planned?.time;
  const since = ids === undefined ? began : undefined;
  const diagnostics: SettleDiagnostic[] = [...options.diagnostics];
  const conclude = (known: Partial<SettlementData> = {}) =>
    buildSettlement({ time: now(), since, planned, diagnostics, ...known });

  if (planned !== undefined && ids === undefined) diagnostics.push(...windowErrors(since, now()));
  if (planned === undefined || hasErrors(diagnostics)) return conclude();

  // Read the records; look at those that are running again.
  const reader = { api, region, concurrency, log: onProgress };
  const read = ids === undefined ? await readSince(since ?? now(), reader) : await readByIds(ids, reader);
  diagnostics.push(...read.diagnostics);
  const waited = hasErrors(read.diagnostics)
    ? { records: read.records, diagnostics: [] }
    : await waitForRunning(read.records, reader, options);
  diagnostics.push(...waited.diagnostics);
  const { records } = waited;

  // The balance, after the records: what is charged in between was reserved.
  const billing = await fetchBilling(api, region);
  const balanceNow = 'value' in billing && isInUsd(billing.value) ? billing.value.balance : undefined;
  // In a window of time, the subscription is needed as well: it says how long records are kept.
  const needsBilling = planned.balance !== undefined || ids === undefined;
  if (needsBilling && balanceNow === undefined)
    diagnostics.push(balanceUnknown('error' in billing ? billing.error : undefined));
  const subscription = 'value' in billing ? billing.value.plan : undefined;
  const gone = began && recordsGone(subscription, began, now());
  if (ids !== undefined) diagnostics.push(...unknownIds(read.unknownIds, gone));
  else if (gone !== undefined) diagnostics.push(gone);
  if (hasErrors(diagnostics)) return conclude({ balanceNow });

  // Match them with the lines, and compute what they cost.
  const unpriced = unplannedPrices(records, planned.lines);
  const estimates: Estimates =
    unpriced.length === 0
      ? new Map()
      : await new Estimator(api, {
          slots: pLimit(concurrency),
          region,
          library: fetchModelLibrary(api, region),
        }).estimateAll(unpriced);
  const matched = matchRecords(records, planned.lines, estimates);
  const { settled_cost: settled, reserved_cost: reserved } = matched.total;
  if (settled === null || reserved === null) diagnostics.push(...priceErrors(estimates));
  const overrun = settled && reserved && overrunOf(planned.cost, settled.plus(reserved), options.maxOverrun);
  diagnostics.push(
    ...(overrun?.diagnostics ?? []),
    ...signsOf(records, matched, now()),
    ...unexplainedSigns(unexplainedCost(planned, balanceNow, matched.total)),
  );
  return conclude({ matched, balanceNow, fails: overrun?.fails ?? false });
}

function windowErrors(since: Date | undefined, now: Date): Diagnostic[] {
  if (since === undefined) {
    const message = say`Nothing says which generations belong to the run: a ${'plan'} does not name a time.`;
    return [{ severity: 'error', message, help: say`Give ${'generations'}, ${'since'}, or the gate’s ${'report'}.` }];
  }
  if (since <= now) return [];
  const message = say`The run would begin at ${prose(since.toISOString())}, which is later than now (${prose(now.toISOString())}).`;
  const help = say`Correct ${'since'}. If the time is that of the report, the clocks of the machines differ: set them, or give ${'generations'}.`;
  return [{ severity: 'error', message, help }];
}

/** Milliseconds between two looks at generations that are running. */
const POLL_MS = 10_000;

/**
 * Looks at running generations again until they have ended or the time to wait is over. If they cannot be read any more,
 * they stay as they were, with a warning.
 */
async function waitForRunning(
  records: readonly GenerationRecord[],
  reader: RecordReader,
  { wait, clock, signal, onProgress }: SettleOptions,
): Promise<{ readonly records: readonly GenerationRecord[]; readonly diagnostics: readonly Diagnostic[] }> {
  const until = clock.now() + wait * 1000;
  const current = new Map(records.map((record) => [record.id, record]));
  for (;;) {
    const running = [...current.values()].filter(({ status }) => status === 'running');
    const left = until - clock.now();
    if (running.length === 0 || left <= 0 || signal.aborted) return { records: [...current.values()], diagnostics: [] };
    const are = running.length === 1 ? 'is' : 'are';
    onProgress(
      `Waiting up to ${Math.ceil(left / 1000)} s for ${plural(running.length, 'generation')} that ${are} still running.`,
    );
    await clock.sleep(Math.min(POLL_MS, left), signal).catch(() => undefined);
    const ids = running.map(({ id }) => id);
    const again = await readByIds(ids, { ...reader, log: () => undefined });
    for (const record of again.records) current.set(record.id, record);
    const errors = [...again.diagnostics, ...unknownIds(again.unknownIds, undefined)];
    if (errors.length === 0) continue;
    return { records: [...current.values()], diagnostics: errors.map((one) => ({ ...one, severity: 'warning' })) };
  }
}

/**
 * The subscription keeps records for less time than has passed since the run began: it would look as if nothing had been
 * generated.
 */
function recordsGone(subscription: string | undefined, began: Date, now: Date): Diagnostic | undefined {
  const days = subscriptionOf(subscription)?.recordDays;
  if (days === undefined || now.getTime() - began.getTime() <= days * 86_400_000) return undefined;
  const message = say`BabySea keeps records for ${plural(days, 'day')} with the subscription ${subscription}, and the run began ${prose(began.toISOString())}: its records are gone, at least in part.`;
  return { severity: 'error', message, help: say`Run ${'settle'} sooner after the run.` };
}

/** Ids without a record, and perhaps why. */
function unknownIds(ids: readonly string[], gone: Diagnostic | undefined): Diagnostic[] {
  if (ids.length === 0) return [];
  const what = prose(ids.length === 1 ? 'the generation' : 'the generations');
  const message = say`BabySea does not know ${what} ${listFirst(ids, 5)}.${gone && say` ${gone.message}`}`;
  const help = say`Check the ids, and that ${'api-key'} belongs to the account and region that generated.`;
  return [{ severity: 'error', message, help: gone?.help ?? help }];
}

/** @param cause `undefined` if the balance is not in USD */
function balanceUnknown(cause: Pick<Diagnostic, 'message' | 'help'> | undefined): Diagnostic {
  const help = cause?.help ?? say`Use the key of an account that is billed in USD.`;
  const message = say`The balance after the run is unknown, so nobody can say whether the computed charges explain its change. ${cause?.message}`;
  return { severity: 'warning', message, help };
}

function priceErrors(estimates: Estimates): Diagnostic[] {
  const failed = [...estimates.values()].flatMap((estimate) => ('error' in estimate ? [estimate.error] : []));
  const distinct = new Map(failed.map((error) => [String(error.message), error]));
  return [...distinct.values()].slice(0, 10).map(({ message, help }) => ({
    severity: 'error',
    message: say`The cost of some generations could not be computed. ${message}`,
    help,
  }));
}

/** Where the Action and the command line find what the inputs name. */
export interface SettleSources extends Pick<SettleOptions, 'api' | 'diagnostics' | 'signal'> {
  /** The folder of a relative path of a report. */
  readonly folder: string;
  /** The folders that files of ids may lie in, the workspace first. */
  readonly roots: readonly string[];
  readonly loadPlans: (plan: string) => Promise<LoadedPlans>;
  /** Writes a line about progress. */
  readonly log: (line: string) => void;
}

/** Reads what the inputs name, and settles. Never rejects. */
export async function settleInputs(inputs: SettleInputs, sources: SettleSources): Promise<Settlement> {
  const { report, plan = '', generations, since, wait, maxOverrun, concurrency } = inputs;
  const { api, signal, folder, roots } = sources;
  const asked = { api, region: inputs.baseUrl ?? inputs.region, concurrency };
  const diagnostics = [...sources.diagnostics];
  let planned: Planned | undefined;
  if (!hasErrors(diagnostics)) {
    const loaded =
      report === undefined
        ? await pricePlansNow({ ...asked, ...(await sources.loadPlans(plan)), parse: boundedParser(signal) })
        : await loadGateReport(folder, report);
    if ('value' in loaded) planned = loaded.value;
    else diagnostics.push(...[loaded.error].flat());
  }
  const found = generations === undefined ? undefined : await loadGenerationIds(generations, roots);
  return runSettle({
    ...asked,
    since,
    wait,
    maxOverrun,
    planned,
    diagnostics: [...diagnostics, ...(found?.diagnostics ?? [])],
    ids: found?.ids,
    clock: REAL_CLOCK,
    signal,
    onProgress: throttled(sources.log, Date.now),
  });
}

/**
 * Prices plans now, where no report of the gate says what was planned. The balance is then that of after the run, so that of
 * before is unknown. Never rejects.
 */
async function pricePlansNow(
  options: Pick<GateOptions, 'plans' | 'parse' | 'diagnostics' | 'api' | 'region' | 'concurrency'>,
): Promise<Result<Planned, readonly Diagnostic[]>> {
  const { report } = await runGate({
    ...options,
    limits: { budget: undefined, reserve: Usd.zero, lowBalance: Usd.zero, warnOnly: true },
    base: () => Promise.resolve(NO_BASE),
    override: () => Promise.resolve(undefined),
    alternatives: false,
    providerHealth: false,
    usageDays: 0,
    now: new Date(),
  });
  const planned = parseGateReport(JSON.stringify(report), 'plan');
  if ('value' in planned) return { value: { ...planned.value, time: undefined, balance: undefined } };
  const errors = report.problems.flatMap(({ severity, message, help, place }): Diagnostic[] =>
    severity === 'error' ? [{ severity, message, ...(help && { help }), ...(place && { place }) }] : [],
  );
  return { error: errors.length > 0 ? errors : [planned.error] };
}
