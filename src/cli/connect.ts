import type { PacedApi } from '../babysea/api.ts';
import { createBabySea, originOf } from '../babysea/client.ts';
import type { RateLimitWait } from '../babysea/rate-limiter.ts';
import type { SharedOptions } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { proxyDiagnostics } from '../shared/http.ts';
import { prose, say } from '../shared/message.ts';
import { KEY_VARIABLE } from './options.ts';

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
