import type { Envelope, PacedApi } from '../../src/babysea/api.ts';
import { BabySeaError } from '../../src/babysea/errors.ts';
import type { Clock } from '../../src/babysea/rate-limiter.ts';
import { runSettle, type SettleOptions } from '../../src/settle.ts';
import { type Planned, parseGateReport } from '../../src/settlement/planned.ts';
import type { Settlement } from '../../src/settlement/schema.ts';
import { type Account, fakeBabySea } from './answers.ts';
import { reportOf } from './reports.ts';

/** A record as the API gives it. */
export type ApiRecord = Readonly<Record<string, unknown>> & { readonly generation_id: string };

/** When the gate of these tests runs (see `reportOf`), and the runs after it begin. */
export const GATE_TIME = Date.parse('2026-05-04T12:00:00Z');

/** ISO time, so many seconds after the gate. */
export function after(seconds: number): string {
  return new Date(GATE_TIME + seconds * 1000).toISOString();
}

/** A record of an image; the other fields as given. */
export function record(id: string, fields: Readonly<Record<string, unknown>> = {}): ApiRecord {
  return {
    account_id: 'acc_1',
    generation_id: id,
    model_identifier: 'bfl/flux-schnell',
    generation_status: 'succeeded',
    generation_created_at: after(60),
    generation_provider_used: 'bfl',
    ...fields,
  };
}

export interface GenerationList {
  /** The records as the list holds them now, in its order; may change between requests. */
  records: readonly ApiRecord[];
  /** Called before each request for a page, with the number of the request from 1. */
  readonly onPage?: ((request: number, list: GenerationList) => void) | undefined;
  /** Called before each look at one record, with its number from 1. */
  readonly onLookup?: ((lookup: number, list: GenerationList) => void) | undefined;
}

/** An account that has generated. */
export function generatingApi(
  account: Account,
  list: GenerationList,
): { readonly api: PacedApi; readonly pages: () => number; readonly lookups: () => number } {
  let pages = 0;
  let lookups = 0;
  const { api } = fakeBabySea(account);
  const own = {
    listGenerations: async ({
      limit = 50,
      offset = 0,
    }: {
      limit?: number;
      offset?: number;
    } = {}): Promise<Envelope> => {
      pages += 1;
      list.onPage?.(pages, list);
      return {
        request_id: 'req_3',
        total: list.records.length,
        data: { generations: list.records.slice(offset, offset + limit) },
      };
    },
    getGeneration: async (id: string): Promise<Envelope> => {
      lookups += 1;
      list.onLookup?.(lookups, list);
      const found = list.records.find(({ generation_id }) => generation_id === id);
      if (found === undefined) throw new BabySeaError('Not found', { status: 404, code: 'BSE2004', retryable: false });
      return { request_id: 'req_4', data: found };
    },
  };
  return { api: { ...api, ...own }, pages: () => pages, lookups: () => lookups };
}

/** A clock that stands at a time, and on which waiting takes none. */
export function clockAt(time: number): Clock {
  let now = time;
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** What the gate planned. */
export async function plannedOf(plan: string | object, account: Account): Promise<Planned> {
  const report = await reportOf({ plans: { 'generation-plan.yml': plan }, ...account });
  const planned = parseGateReport(JSON.stringify(report), 'report.json');
  if ('error' in planned) throw new Error(String(planned.error.message));
  return planned.value;
}

export interface Run extends Partial<SettleOptions> {
  readonly plan: string | object;
  readonly account?: Account;
  /** What billing says after the run; default: the balance before. */
  readonly balanceNow?: unknown;
  readonly records: readonly ApiRecord[];
  readonly onPage?: GenerationList['onPage'];
  readonly onLookup?: GenerationList['onLookup'];
}

/** The whole story on data: the plan, the account and its records in, the settlement out. */
export async function settlementOf(run: Run): Promise<Settlement> {
  const { plan, account = {}, balanceNow = account.balance, records, onPage, onLookup, ...options } = run;
  const list: GenerationList = { records, onPage, onLookup };
  const { api } = generatingApi({ ...account, ...(balanceNow !== undefined && { balance: balanceNow }) }, list);
  return runSettle({
    planned: await plannedOf(plan, account),
    diagnostics: [],
    ids: undefined,
    since: undefined,
    wait: 0,
    maxOverrun: undefined,
    api,
    region: 'us',
    concurrency: 8,
    clock: clockAt(GATE_TIME + 30 * 60_000),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
}

/** The findings as text: `warning unplanned: …`. */
export function findingsOf({ findings }: Settlement): string[] {
  return findings.map(
    ({ severity, sign, message, help }) => `${severity} ${sign ?? ''}: ${message}${help === null ? '' : ` ${help}`}`,
  );
}
