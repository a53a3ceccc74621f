import type { BabySeaApi } from '../babysea/api.ts';
import { describeError } from '../babysea/error-messages.ts';
import {
  type GenerationRecord,
  generationsSchema,
  parseResponse,
  type UsageData,
  usageSchema,
} from '../babysea/responses.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';

export interface Generations {
  /** Newest first, without those that could not be read. */
  readonly records: readonly GenerationRecord[];
  /** Whether the account has no others. */
  readonly isComplete: boolean;
}

export interface Usage {
  readonly days: number;
  readonly usage: UsageData | undefined;
  readonly generations: Generations | undefined;
  readonly skipped: readonly Message[];
}

/** The API's limit for a page of the content list (docs.babysea.ai: setup/generations). */
const PAGE_SIZE = 100;
const MAX_PAGES = 3;

/**
 * The usage of the last days and the newest generations, at most 300. Never rejects.
 *
 * @param days 1..90
 * @param region for messages
 */
export async function fetchUsage(api: BabySeaApi, days: number, region: string): Promise<Usage> {
  const skipped: Message[] = [];
  const skip = (error: unknown, asked: Message) => {
    const { message, help } = describeError(error, asked, region);
    skipped.push(say`${message} ${help}`);
  };
  const [usage, generations] = await Promise.all([
    readUsage(api, days).catch((error: unknown) => {
      skip(error, say`the usage of the last ${plural(days, 'day')}`);
      return undefined;
    }),
    readGenerations(api, (error) => skip(error, prose('the list of generations'))),
  ]);
  return { days, usage, generations, skipped };
}

async function readUsage(api: BabySeaApi, days: number): Promise<UsageData> {
  return parseResponse(usageSchema, await api.usage(days));
}

/** Page by page, since only a full page has a next one. Pages before a failure count. */
async function readGenerations(api: BabySeaApi, skip: (error: unknown) => void): Promise<Generations | undefined> {
  // By id, since a new generation moves another one to the next page.
  const found = new Map<string, GenerationRecord>();
  for (let page = 0; page < MAX_PAGES; page++) {
    try {
      const answer = await api.listGenerations({ limit: PAGE_SIZE, offset: page * PAGE_SIZE });
      const { generations } = parseResponse(generationsSchema, answer);
      for (const record of generations) if (record !== undefined) found.set(record.generation_id, record);
      if (generations.length < PAGE_SIZE) return { records: [...found.values()], isComplete: true };
    } catch (error) {
      skip(error);
      if (page === 0) return undefined;
      break;
    }
  }
  return { records: [...found.values()], isComplete: false };
}
