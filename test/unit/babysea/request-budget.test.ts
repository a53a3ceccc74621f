import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARGIN_MS, type RateLimit, RequestBudget, waitLog } from '../../../src/babysea/rate-limiter.ts';

/** A window of 60 requests that ends 30 s from now. */
function left(remaining: number, fields: Partial<RateLimit> = {}): RateLimit {
  return { limit: 60, remaining, reset: 30, endsIn: 30_000, ...fields };
}

/** A budget at time 0 that has heard this of its first request. */
function budgetAfter(rateLimit: RateLimit | undefined, holdFor?: number): RequestBudget {
  const budget = new RequestBudget();
  budget.heard(budget.sent(), rateLimit, holdFor, 0);
  return budget;
}

/** When the window of {@link left} is safely over. */
const LATER = 30_000 + MARGIN_MS;

describe('the first requests of a run', () => {
  test('go together: none waits for the answer of another', () => {
    const budget = new RequestBudget();
    for (let request = 0; request < 32; request++) {
      expect(budget.next(0)).toBeUndefined();
      budget.sent();
    }
  });

  test('are held back by the first answer that tells of the limit, those in flight taken off', () => {
    const budget = new RequestBudget();
    const order = budget.sent();
    for (let request = 0; request < 7; request++) budget.sent();
    budget.heard(order, left(7), undefined, 0);
    expect(budget.next(0)).toEqual({ until: LATER, reason: 'answers' });
  });

  test('without a word on the limit: nothing is held back from then on', () => {
    const budget = budgetAfter(undefined);
    for (let request = 0; request < 1_000; request++) {
      expect(budget.next(0)).toBeUndefined();
      budget.sent();
    }
  });
});

describe('a later window', () => {
  /** Sends as many requests as may go; gives how many, and what the next one waits for. */
  function sendAll(budget: RequestBudget, now: number) {
    for (let sent = 0; ; sent++) {
      const wait = budget.next(now);
      if (wait !== undefined) return { sent, wait };
      budget.sent();
    }
  }

  test('has the whole limit', () => {
    const { sent, wait } = sendAll(budgetAfter(left(2)), LATER);
    expect(sent).toBe(60);
    expect(wait).toEqual({ until: LATER + LATER, reason: 'answers' });
  });

  test('has what its own answers say, once they do', () => {
    const budget = budgetAfter(left(2));
    expect(budget.next(LATER)).toBeUndefined();
    budget.heard(budget.sent(), left(10, { reset: 90 }), undefined, LATER);
    expect(sendAll(budget, LATER)).toMatchObject({ sent: 10, wait: { until: LATER + LATER } });
  });

  test('is not judged by an answer that comes late from the one before', () => {
    const budget = budgetAfter(left(2));
    const early = budget.sent();
    expect(budget.next(LATER)).toBeUndefined();
    budget.sent();
    budget.heard(early, left(0, { endsIn: 0 }), undefined, LATER);
    expect(sendAll(budget, LATER).sent).toBe(59);
  });

  test('has less for each request without an answer: the server may have counted it', () => {
    const budget = budgetAfter(left(2));
    expect(budget.next(LATER)).toBeUndefined();
    budget.sent();
    budget.lost();
    expect(sendAll(budget, LATER).sent).toBe(59);
  });

  test('holds nothing back where no limit is known', () => {
    const budget = budgetAfter(left(0, { limit: undefined }));
    for (let request = 0; request < 1_000; request++) {
      expect(budget.next(LATER)).toBeUndefined();
      budget.sent();
    }
  });
});

describe('the end of a window', () => {
  test('is the earliest that its answers tell: each is late by its way and by part of a second', () => {
    const budget = budgetAfter(left(2));
    budget.heard(budget.sent(), left(0, { endsIn: 29_000 }), undefined, 400);
    expect(budget.next(400)).toEqual({ until: 29_400 + MARGIN_MS, reason: 'window' });
  });
});

