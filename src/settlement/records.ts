import pLimit from 'p-limit';
import * as v from 'valibot';
import type { BabySeaApi, PacedApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { BabySeaError, InvalidResponseError } from '../babysea/errors.ts';
import { parseResponse } from '../babysea/responses.ts';
import type { Settings } from '../plan/plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import type { Result } from '../shared/result.ts';

/** One generation, as far as the settlement looks at it. */
export interface GenerationRecord {
  readonly id: string;
  readonly model: string;
  /** `running` is BabySea's `pending` and `processing`: the cost is reserved, and neither charged nor refunded yet. */
  readonly status: 'succeeded' | 'failed' | 'canceled' | 'running';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly settings: Settings;
  readonly outputs: number;
  readonly provider: string | undefined;
}

const STATUSES = {
  pending: 'running',
  processing: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
} as const;

const identified = v.object({ generation_id: v.pipe(v.string(), v.minLength(1)) });
const created = v.object({
  generation_created_at: v.pipe(
    v.string('a time'),
    v.transform((text) => Date.parse(text)),
    v.finite('a time'),
  ),
});
const recordSchema = v.object({
  model_identifier: v.pipe(v.string('a model'), v.minLength(1, 'a model')),
  generation_status: v.picklist(['pending', 'processing', 'succeeded', 'failed', 'canceled'], 'a known status'),
  generation_duration: v.nullish(v.number('a number of seconds')),
  generation_resolution: v.nullish(v.string('a resolution')),
  generation_generate_audio: v.nullish(v.boolean('true or false')),
  generation_audio_mode: v.nullish(v.picklist(['audio', 'noaudio'], 'a known mode of sound')),
  generation_output_number: v.nullish(v.pipe(v.number('a count'), v.safeInteger('a count'), v.minValue(1, 'a count'))),
  generation_output_file: v.nullish(v.array(v.string('a file'), 'a list of files')),
  generation_provider_used: v.nullish(v.string('a provider')),
});

/** An entry of the API that lacks what the settlement needs. */
interface Unreadable {
  readonly id: string | undefined;
  readonly expected: string;
}

/** The fields of a record that are there or a reason why not; a missing field is never guessed. */
export function parseRecord(entry: unknown): Result<GenerationRecord, Unreadable> {
  const time = createdOf(entry);
  if ('error' in time) return time;
  const { id, createdAt } = time.value;
  const result = v.safeParse(recordSchema, entry);
  if (!result.success) return { error: { id, expected: expectedBy(result.issues[0]) } };
  const data = result.output;
  const mode = data.generation_audio_mode ?? undefined;
  return {
    value: {
      id,
      model: data.model_identifier,
      status: STATUSES[data.generation_status],
      createdAt,
      settings: {
        duration: data.generation_duration ?? undefined,
        resolution: data.generation_resolution ?? undefined,
        audio: data.generation_generate_audio ?? (mode === undefined ? undefined : mode === 'audio'),
      },
      // A request that names no number of outputs makes one, unless its files say otherwise.
      outputs: data.generation_output_number ?? Math.max(1, data.generation_output_file?.length ?? 0),
      provider: data.generation_provider_used ?? undefined,
    },
  };
}

function createdOf(entry: unknown): Result<{ readonly id: string; readonly createdAt: number }, Unreadable> {
  const identity = v.safeParse(identified, entry);
  if (!identity.success) return { error: { id: undefined, expected: 'generation_id in it' } };
  const id = identity.output.generation_id;
  const time = v.safeParse(created, entry);
  if (!time.success) return { error: { id, expected: expectedBy(time.issues[0]) } };
  return { value: { id, createdAt: time.output.generation_created_at } };
}

function expectedBy(issue: v.BaseIssue<unknown>): string {
  const [{ key } = { key: 'data' }] = issue.path ?? [];
  return issue.received === 'undefined' ? `${String(key)} in it` : `${String(key)} to be ${issue.message}`;
}

/** The records of a run, each once. They are complete unless there is a problem. */
export interface RunRecords {
  readonly records: readonly GenerationRecord[];
  readonly problems: readonly Diagnostic[];
  /** Ids that BabySea does not know, or does not know any more. */
  readonly unknownIds: readonly string[];
}

export interface RecordReader {
  readonly api: BabySeaApi | PacedApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** Requests in flight. */
  readonly concurrency: number;
  readonly log: (line: string) => void;
}

/** The most records of a page (docs.babysea.ai: setup/generations), and the most pages of one reading. */
const PAGE = 100;
const MAX_PAGES = 500;
/** How often the list is read again because it changed meanwhile. */
const MAX_PASSES = 5;

const pageSchema = v.object({ generations: v.array(v.unknown(), 'a list of generations') }, 'a JSON object');

/** Reads the records with these ids. Never rejects. */
export async function readByIds(ids: readonly string[], reader: RecordReader): Promise<RunRecords> {
  const { api, region, concurrency, log } = reader;
  const listed = ids.length > PAGE ? await findInList(new Set(ids), reader) : new Map<string, GenerationRecord>();
  const unlisted = ids.filter((id) => !listed.has(id));
  const limit = pLimit(concurrency);
  const unknown = new Set<string>();
  const unreadable: Unreadable[] = [];
  const failures = new Map<string, ErrorDescription>();
  let fatal: ErrorDescription | undefined;
  let done = listed.size;
  if ('expect' in api) api.expect(unlisted.length);
  const read = async (id: string): Promise<GenerationRecord[]> => {
    if (fatal !== undefined) return [];
    try {
      const answer = await api.getGeneration(id);
      const record = parseRecord(answer.data);
      if ('error' in record) unreadable.push({ ...record.error, id });
      else if (record.value.id === id) return [record.value];
      else
        throw new InvalidResponseError({
          expected: 'generation_id to be what was asked for',
          found: record.value.id,
          requestId: answer.request_id,
        });
    } catch (error) {
      if (error instanceof BabySeaError && error.status === 404 && error.code !== undefined && error.code !== 'BSE1008')
        unknown.add(id);
      else {
        const failure = describeError(error, say`the generation ${id}`, region);
        failures.set(id, failure);
        if (failure.reach !== 'request') fatal ??= failure;
      }
    } finally {
      done += 1;
      log(`Read ${done} of ${ids.length} generation records.`);
    }
    return [];
  };
  const records = (await Promise.all(unlisted.map((id) => limit(() => read(id))))).flat();
  const failure = fatal ?? ids.map((id) => failures.get(id)).find((one) => one !== undefined);
  return {
    records: [...listed.values(), ...records],
    unknownIds: ids.filter((id) => unknown.has(id)),
    problems: [...(failure === undefined ? [] : [unread(failure)]), ...unreadableProblems(unreadable)],
  };
}

/**
 * Looks for many records in the list, which gives a hundred with a request. Never takes a tenth more requests than to look
 * each of them up; what it does not find, or cannot read, is looked up by its id.
 */
async function findInList(
  ids: ReadonlySet<string>,
  { api, log }: RecordReader,
): Promise<Map<string, GenerationRecord>> {
  const found = new Map<string, GenerationRecord>();
  try {
    for (let offset = 0, page = 1; found.size < ids.size && page * 10 <= ids.size; page++) {
      const { generations } = parseResponse(pageSchema, await api.listGenerations({ limit: PAGE, offset }));
      for (const entry of generations) {
        const record = parseRecord(entry);
        if ('value' in record && ids.has(record.value.id)) found.set(record.value.id, record.value);
      }
      log(`Read ${found.size} of ${ids.size} generation records.`);
      if (generations.length === 0) break;
      offset += generations.length;
    }
  } catch {
    // To look them up by their ids meets the same trouble, and tells it.
  }
  return found;
}

/**
 * Reads the records since a time. The order of the list is documented nowhere: while it is newest first, reading stops after
 * two whole pages from before; otherwise all pages are read. A record that is added moves the others to later pages, so
 * what changed is read again, and each id counts once. Never rejects.
 */
export async function readSince(since: Date, { api, region, log }: RecordReader): Promise<RunRecords> {
  const found = new Map<string, GenerationRecord>();
  const seen = new Set<string>();
  const unreadable = new Map<string, Unreadable>();
  let isNewestFirst = true;

  /** Takes a page in; tells how much of it is new, and whether all of it is from before. */
  function take(entries: readonly unknown[], oldest: number): { oldest: number; hasNew: boolean; isBefore: boolean } {
    let hasNew = false;
    let isBefore = entries.length > 0;
    for (const entry of entries) {
      const time = createdOf(entry);
      const id = 'error' in time ? time.error.id : time.value.id;
      const isNew = id === undefined || !seen.has(id);
      hasNew ||= isNew;
      if (id !== undefined) seen.add(id);
      if ('error' in time) {
        unreadable.set(id ?? '', time.error);
        isBefore = false;
        continue;
      }
      const { createdAt } = time.value;
      if (isNew && createdAt > oldest) isNewestFirst = false;
      if (isNew) oldest = createdAt;
      if (createdAt < since.getTime()) continue;
      isBefore = false;
      const record = parseRecord(entry);
      if ('error' in record) unreadable.set(time.value.id, record.error);
      // Of two states of a generation, the one in which it has ended is the later one.
      else if (isNew || record.value.status !== 'running') found.set(record.value.id, record.value);
    }
    return { oldest, hasNew, isBefore };
  }

  async function readPass(
    isFrontOnly: boolean,
  ): Promise<{ end: 'before' | 'front' | 'end'; first: number; last: number; unique: number }> {
    const ids = new Set<unknown>();
    let first: number | undefined;
    let offset = 0;
    let oldest = Number.POSITIVE_INFINITY;
    let pagesBefore = 0;
    for (let page = 1; ; page++) {
      const answer = await api.listGenerations({ limit: PAGE, offset });
      const { generations } = parseResponse(pageSchema, answer);
      const { total } = answer;
      if (total === undefined)
        throw new InvalidResponseError({
          expected: 'total in it',
          found: 'nothing there',
          requestId: answer.request_id,
        });
      first ??= total;
      for (const entry of generations) ids.add(v.is(identified, entry) ? entry.generation_id : entry);
      const taken = take(generations, oldest);
      oldest = taken.oldest;
      pagesBefore = taken.isBefore ? pagesBefore + 1 : 0;
      offset += generations.length;
      log(`Read ${seen.size} generation records; the account has ${total}.`);
      const state = { first, last: total, unique: ids.size };
      if (isNewestFirst && pagesBefore === 2) return { end: 'before', ...state };
      if (isNewestFirst && isFrontOnly && !taken.hasNew) return { end: 'front', ...state };
      if (generations.length === 0 || offset >= total) return { end: 'end', ...state };
      if (page === MAX_PAGES || (!isNewestFirst && total > MAX_PAGES * PAGE)) throw new TooManyPagesError();
    }
  }

  const done = (...problems: readonly Diagnostic[]): RunRecords => ({
    records: [...found.values()],
    problems: [...problems, ...unreadableProblems([...unreadable.values()])],
    unknownIds: [],
  });
  try {
    let isPartial = false;
    let hasGrown = false;
    let counts = { seen: 0, total: 0 };
    for (let pass = 1; pass <= MAX_PASSES; pass++) {
      const { end, first, last, unique } = await readPass(hasGrown);
      if (end !== 'front') isPartial = end === 'before';
      if (isPartial ? first === last : last === seen.size || (end === 'end' && last === unique)) return done();
      // What is new is at the front; where that does not explain the total, all is read again.
      hasGrown = isNewestFirst && last > first && (isPartial || end !== 'front');
      counts = { seen: Math.min(seen.size, unique), total: last };
    }
    // The pages of the first reading held all that there was when it began; only what came later may be missing.
    return isPartial ? done() : done(incomplete(counts.seen, counts.total));
  } catch (error) {
    if (error instanceof TooManyPagesError) return done(tooManyPages());
    return done(unread(describeError(error, prose('the list of generations'), region)));
  }
}

class TooManyPagesError extends Error {}

function tooManyPages(): Diagnostic {
  return {
    severity: 'error',
    message: say`The account has more generation records than ${MAX_PAGES} pages hold, so they are not searched for those of this run.`,
    help: say`Save the ids that the run generates, and pass them as ${'generations'}.`,
  };
}

function incomplete(seen: number, total: number): Diagnostic {
  return {
    severity: 'error',
    message: say`BabySea’s list of generations holds ${plural(total, 'record')}, but only ${seen} of them could be read: the list ended too early or kept changing.`,
    help: say`Run the step again, or pass the ids of the run as ${'generations'}.`,
  };
}

function unread({ message, help }: ErrorDescription): Diagnostic {
  return { severity: 'error', message: say`The records of the run could not be read. ${message}`, help };
}

function unreadableProblems(entries: readonly Unreadable[]): Diagnostic[] {
  const sorted = entries.toSorted((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  const [first] = sorted;
  if (first === undefined) return [];
  const which = first.id === undefined ? prose('A generation record') : say`The record of the generation ${first.id}`;
  const also =
    sorted.length > 1 ? say` ${plural(sorted.length - 1, 'other record')} cannot be read either.` : undefined;
  return [
    {
      severity: 'error',
      message: say`${which} cannot be read: expected ${prose(first.expected)}.${also}`,
      help: prose('Run the step again; if it happens again, ask BabySea support about the record.'),
    },
  ];
}

/** Days that BabySea keeps records, by subscription (docs.babysea.ai: dashboard/credits). */
const RETENTION_DAYS: Readonly<Record<string, number>> = { free: 1, starter: 7, pro: 30, scale: 180, enterprise: 365 };

/**
 * Says that records are gone, where the subscription keeps them for less time than has passed since then.
 *
 * @param subscription as billing names it, such as `Starter Monthly`
 */
export function retentionProblem(subscription: string | undefined, since: Date, now: Date): Message | undefined {
  const days = RETENTION_DAYS[/^\w+/.exec(subscription ?? '')?.[0].toLowerCase() ?? ''];
  if (days === undefined || now.getTime() - since.getTime() <= days * 86_400_000) return undefined;
  return say`BabySea keeps records for ${plural(days, 'day')} with the subscription ${subscription}, and the run began ${prose(since.toISOString())}: its records are gone, at least in part.`;
}

/** Ids without a record. */
export function unknownIdsProblem(ids: readonly string[], gone: Message | undefined): Diagnostic[] {
  if (ids.length === 0) return [];
  const named = list(ids.slice(0, 5));
  const more = ids.length > 5 ? say` and ${ids.length - 5} more` : undefined;
  const what = prose(ids.length === 1 ? 'the generation' : 'the generations');
  return [
    {
      severity: 'error',
      message: say`BabySea does not know ${what} ${named}${more}.${gone && say` ${gone}`}`,
      help: gone
        ? say`Run ${'settle'} sooner after the run.`
        : say`Check the ids, and that ${'api-key'} belongs to the account and region that generated.`,
    },
  ];
}
