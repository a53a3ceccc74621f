import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { RateLimiter, type RateLimitWait, type TimeLimits, waitLog } from '../../../src/babysea/rate-limiter.ts';
import type { HttpResponse } from '../../../src/shared/http.ts';
import { type EventClock, eventClock } from '../../support/clock.ts';

/** Milliseconds that the limiter adds to the end of a window. */
const MARGIN = 1_000;
const neverAborted = () => new AbortController().signal;
const RUN: TimeLimits = {
  signal: neverAborted(),
  timeLeft: () => Number.POSITIVE_INFINITY,
  elapsed: () => 0,
  isAdvice: false,
};

/** An answer by a server that tells the time in whole seconds. */
function answerAt(now: number, fields: Readonly<Record<string, number | undefined>>, status = 200): HttpResponse {
  const headers = new Map([['date', new Date(now).toUTCString()]]);
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) headers.set(name, String(value));
  return { status, headers, body: Buffer.alloc(0) };
}

interface Left {
  readonly left: number;
  readonly reset?: number;
  readonly limit?: number | 'none';
}

/** A limiter at time 0, and requests that are answered by hand. */
function scene() {
  const waits: RateLimitWait[] = [];
  const clock = eventClock(0);
  const limiter = new RateLimiter(clock, (wait) => waits.push(wait));
  const sent: ((answer: HttpResponse | Error) => void)[] = [];

  /** Starts so many requests. */
  async function start(count: number, limits: Partial<TimeLimits> = {}): Promise<void> {
    const send = () =>
      new Promise<HttpResponse>((resolve, reject) =>
        sent.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
      );
    for (let request = 0; request < count; request++) limiter.run(send, { ...RUN, ...limits }).catch(() => undefined);
    await clock.settle();
  }

  /** Answers a request, by its number. */
  async function answer(request: number, { left, reset = 30, limit = 60 }: Left): Promise<void> {
    sent[request]?.(
      answerAt(clock.now(), {
        'x-ratelimit-remaining': left,
        'x-ratelimit-reset': reset,
        'x-ratelimit-limit': limit === 'none' ? undefined : limit,
      }),
    );
    await clock.settle();
  }

  async function lose(request: number): Promise<void> {
    sent[request]?.(new Error('reset'));
    await clock.settle();
  }

  return { clock, waits, start, answer, lose, sent: () => sent.length };
}

describe('the first requests of a run', () => {
  test('go together, until an answer says what is left', async () => {
    const { start, answer, sent } = scene();
    await start(8);
    expect(sent()).toBe(8);
    await answer(0, { left: 7 });
    await start(1);
    expect(sent()).toBe(8);
    await answer(1, { left: 6 });
    expect(sent()).toBe(8);
  });

  test('and all others go at once if no answer names a limit', async () => {
    const { start, sent } = scene();
    await start(8);
    await start(1_000);
    expect(sent()).toBe(1_008);
  });
});

describe('requests in flight', () => {
  test('count against what is left', async () => {
    const { start, answer, sent } = scene();
    await start(1);
    await answer(0, { left: 2 });
    await start(5);
    await answer(1, { left: 1 });
    expect(sent()).toBe(3);
  });

  test('count as used if they get no answer', async () => {
    const { clock, start, answer, lose, sent, waits } = scene();
    await start(1);
    await answer(0, { left: 1 });
    await start(2);
    await lose(1);
    expect(sent()).toBe(2);
    expect(waits).toEqual([{ seconds: 31, reason: 'window', limit: 60 }]);
    await clock.step();
    expect(clock.now()).toBe(30_000 + MARGIN);
    expect(sent()).toBe(3);
  });

  test('may be answered in any order: the least that is left counts', async () => {
    const { start, answer, sent } = scene();
    await start(2);
    await answer(1, { left: 0 });
    await answer(0, { left: 9 });
    await start(1);
    expect(sent()).toBe(2);
  });

  test('of an earlier window change nothing when their answers come late', async () => {
    const { start, answer, sent } = scene();
    await start(2);
    await answer(1, { left: 5, reset: 90 });
    await answer(0, { left: 0 });
    await start(5);
    expect(sent()).toBe(7);
  });

  test('for advice make no price wait, whatever is answered', async () => {
    const { start, answer, sent } = scene();
    await start(1, { isAdvice: true });
    await answer(0, { left: 0 });
    await start(5);
    expect(sent()).toBe(6);
  });
});

describe('a new window', () => {
  test.each([
    ['has the whole limit until an answer says what is left', 60, 60],
    ['has no known limit if BabySea names none', 'none', 100],
  ] as const)('%s', async (_, limit, expected) => {
    const { clock, start, answer, sent } = scene();
    await start(1);
    await answer(0, { left: 0, limit });
    await start(100);
    await clock.step();
    expect(sent() - 1).toBe(expected);
  });

  test('is not judged by a late answer of the window before it', async () => {
    const { clock, start, answer, sent } = scene();
    await start(2);
    await answer(0, { left: 1 });
    await start(1);
    await clock.step();
    await answer(1, { left: 0, reset: 31 });
    await start(5);
    expect(sent()).toBe(8);
  });
});

