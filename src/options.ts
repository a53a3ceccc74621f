import { originOf, REGIONS, type Region } from './babysea/client.ts';
import type { Diagnostic } from './shared/diagnostic.ts';
import { list, type Message, prose, say } from './shared/message.ts';
import { Usd } from './shared/money.ts';
import { boolean, oneOf, origin, wholeNumber } from './shared/option-checks.ts';

/** What the Action and the command line ask for, each checked: the key, whom to ask, the rules over all plans. */
export interface GateInputs {
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
  /** Whether to name cheaper models that accept the same settings. */
  readonly alternatives: boolean;
  /** Days of usage to look back over; 0 for none. */
  readonly usageDays: number;
  readonly concurrency: number;
  /** Seconds for everything. */
  readonly timeout: number;
}

/** What these are where they are left out; the same as in `action.yml`. */
export const GATE_DEFAULTS = {
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

/** How the Action or the command line speaks of its inputs. */
export interface InputWords {
  /** `The input budget`, as the beginning of a sentence. */
  readonly name: (input: string) => Message;
  /** How to correct it. */
  readonly help: (input: string) => Message;
}

export interface InputReader {
  /** An input's value; its default, and a problem, where its text has a mistake. */
  read<Value>(name: string, parse: (text: string) => Value | undefined, expected: Message): Value | undefined;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads texts that a person gave. Those with a mistake have their default, and a problem each, so that what went wrong can
 * still be told by way of the others.
 *
 * @param get the text of an input; empty where it is left out
 */
export function inputReader(
  get: (name: string) => string,
  defaults: Readonly<Record<string, string>>,
  words: InputWords,
): InputReader {
  const problems: Diagnostic[] = [];
  return {
    diagnostics: problems,
    read(name, parse, expected) {
      const text = get(name).trim() || (defaults[name] ?? '');
      if (text === '') return undefined;
      const value = parse(text);
      if (value !== undefined) return value;
      const message = say`${words.name(name)} is ${withoutCredentials(text)}; expected ${expected}.`;
      problems.push({ severity: 'error', message, help: words.help(name) });
      return parse(defaults[name] ?? '');
    },
  };
}

export const FLAG = say`${'true'} or ${'false'}`;

/** @param get the text of an input, as for the reader */
export function readGateInputs(get: (name: string) => string, reader: InputReader, { name }: InputWords): GateInputs {
  const { read, diagnostics: problems } = reader;
  const apiKey = get('api-key').trim() || undefined;
  // A header holds no such thing, and the error of who tries would show it.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    problems.push({
      severity: 'error',
      message: say`${name('api-key')} holds what no key has: a space, a line break, or a letter beyond ASCII.`,
      help: prose('Copy the key again: the whole of it, and nothing else.'),
    });
  }
  const amount = say`an amount of USD such as ${'30.00'}`;
  return {
    apiKey,
    region: read('region', oneOf(REGIONS), list(REGIONS, 'or')) ?? 'us',
    baseUrl: read('base-url', origin, say`an origin such as ${originOf('us')}: https, or http on this machine`),
    budget: read('budget', Usd.parse, amount),
    reserve: read('reserve', Usd.parse, amount) ?? Usd.zero,
    lowBalance: read('low-balance', Usd.parse, amount) ?? Usd.zero,
    warnOnly: read('warn-only', boolean, FLAG) ?? false,
    alternatives: read('alternatives', boolean, FLAG) ?? true,
    usageDays: read('usage-days', wholeNumber(0, 90), prose('a whole number of days from 1 to 90, or 0')) ?? 0,
    concurrency: read('concurrency', wholeNumber(1, 32), prose('a whole number from 1 to 32')) ?? 8,
    timeout: read('timeout', wholeNumber(1, 21_600), prose('a whole number of seconds from 1 to 21600')) ?? 120,
  };
}

/** What stands before an `@` in an address is likely a secret. */
function withoutCredentials(text: string): string {
  return text.replace(/^.*@/s, '***@');
}
