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

/** The account's newest generations. */
export interface Generations {
  /** Newest first, those that could be read. */
  readonly records: readonly GenerationRecord[];
  /** Whether these are all that the account has. */
  readonly isWhole: boolean;
}

/** What the API tells of the last days; what it does not tell is named in `skipped`. */
export interface Usage {
  /** The days that were asked for. */
  readonly days: number;
  readonly usage: UsageData | undefined;
  readonly generations: Generations | undefined;
  /** What could not be read, why, and what to do about it. */
  readonly skipped: readonly Message[];
}

/** The most records of a page of the content list (docs.babysea.ai: setup/generations), and the most pages to ask for. */
const PAGE_SIZE = 100;
const MAX_PAGES = 3;

/**
 * Asks for the usage of the last days and, at the same time, for the newest generations, up to 300. Never rejects: a
 * look back is advice.
 *
 * @param days 1..90
 * @param region the region that is asked, for messages
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

/** The newest generations, page by page, since only a full page has one after it. What came before a failure counts. */
async function readGenerations(api: BabySeaApi, skip: (error: unknown) => void): Promise<Generations | undefined> {
  // By id, since one that is made in the meantime moves another on to the next page.
  const found = new Map<string, GenerationRecord>();
  for (let page = 0; page < MAX_PAGES; page++) {
    try {
      const answer = await api.listGenerations({ limit: PAGE_SIZE, offset: page * PAGE_SIZE });
      const { generations } = parseResponse(generationsSchema, answer);
      for (const record of generations) if (record !== undefined) found.set(record.generation_id, record);
      if (generations.length < PAGE_SIZE) return { records: [...found.values()], isWhole: true };
    } catch (error) {
      skip(error);
      if (page === 0) return undefined;
      break;
    }
  }
  return { records: [...found.values()], isWhole: false };
}
