import type { PacedApi } from '../babysea/api.ts';
import { createBabySea, originOf } from '../babysea/client.ts';
import type { RateLimitWait } from '../babysea/rate-limiter.ts';
import type { PlanWords } from '../files/load-plans.ts';
import { type InputReader, type InputWords, inputReader, oneOf, type SharedOptions } from '../options.ts';
import { SETTLE_DEFAULTS } from '../settlement/inputs.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { proxyDiagnostics } from '../shared/http.ts';
import { list, prose, say } from '../shared/message.ts';

export const CHECK_FORMATS = ['table', 'markdown', 'json', 'github'] as const;
export const VALIDATE_FORMATS = ['table', 'json', 'github'] as const;
export const MODELS_FORMATS = ['table', 'json'] as const;
export const DEFAULT_FORMAT = 'table';

/** The exit code for each verdict, see docs/cli.md. */
export const EXIT = { pass: 0, warn: 0, fail: 1, error: 2 } as const;

/** The environment variable that holds the API key. */
export const KEY_VARIABLE = 'BABYSEA_API_KEY';

/** The texts of options by their long names without dashes; a flag is `true` or `false`. */
export type OptionTexts = Readonly<Record<string, string | undefined>>;

const DEFAULTS = { ...SETTLE_DEFAULTS, format: DEFAULT_FORMAT, port: '0', balance: '50' } as const;

/** Reads the options of a command like the inputs of the step. The key comes only from the environment. */
export function optionReader(
  command: string,
  given: OptionTexts,
  env: Readonly<Record<string, string | undefined>>,
): InputReader {
  const words: InputWords = {
    name: (input) => say`${prose(input === 'api-key' ? 'The variable' : 'The option')} ${nameOf(input)}`,
    help: () => say`See ${`budget-gate ${command} --help`}.`,
  };
  const reader = inputReader((name) => (name === 'api-key' ? env[KEY_VARIABLE] : given[name]) ?? '', DEFAULTS, words);
  // An option that an unset shell variable leaves empty is an error: without it, a limit would be missing.
  for (const [name, text] of Object.entries(given)) {
    if (text?.trim() !== '') continue;
    reader.diagnostics.push({ severity: 'error', message: say`${words.name(name)} is empty.`, help: words.help(name) });
  }
  return reader;
}

function nameOf(input: string): string {
  return input === 'api-key' ? KEY_VARIABLE : `--${input}`;
}

export function readFormat<const Format extends string>(reader: InputReader, formats: readonly Format[]): Format {
  return reader.readRequired('format', oneOf(formats), list(formats, 'or'));
}

export const PLAN_WORDS: PlanWords = {
  subject: prose('The command line'),
  ifMissing: say`Check the path, or write a first plan with ${'budget-gate init'}.`,
};

/** How a command reaches BabySea. */
type Connection = Pick<SharedOptions, 'apiKey' | 'region' | 'baseUrl'>;

/** The time that a command may take. */
export interface Deadline {
  /** Aborts when it is over. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeLeft: () => number;
}

export function deadlineAfter(seconds: number): Deadline {
  const end = Date.now() + seconds * 1000;
  return { signal: AbortSignal.timeout(seconds * 1000), timeLeft: () => end - Date.now() };
}

/** A client of BabySea for one command. */
export function connect(
  { apiKey = '', region, baseUrl }: Connection,
  deadline: Deadline,
  onWait?: (wait: RateLimitWait) => void,
): PacedApi {
  return createBabySea({ apiKey, region, baseUrl, ...deadline, onWait });
}

/** Why BabySea cannot be asked: there is no key, or a proxy variable cannot be used. */
export function connectionDiagnostics({ apiKey, region, baseUrl }: Connection): Diagnostic[] {
  return [...(apiKey === undefined ? [MISSING_KEY] : []), ...proxyDiagnostics(baseUrl ?? originOf(region))];
}

const MISSING_KEY: Diagnostic = {
  severity: 'error',
  message: prose('There is no BabySea key, so the gate cannot ask for prices.'),
  help: say`Set ${KEY_VARIABLE} in the environment, to a key with the preset ${'Read Only'}; no ${'.env'} file is read. Without a key, ${'budget-gate validate'} checks the plan, and ${'budget-gate sandbox'} serves sample prices.`,
};
