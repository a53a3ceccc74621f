import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/babysea/rate-limiter.ts';

export interface FakeClock extends Clock {
  /** Every time that it stepped forward, by how many milliseconds. */
  readonly steps: readonly number[];
  /** Steps to the first time that somebody waits for. */
  readonly stepForward: () => void;
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

  return { now: () => time, sleep, steps, stepForward };
}

export interface EventClock extends FakeClock {
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** Steps, and settles before and after. */
  readonly step: () => Promise<void>;
  /** Steps until a promise is settled. */
  readonly during: <T>(pending: Promise<T>) => Promise<T>;
}

/** A clock on which time passes only when a test says so. */
export function eventClock(startsAt: number): EventClock {
  const clock = fakeClock(Number.POSITIVE_INFINITY, startsAt);
  const settle = () => setImmediate();
  async function step(): Promise<void> {
    await settle();
    clock.stepForward();
    await settle();
  }
  async function during<T>(pending: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    pending.then(done, done);
    for (await settle(); !isDone; ) await step();
    return await pending;
  }
  return { ...clock, settle, step, during };
}
