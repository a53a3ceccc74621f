import pLimit from 'p-limit';
import * as v from 'valibot';
import type { BabySeaApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { BabySeaError, InvalidResponseError } from '../babysea/errors.ts';
import { parseResponse } from '../babysea/responses.ts';
import type { Settings } from '../plan/plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Result } from '../shared/helpers.ts';
import { plural, prose, say } from '../shared/message.ts';
import { timeSchema } from './planned.ts';

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

const identified = v.object({ generation_id: v.pipe(v.string(), v.minLength(1)) });
const created = v.object({ generation_created_at: timeSchema });
const recordSchema = v.object({
  model_identifier: v.pipe(v.string('a model'), v.minLength(1, 'a model')),
  generation_status: v.pipe(
    v.picklist(['pending', 'processing', 'succeeded', 'failed', 'canceled'], 'a known status'),
    v.transform((status): GenerationRecord['status'] =>
      status === 'pending' || status === 'processing' ? 'running' : status,
    ),
  ),
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

/** The fields of a record; a missing field is never guessed. */
function parseRecord(entry: unknown): Result<GenerationRecord, Unreadable> {
  const identity = identityOf(entry);
  if ('error' in identity) return identity;
  const result = v.safeParse(recordSchema, entry);
  if (!result.success) return { error: { id: identity.value.id, expected: expectedBy(result.issues[0]) } };
  const data = result.output;
  const mode = data.generation_audio_mode ?? undefined;
  const settings = {
    duration: data.generation_duration ?? undefined,
    resolution: data.generation_resolution ?? undefined,
    audio: data.generation_generate_audio ?? (mode === undefined ? undefined : mode === 'audio'),
  };
  return {
    value: {
      ...identity.value,
      model: data.model_identifier,
      status: data.generation_status,
      settings,
      // A request that names no number of outputs makes one, unless its files say otherwise.
      outputs: data.generation_output_number ?? Math.max(1, data.generation_output_file?.length ?? 0),
      provider: data.generation_provider_used ?? undefined,
    },
  };
}

function identityOf(entry: unknown): Result<Pick<GenerationRecord, 'id' | 'createdAt'>, Unreadable> {
  const identity = v.safeParse(identified, entry);
  if (!identity.success) return { error: { id: undefined, expected: 'generation_id in it' } };
  const id = identity.output.generation_id;
  const time = v.safeParse(created, entry);
  if (!time.success) return { error: { id, expected: expectedBy(time.issues[0]) } };
  return { value: { id, createdAt: time.output.generation_created_at.getTime() } };
}

function expectedBy(issue: v.BaseIssue<unknown>): string {
  const [{ key } = { key: 'data' }] = issue.path ?? [];
  return issue.received === 'undefined' ? `${String(key)} in it` : `${String(key)} to be ${issue.message}`;
}

/** The records of a run, each once. They are complete unless there is a diagnostic. */
export interface RunRecords {
  readonly records: readonly GenerationRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** Ids that BabySea does not know, or does not know any more. */
  readonly unknownIds: readonly string[];
}

export interface RecordReader {
  readonly api: BabySeaApi;
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
  const found = new Map<string, GenerationRecord>();
  const unreadable = new Map<string, Unreadable>();
  const unknown = new Set<string>();
  if (ids.length > PAGE) await findInList(new Set(ids), found, reader);
  const unlisted = ids.filter((id) => !found.has(id));
  let failure: ErrorDescription | undefined;
  let done = found.size;
  const limit = pLimit(concurrency);
  await Promise.all(unlisted.map((id) => limit(() => read(id))));
  return {
    records: [...found.values()],
    unknownIds: ids.filter((id) => unknown.has(id)),
    diagnostics: [...(failure === undefined ? [] : [unread(failure)]), ...unreadableDiagnostics(unreadable)],
  };

  async function read(id: string): Promise<void> {
    // Whatever cannot be read, nothing is settled.
    if (failure !== undefined) return;
    try {
      const { data, request_id: requestId } = await api.getGeneration(id);
      const record = parseRecord(data);
      if ('error' in record) unreadable.set(id, { ...record.error, id });
      else if (record.value.id === id) found.set(id, record.value);
      else {
        const expected = 'generation_id to be what was asked for';
        throw new InvalidResponseError({ expected, found: record.value.id, requestId });
      }
    } catch (error) {
      const isNotFound = error instanceof BabySeaError && error.status === 404 && error.code !== undefined;
      if (isNotFound && error.code !== 'BSE1008') unknown.add(id);
      else failure ??= describeError(error, say`the generation ${id}`, region);
    }
    done += 1;
    log(`Read ${done} of ${ids.length} generation records.`);
  }
}

/**
 * Looks for many records in the list, which gives a hundred with a request. Never takes a tenth more requests than to look
 * each of them up; what it does not find, or cannot read, is looked up by its id.
 */
async function findInList(
  ids: ReadonlySet<string>,
  found: Map<string, GenerationRecord>,
  { api, log }: RecordReader,
): Promise<void> {
  try {
    for (let offset = 0, page = 1; found.size < ids.size && page * 10 <= ids.size; page++) {
      const { generations } = parseResponse(pageSchema, await api.listGenerations({ limit: PAGE, offset }));
      for (const entry of generations) {
        const record = parseRecord(entry);
        if ('value' in record && ids.has(record.value.id)) found.set(record.value.id, record.value);
      }
      log(`Read ${found.size} of ${ids.size} generation records.`);
      if (generations.length === 0) return;
      offset += generations.length;
    }
  } catch {
    // To look them up by their ids meets the same trouble, and tells it.
  }
}

/**
 * Reads the records since a time. The order of the list is documented nowhere: while it is newest first, reading stops after
 * two whole pages from before; otherwise all pages are read. Never rejects.
 */
export async function readSince(since: Date, { api, region, log }: RecordReader): Promise<RunRecords> {
  const found = new Map<string, GenerationRecord>();
  const unreadable = new Map<string, Unreadable>();
  let isNewestFirst = true;
  let counts = { read: 0, total: 0 };
  try {
    for (let pass = 1; pass <= MAX_PASSES; pass++) if (await readAll()) return ended();
    return ended(incomplete(counts));
  } catch (error) {
    if (error instanceof TooManyPagesError) return ended(TOO_MANY_PAGES);
    return ended(unread(describeError(error, prose('the list of generations'), region)));
  }

  function ended(...diagnostics: readonly Diagnostic[]): RunRecords {
    const all = [...diagnostics, ...unreadableDiagnostics(unreadable)];
    return { records: [...found.values()], diagnostics: all, unknownIds: [] };
  }

  /**
   * Reads the list once; tells whether that gave every record. Records that are added meanwhile move the others to later
   * pages: each id counts once.
   */
  async function readAll(): Promise<boolean> {
    const pass: Pass = { ids: new Set(), pages: 0 };
    const first = await sweep(pass);
    const isPartial = !first.isEnd;
    // A record that came twice although none was added took the place of another.
    if (pass.ids.size + first.added < (isPartial ? first.offset : first.total)) return false;
    let last = first;
    // What was added meanwhile is at the front.
    for (let catchUps = 0; isNewestFirst && last.added > 0 && catchUps < MAX_PASSES; catchUps++) {
      last = await sweep(pass, last);
    }
    return isPartial || pass.ids.size === last.total;
  }

  /**
   * Reads pages from the start of the list to its end, or until no more records of the run can come. Where records are
   * deleted meanwhile, the list shrinks, and reading goes back by as much.
   *
   * @param before the sweep before in this pass; then a page without anything new is enough
   */
  async function sweep(pass: Pass, before?: Sweep): Promise<Sweep> {
    let atStart = before?.total;
    let totalBefore = before?.total ?? 0;
    let offset = 0;
    let oldest = Number.POSITIVE_INFINITY;
    let pagesBefore = 0;
    while (pass.pages < MAX_PAGES) {
      pass.pages += 1;
      const { generations, total } = await readPage(offset);
      const shrunkBy = Math.max(0, totalBefore - total);
      totalBefore = total;
      atStart ??= total;
      if (shrunkBy > 0 && offset > 0) {
        offset = Math.max(0, offset - shrunkBy);
        continue;
      }
      const taken = take(generations, pass.ids, oldest);
      oldest = taken.oldest;
      pagesBefore = taken.isBefore ? pagesBefore + 1 : 0;
      offset += generations.length;
      counts = { read: pass.ids.size, total };
      log(`Read ${pass.ids.size} generation records; the account has ${total}.`);
      if (!isNewestFirst && total > MAX_PAGES * PAGE) break;
      const isEnd = generations.length === 0 || offset >= total;
      const isEnough = pagesBefore === 2 || (before !== undefined && !taken.hasNew);
      if (isEnd || (isNewestFirst && isEnough)) return { isEnd, offset, total, added: Math.max(0, total - atStart) };
    }
    throw new TooManyPagesError();
  }

  async function readPage(offset: number): Promise<{ generations: readonly unknown[]; total: number }> {
    const answer = await api.listGenerations({ limit: PAGE, offset });
    const { generations } = parseResponse(pageSchema, answer);
    const { total, request_id: requestId } = answer;
    if (total === undefined) {
      throw new InvalidResponseError({ expected: 'total in it', found: 'nothing there', requestId });
    }
    return { generations, total };
  }

  /** Takes a page in; tells whether anything of it is new, and whether all of it is from before. */
  function take(entries: readonly unknown[], ids: Set<unknown>, oldestSoFar: number) {
    let oldest = oldestSoFar;
    let hasNew = false;
    let isBefore = entries.length > 0;
    for (const entry of entries) {
      const identity = identityOf(entry);
      const id = 'error' in identity ? identity.error.id : identity.value.id;
      const isNew = !ids.has(id);
      ids.add(id ?? entry);
      hasNew ||= isNew;
      if ('error' in identity) {
        unreadable.set(id ?? '', identity.error);
        isBefore = false;
        continue;
      }
      const { createdAt } = identity.value;
      if (isNew && createdAt > oldest) isNewestFirst = false;
      if (isNew) oldest = createdAt;
      if (createdAt < since.getTime()) continue;
      isBefore = false;
      const record = parseRecord(entry);
      if ('error' in record) unreadable.set(identity.value.id, record.error);
      // Of two states of a generation, the one in which it has ended is the later one.
      else if (record.value.status !== 'running' || !found.has(record.value.id))
        found.set(record.value.id, record.value);
    }
    return { oldest, hasNew, isBefore };
  }
}

/** One reading of the list, of one or more sweeps. */
interface Pass {
  /** Those of all records so far; of an entry without an id, the entry itself. */
  readonly ids: Set<unknown>;
  /** How many pages were read. */
  pages: number;
}

/** How a sweep ended. */
interface Sweep {
  /** Whether at the end of the list. */
  readonly isEnd: boolean;
  /** The offset behind the last page. */
  readonly offset: number;
  /** Records of the account. */
  readonly total: number;
  /** Records that were added meanwhile. */
  readonly added: number;
}

class TooManyPagesError extends Error {}

const TOO_MANY_PAGES: Diagnostic = {
  severity: 'error',
  message: say`The account has more generation records than ${MAX_PAGES} pages hold, so they are not searched for those of this run.`,
  help: say`Save the ids that the run generates, and pass them as ${'generations'}.`,
};

function incomplete({ read, total }: { readonly read: number; readonly total: number }): Diagnostic {
  return {
    severity: 'error',
    message: say`BabySea’s list of generations holds ${plural(total, 'record')}, but only ${read} of them could be read: the list ended too early or kept changing.`,
    help: say`Run the step again, or pass the ids of the run as ${'generations'}.`,
  };
}

function unread({ message, help }: ErrorDescription): Diagnostic {
  return { severity: 'error', message: say`The records of the run could not be read. ${message}`, help };
}

function unreadableDiagnostics(entries: ReadonlyMap<string, Unreadable>): Diagnostic[] {
  const [first, ...others] = [...entries.values()].sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  if (first === undefined) return [];
  const which = first.id === undefined ? prose('A generation record') : say`The record of the generation ${first.id}`;
  const also = others.length > 0 ? say` ${plural(others.length, 'other record')} cannot be read either.` : undefined;
  return [
    {
      severity: 'error',
      message: say`${which} cannot be read: expected ${prose(first.expected)}.${also}`,
      help: prose('Run the step again; if it happens again, ask BabySea support about the record.'),
    },
  ];
}
