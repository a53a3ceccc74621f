import type { Clock } from '../../src/babysea/rate-limiter.ts';

export interface FakeClock extends Clock {
  /** Every time that it stepped forward, by how many milliseconds. */
  readonly steps: readonly number[];
}

/**
 * A clock on which time passes only once everybody waits: it steps to the first of their times when so many sleep. What is
 * on the wire takes no time.
 */
export function fakeClock(everybody: number, startsAt = Date.UTC(2026, 0, 1)): FakeClock {
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const steps: number[] = [];
  let time = startsAt;

  function stepForward(): void {
    const next = Math.min(...[...sleepers].map(({ until }) => until));
    steps.push(next - time);
    time = next;
    for (const { until, wake } of [...sleepers]) if (until <= time) wake();
  }

  function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper = {
        until: time + milliseconds,
        wake: () => {
          sleepers.delete(sleeper);
          resolve();
        },
      };
      signal.addEventListener('abort', () => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      });
      sleepers.add(sleeper);
      if (sleepers.size === everybody) stepForward();
    });
  }

  return { now: () => time, sleep, steps };
}
