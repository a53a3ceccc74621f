import { originOf, REGIONS, type Region } from './babysea/client.ts';
import type { Diagnostic } from './shared/diagnostic.ts';
import { list, type Message, prose, say } from './shared/message.ts';
import { Usd } from './shared/money.ts';

/** The checked options that the Action and the command line share. */
export interface SharedOptions {
  readonly apiKey: string | undefined;
  readonly region: Region;
  readonly baseUrl: string | undefined;
  /** USD */
  readonly budget: Usd | undefined;
  /** USD */
  readonly reserve: Usd;
  /** USD */
  readonly lowBalance: Usd;
  readonly warnOnly: boolean;
  /** Whether to suggest cheaper models that accept the same settings. */
  readonly alternatives: boolean;
  /** Days of usage to summarise; 0 for none. */
  readonly usageDays: number;
  readonly concurrency: number;
  /** Seconds for everything. */
  readonly timeout: number;
}

/** The same as in `action.yml`. */
export const SHARED_DEFAULTS = {
  plan: 'generation-plan.yml',
  region: 'us',
  reserve: '0',
  'low-balance': '1',
  'warn-only': 'false',
  alternatives: 'true',
  'usage-days': '0',
  concurrency: '8',
  timeout: '120',
} as const;

/** How messages of the Action or of the command line name an input. */
export interface InputWords {
  /** The beginning of a sentence, such as `The input budget`. */
  readonly name: (input: string) => Message;
  /** How to correct it. */
  readonly help: (input: string) => Message;
}

export interface InputReader {
  readonly words: InputWords;
  /** The trimmed text of an input; empty if it is left out. */
  text(name: string): string;
  /** The value of an input, or of its default. Invalid text adds a diagnostic. */
  read<Value>(name: string, parse: (text: string) => Value | undefined, expected: Message): Value | undefined;
  /** The same for an input that has a default. */
  readRequired<Value>(name: string, parse: (text: string) => Value | undefined, expected: Message): Value;
  readonly diagnostics: Diagnostic[];
}

/**
 * An invalid input has its default and a diagnostic, so that the other inputs can still be used to report the error.
 *
 * @param get the text of an input; empty if it is left out
 */
export function inputReader(
  get: (name: string) => string,
  defaults: Readonly<Record<string, string>>,
  words: InputWords,
): InputReader {
  const diagnostics: Diagnostic[] = [];
  const reader: InputReader = {
    words,
    diagnostics,
    text: (name) => get(name).trim(),
    read(name, parse, expected) {
      const fallback = defaults[name] ?? '';
      const text = reader.text(name) || fallback;
      if (text === '') return undefined;
      const value = parse(text);
      if (value !== undefined) return value;
      const message = say`${words.name(name)} is ${withoutCredentials(text)}; expected ${expected}.`;
      diagnostics.push({ severity: 'error', message, help: words.help(name) });
      return parse(fallback);
    },
    readRequired(name, parse, expected) {
      const value = reader.read(name, parse, expected);
      if (value === undefined) throw new Error(`The input ${name} has no valid default`);
      return value;
    },
  };
  return reader;
}

export const FLAG = say`${'true'} or ${'false'}`;

export function readSharedOptions({ text, read, readRequired, diagnostics, words }: InputReader): SharedOptions {
  const apiKey = text('api-key') || undefined;
  // An HTTP header cannot contain these characters, and the error about it would show the key.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    diagnostics.push({
      severity: 'error',
      message: say`${words.name('api-key')} contains a character that no key has: a space, a line break, or a letter outside ASCII.`,
      help: prose('Copy the whole key again, and nothing else.'),
    });
  }
  const amount = say`an amount of USD such as ${'30.00'}`;
  return {
    apiKey,
    region: readRequired('region', oneOf(REGIONS), list(REGIONS, 'or')),
    baseUrl: read('base-url', origin, say`an origin such as ${originOf('us')}: https, or http on this machine`),
    budget: read('budget', Usd.parse, amount),
    reserve: readRequired('reserve', Usd.parse, amount),
    lowBalance: readRequired('low-balance', Usd.parse, amount),
    warnOnly: readRequired('warn-only', boolean, FLAG),
    alternatives: readRequired('alternatives', boolean, FLAG),
    usageDays: readRequired('usage-days', wholeNumber(0, 90), prose('a whole number of days from 1 to 90, or 0')),
    concurrency: readRequired('concurrency', wholeNumber(1, 32), prose('a whole number from 1 to 32')),
    timeout: readRequired('timeout', wholeNumber(1, 21_600), prose('a whole number of seconds from 1 to 21600')),
  };
}

/** The part of an address before an `@` is probably a secret. */
function withoutCredentials(text: string): string {
  return text.replace(/^.*@/s, '***@');
}

/** Checks of options: each gives the value, or `undefined` if the text is invalid. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return (text: string): Word | undefined => words.find((word) => word === text.toLowerCase());
}

/** Plain HTTP would expose the key on the network, so it is allowed for loopback only. */
function origin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url.origin : undefined;
}

/** As the runner's own `getBooleanInput` reads them. */
export function boolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

export function wholeNumber(least: number, most: number) {
  return (text: string): number | undefined => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
    return value !== undefined && value >= least && value <= most ? value : undefined;
  };
}

/** A time in ISO 8601 with its zone: without one it would be another moment on every machine. */
export function isoTime(text: string): Date | undefined {
  const day = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/.exec(text)?.[1];
  // `Date` takes February 31 for March 3.
  if (day === undefined || new Date(day).toJSON()?.slice(0, 10) !== day) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