describe('requests in flight', () => {
  test('count against what is left', () => {
    const budget = budgetAfter(left(2));
    budget.sent();
    expect(budget.next(0)).toBeUndefined();
    budget.sent();
    expect(budget.next(0)).toMatchObject({ reason: 'answers' });
  });

  test('count as used where they get no answer', () => {
    const budget = budgetAfter(left(1));
    budget.sent();
    budget.lost();
    expect(budget.next(0)).toEqual({ until: 30_000 + MARGIN_MS, reason: 'window' });
  });

  test('may be answered in any order: the least that is left is what counts', () => {
    const budget = budgetAfter(left(10));
    const [first, second] = [budget.sent(), budget.sent()];
    budget.heard(second, left(0), undefined, 0);
    budget.heard(first, left(9), undefined, 0);
    expect(budget.next(0)).toMatchObject({ reason: 'window' });
  });

  test('of an earlier window that are answered late change nothing', () => {
    const budget = new RequestBudget();
    const [early, late] = [budget.sent(), budget.sent()];
    budget.heard(late, left(59, { reset: 90 }), undefined, 0);
    budget.heard(early, left(0), undefined, 0);
    expect(budget.next(0)).toBeUndefined();
  });
});

describe('an end of the window that was told wrong', () => {
  test('gives way to that of a later request', () => {
    const budget = budgetAfter(left(0, { reset: 80_000, endsIn: 80_000_000 }));
    const order = budget.sent();
    budget.heard(order, left(5), undefined, 0);
    expect(budget.next(0)).toBeUndefined();
  });
});

describe('what an answer asks for', () => {
  test('is waited for by all', () => {
    const budget = budgetAfter(left(59), 7_000);
    expect(budget.next(0)).toEqual({ until: 7_000, reason: 'asked' });
    expect(budget.next(7_000)).toBeUndefined();
  });

  test('is one wait with the end of a window that comes later', () => {
    expect(budgetAfter(left(0), 7_000).next(0)).toEqual({ until: 30_000 + MARGIN_MS, reason: 'window' });
    expect(budgetAfter(left(0), 70_000).next(0)).toEqual({ until: 70_000, reason: 'asked' });
  });
});

describe('the time for all that is expected', () => {
  test('has every window that it needs', () => {
    const budget = budgetAfter(left(0));
    budget.expect(200);
    const wait = budget.next(0);
    // The window that is on, and three more before the last 20 may go.
    expect(wait && budget.timeFor(wait, 0)).toBe(30_000 + MARGIN_MS + 3 * 30_000);
  });

  test('is that of one window where nothing is known of what comes, or of the limit', () => {
    for (const budget of [budgetAfter(left(0)), budgetAfter(left(0, { limit: undefined }))]) {
      budget.expect(1);
      const wait = budget.next(0);
      expect(wait && budget.timeFor(wait, 0)).toBe(30_000 + MARGIN_MS);
    }
  });
});

