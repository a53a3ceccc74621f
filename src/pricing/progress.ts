import type { RateLimitWait } from '../babysea/rate-limiter.ts';

/** Milliseconds between two lines on how far it is: long work shows, short work does not. */
const PROGRESS_INTERVAL_MS = 5_000;

/**
 * Writes a line now and then, and drops the others.
 *
 * @param now milliseconds
 */
export function throttled(log: (line: string) => void, now: () => number): (line: string) => void {
  let last = now();
  return (line) => {
    if (now() - last < PROGRESS_INTERVAL_MS) return;
    last = now();
    log(line);
  };
}

/** Tells now and then how far the prices are. */
export function progressLog(log: (line: string) => void, now: () => number): (done: number, wanted: number) => void {
  const tell = throttled(log, now);
  return (done, wanted) => tell(`Estimated ${done} of ${wanted} prices.`);
}

/** `BabySea's rate limit (60 requests a window): waiting 12 s for the next window.` */
export function waitLog(log: (line: string) => void): (wait: RateLimitWait) => void {
  return ({ seconds, reason, limit }) => {
    const known = limit === undefined ? '' : ` (${limit} requests a window)`;
    log(
      `BabySea's rate limit${known}: waiting ${seconds} s ${reason === 'window' ? 'for the next window' : 'as it asks'}.`,
    );
  };
}