test('a window ends at the earliest time that its answers name: each comes late by its way and part of a second', async () => {
  const { clock, start, answer, waits } = scene();
  await start(2);
  await answer(0, { left: 1, reset: 31 });
  await answer(1, { left: 0, reset: 30 });
  await start(1);
  await clock.step();
  expect(clock.now()).toBe(30_000 + MARGIN);
  expect(waits).toHaveLength(1);
});

const world = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  windowSeconds: fc.integer({ min: 3, max: 90 }),
  /** Requests of the first window that somebody else has used. */
  usedBefore: fc.integer({ min: 0, max: 19 }),
  concurrency: fc.integer({ min: 1, max: 32 }),
  requests: fc.integer({ min: 1, max: 80 }),
  isRoundedUp: fc.boolean(),
  startsAt: fc.integer({ min: 0, max: 999 }),
  /** Milliseconds to the server and back, and whether the answer is lost; over and over. */
  ways: fc.array(
    fc.record({
      there: fc.integer({ min: 0, max: 450 }),
      back: fc.integer({ min: 0, max: 450 }),
      isLost: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  ),
});

test('whatever the limit, the latency, the losses and the clocks: all get answers, and only those are refused that could not know', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ limit, windowSeconds, usedBefore, concurrency, requests, startsAt, ...rest }) => {
      const { ways, isRoundedUp } = rest;
      const clock = eventClock(startsAt);
      let window = { endsAt: startsAt + windowSeconds * 1000, used: usedBefore };
      let [made, refused, lost, longestWait] = [0, 0, 0, 0];
      const limiter = new RateLimiter(clock, ({ seconds }) => {
        longestWait = Math.max(longestWait, seconds);
      });

      function serve(): HttpResponse {
        const now = clock.now();
        if (now >= window.endsAt) window = { endsAt: now + windowSeconds * 1000, used: 0 };
        window.used++;
        const isRefused = window.used > limit;
        if (isRefused) refused++;
        const fields = {
          'x-ratelimit-limit': limit,
          'x-ratelimit-remaining': Math.max(0, limit - window.used),
          'x-ratelimit-reset': (isRoundedUp ? Math.ceil : Math.floor)(window.endsAt / 1000),
        };
        return answerAt(now, fields, isRefused ? 429 : 200);
      }

      async function send(): Promise<HttpResponse> {
        const way = ways[made % ways.length] ?? { there: 0, back: 0, isLost: false };
        // Not every answer is lost, or nothing would ever end.
        const isLost = way.isLost && made % 3 === 0;
        made++;
        await clock.sleep(way.there, neverAborted());
        const answer = serve();
        await clock.sleep(way.back, neverAborted());
        if (!isLost) return answer;
        lost++;
        throw new Error('reset');
      }

      async function askUntilAnswered(): Promise<void> {
        for (;;) {
          const answer = await limiter.run(send, { ...RUN, signal: neverAborted() }).catch(() => undefined);
          if (answer?.status === 200) return;
        }
      }

      const slots = pLimit(concurrency);
      await clock.during(Promise.all(Array.from({ length: requests }, () => slots(askUntilAnswered))));
      // Before the first answer, nobody knows what is left in the first window; of a lost answer, nobody knows whether its
      // request counted.
      const leftAtFirst = Math.max(0, limit - usedBefore);
      expect(refused).toBeLessThanOrEqual(lost + Math.max(0, Math.min(concurrency, requests) - leftAtFirst));
      // The server tells the time in whole seconds, and the answer takes its way.
      expect(longestWait).toBeLessThanOrEqual(windowSeconds + 1 + 1 + 1);
    }),
    { numRuns: 100 },
  );
});

const heard = fc.record({
  limit: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
  remaining: fc.option(fc.nat(1_000_000), { nil: undefined }),
  endsIn: fc.nat(86_400),
  retryAfter: fc.option(fc.nat(86_400), { nil: undefined }),
  status: fc.constantFrom(200, 429, 500),
  later: fc.nat(1_000_000),
});

test('whatever answers say, the next request goes after at most two waits of a day', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(heard, { maxLength: 30 }), async (answers) => {
      const clock: EventClock = eventClock(0);
      const limiter = new RateLimiter(clock, () => undefined);
      const sends = answers.map(({ limit, remaining, endsIn, retryAfter, status, later }) => async () => {
        await clock.sleep(later, neverAborted());
        const reset = Math.floor(clock.now() / 1000) + endsIn;
        const fields = { 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset };
        return answerAt(clock.now(), { ...fields, 'retry-after': retryAfter }, status);
      });
      await clock.during(Promise.all(sends.map((send) => limiter.run(send, RUN))));
      const [asked, before] = [clock.now(), clock.steps.length];
      await clock.during(limiter.run(async () => answerAt(clock.now(), {}), RUN));
      expect(clock.steps.length - before).toBeLessThanOrEqual(2);
      expect(clock.now() - asked).toBeLessThanOrEqual(2 * (86_400_000 + MARGIN));
    }),
  );
});

test.each([
  [
    { seconds: 61, reason: 'window', limit: 60 },
    "BabySea's rate limit (60 requests a window): waiting 61 s for the next window.",
  ],
  [{ seconds: 7, reason: 'asked', limit: undefined }, "BabySea's rate limit: waiting 7 s as it asks."],
] as const)('the log tells a wait for the rate limit: %j', (wait, line) => {
  const lines: string[] = [];
  waitLog((text) => lines.push(text))(wait);
  expect(lines).toEqual([line]);
});