describe('whatever the limit, the latency, the losses and the clocks', () => {
  const worlds = fc.record({
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

  test('no request is refused that could know, each goes, and none waits for longer than the window', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { refused, lost, answered, longestWait } = simulate(world);
        // Of the first window it is only known what is left once an answer tells: those that go together before it may
        // be too many. Of a request whose answer is lost nobody knows whether it counted.
        const together = Math.min(world.concurrency, world.requests);
        const leftToThem = Math.max(0, world.limit - world.usedBefore);
        expect(refused).toBeLessThanOrEqual(lost + Math.max(0, together - leftToThem));
        expect(answered).toBe(world.requests);
        // The server tells the time in whole seconds, and the answer takes its way.
        expect(longestWait).toBeLessThanOrEqual(world.windowSeconds * 1000 + MARGIN_MS + 1_000 + 450);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever answers say', () => {
  const rateLimits = fc.record({
    limit: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
    remaining: fc.nat(1_000_000),
    reset: fc.nat(),
    endsIn: fc.integer({ min: 0, max: 86_400_000 }),
  });
  const heard = fc.record({
    rateLimit: fc.option(rateLimits, { nil: undefined }),
    holdFor: fc.option(fc.nat(86_400_000), { nil: undefined }),
    isLost: fc.boolean(),
    later: fc.nat(1_000_000),
  });

  test('the next request may go after one wait, or two where both a window and an answer ask for one', () => {
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 30 }), (answers) => {
        const budget = new RequestBudget();
        let now = 0;
        for (const { isLost, later, ...answer } of answers) {
          const order = budget.sent();
          now += later;
          if (isLost) budget.lost();
          else budget.heard(order, answer.rateLimit, answer.holdFor, now);
        }
        const waits = [];
        for (let wait = budget.next(now); wait !== undefined && waits.length < 5; wait = budget.next(now)) {
          expect(wait.until).toBeGreaterThan(now);
          expect(wait.until - now).toBeLessThanOrEqual(86_400_000 + MARGIN_MS);
          now = wait.until;
          waits.push(wait);
        }
        expect(waits.length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

interface World {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly usedBefore: number;
  readonly concurrency: number;
  readonly requests: number;
  readonly isRoundedUp: boolean;
  readonly startsAt: number;
  readonly ways: readonly { readonly there: number; readonly back: number; readonly isLost: boolean }[];
}

/** Plays a budget against a server with fixed windows, event by event. Each request is made until it has its answer. */
function simulate({ limit, windowSeconds, usedBefore, concurrency, requests, isRoundedUp, startsAt, ways }: World) {
  const budget = new RequestBudget();
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  let [now, made, waiting, inFlight, refused, lost, answered, longestWait] = [startsAt, 0, requests, 0, 0, 0, 0, 0];
  let window = { endsAt: startsAt + windowSeconds * 1000, used: usedBefore };

  function serve(): { rateLimit: RateLimit; isRefused: boolean } {
    if (now >= window.endsAt) window = { endsAt: now + windowSeconds * 1000, used: 0 };
    window.used++;
    const reset = (isRoundedUp ? Math.ceil : Math.floor)(window.endsAt / 1000);
    const endsIn = reset * 1000 - Math.floor(now / 1000) * 1000;
    const isRefused = window.used > limit;
    const remaining = Math.max(0, limit - window.used);
    return { rateLimit: { limit, remaining, reset, endsIn }, isRefused };
  }

  function send(): void {
    const way = ways[made % ways.length] ?? { there: 0, back: 0, isLost: false };
    // Not every answer is lost, or nothing would ever end.
    const isLost = way.isLost && made % 3 === 0;
    const order = budget.sent();
    made++;
    waiting--;
    inFlight++;
    events.push({
      at: now + way.there,
      happen: () => {
        const { rateLimit, isRefused } = serve();
        if (isRefused) refused++;
        events.push({
          at: now + way.back,
          happen: () => {
            inFlight--;
            if (isLost) {
              budget.lost();
              lost++;
            } else budget.heard(order, rateLimit, undefined, now);
            if (isLost || isRefused) waiting++;
            else answered++;
          },
        });
      },
    });
  }

  for (let step = 0; step < 20_000 && answered < requests; step++) {
    const wait = budget.next(now);
    if (waiting > 0 && inFlight < concurrency && wait === undefined) {
      send();
      continue;
    }
    const isHeldUp = waiting > 0 && inFlight < concurrency && wait !== undefined;
    if (isHeldUp) longestWait = Math.max(longestWait, wait.until - now);
    events.sort((a, b) => a.at - b.at);
    const event = events[0];
    if (event !== undefined && (!isHeldUp || event.at <= wait.until)) {
      events.shift();
      now = event.at;
      event.happen();
    } else if (isHeldUp) now = wait.until;
    else break;
  }
  return { refused, lost, answered, longestWait };
}

test.each([
  [
    { seconds: 61, reason: 'window', limit: 60 },
    "BabySea's rate limit (60 requests a window): waiting 61 s for the next window.",
  ],
  [{ seconds: 7, reason: 'asked', limit: undefined }, "BabySea's rate limit: waiting 7 s as it asks."],
] as const)('a wait for the rate limit is told: %j', (wait, line) => {
  const lines: string[] = [];
  waitLog((text) => lines.push(text))(wait);
  expect(lines).toEqual([line]);
});
