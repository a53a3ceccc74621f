import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARGIN_MS, Pace } from '../../../src/babysea/pace.ts';
import type { RateLimit } from '../../../src/babysea/rate-limit.ts';

/** A window of 60 requests that ends 30 s from now. */
function left(remaining: number, fields: Partial<RateLimit> = {}): RateLimit {
  return { limit: 60, remaining, reset: 30, endsIn: 30_000, ...fields };
}

/** A pace at time 0 that has heard this of its first request. */
function paceAfter(rateLimit: RateLimit | undefined, holdFor?: number): Pace {
  const pace = new Pace();
  pace.heard(pace.sent(0), { rateLimit, holdFor }, 0);
  return pace;
}

/** When the window of {@link left} is safely over. */
const LATER = 30_000 + MARGIN_MS;

describe('the first requests of a run', () => {
  test('go together: none waits for the answer of another', () => {
    const pace = new Pace();
    for (let request = 0; request < 32; request++) {
      expect(pace.next(0)).toBeUndefined();
      pace.sent(0);
    }
  });

  test('are held back by the first answer that tells of the limit, those in flight taken off', () => {
    const pace = new Pace();
    const order = pace.sent(0);
    for (let request = 0; request < 7; request++) pace.sent(0);
    pace.heard(order, { rateLimit: left(7), holdFor: undefined }, 0);
    expect(pace.next(0)).toEqual({ until: LATER, reason: 'answers' });
  });

  test('without a word on the limit: nothing is held back from then on', () => {
    const pace = paceAfter(undefined);
    for (let request = 0; request < 1_000; request++) {
      expect(pace.next(0)).toBeUndefined();
      pace.sent(0);
    }
  });
});

describe('the first request of a later window', () => {
  test('goes alone: its answer tells how many may follow', () => {
    const pace = paceAfter(left(2));
    expect(pace.next(LATER)).toBeUndefined();
    const order = pace.sent(LATER);
    expect(pace.next(LATER)).toMatchObject({ reason: 'answers' });
    pace.heard(order, { rateLimit: left(2, { reset: 90 }), holdFor: undefined }, LATER);
    expect(pace.next(LATER)).toBeUndefined();
  });

  test('holds up the others for a second at most', () => {
    const pace = paceAfter(left(2));
    expect(pace.next(LATER)).toBeUndefined();
    pace.sent(LATER);
    expect(pace.next(LATER)).toEqual({ until: LATER + 1_000, reason: 'answers' });
    expect(pace.next(LATER + 1_000)).toBeUndefined();
  });

  test('without an answer is followed by another one, alone', () => {
    const pace = paceAfter(left(2));
    expect(pace.next(LATER)).toBeUndefined();
    pace.lost(pace.sent(LATER));
    expect(pace.next(LATER)).toBeUndefined();
    pace.sent(LATER);
    expect(pace.next(LATER)).toMatchObject({ reason: 'answers' });
  });

  test('is not taken for answered where an earlier one is', () => {
    const pace = paceAfter(left(2));
    const early = pace.sent(0);
    expect(pace.next(LATER)).toBeUndefined();
    pace.sent(LATER);
    pace.heard(early, { rateLimit: undefined, holdFor: undefined }, LATER);
    expect(pace.next(LATER)).toEqual({ until: LATER + 1_000, reason: 'answers' });
  });
});

describe('the end of a window', () => {
  test('is the earliest that its answers tell: each is late by its way and by part of a second', () => {
    const pace = paceAfter(left(2));
    pace.heard(pace.sent(0), { rateLimit: left(0, { endsIn: 29_000 }), holdFor: undefined }, 400);
    expect(pace.next(400)).toEqual({ until: 29_400 + MARGIN_MS, reason: 'window' });
  });
});

describe('requests in flight', () => {
  test('count against what is left', () => {
    const pace = paceAfter(left(2));
    pace.sent(0);
    expect(pace.next(0)).toBeUndefined();
    pace.sent(0);
    expect(pace.next(0)).toMatchObject({ reason: 'answers' });
  });

  test('count as used where they get no answer', () => {
    const pace = paceAfter(left(1));
    pace.lost(pace.sent(0));
    expect(pace.next(0)).toEqual({ until: 30_000 + MARGIN_MS, reason: 'window' });
  });

  test('may be answered in any order: the least that is left is what counts', () => {
    const pace = paceAfter(left(10));
    const [first, second] = [pace.sent(0), pace.sent(0)];
    pace.heard(second, { rateLimit: left(0), holdFor: undefined }, 0);
    pace.heard(first, { rateLimit: left(9), holdFor: undefined }, 0);
    expect(pace.next(0)).toMatchObject({ reason: 'window' });
  });

  test('of an earlier window that are answered late change nothing', () => {
    const pace = new Pace();
    const [early, late] = [pace.sent(0), pace.sent(0)];
    pace.heard(late, { rateLimit: left(59, { reset: 90 }), holdFor: undefined }, 0);
    pace.heard(early, { rateLimit: left(0), holdFor: undefined }, 0);
    expect(pace.next(0)).toBeUndefined();
  });
});

describe('an end of the window that was told wrong', () => {
  test('gives way to that of a later request', () => {
    const pace = paceAfter(left(0, { reset: 80_000, endsIn: 80_000_000 }));
    const order = pace.sent(0);
    pace.heard(order, { rateLimit: left(5), holdFor: undefined }, 0);
    expect(pace.next(0)).toBeUndefined();
  });
});

describe('what an answer asks for', () => {
  test('is waited for by all', () => {
    const pace = paceAfter(left(59), 7_000);
    expect(pace.next(0)).toEqual({ until: 7_000, reason: 'asked' });
    expect(pace.next(7_000)).toBeUndefined();
  });

  test('is one wait with the end of a window that comes later', () => {
    expect(paceAfter(left(0), 7_000).next(0)).toEqual({ until: 30_000 + MARGIN_MS, reason: 'window' });
    expect(paceAfter(left(0), 70_000).next(0)).toEqual({ until: 70_000, reason: 'asked' });
  });
});

describe('the time for all that is expected', () => {
  test('has every window that it needs', () => {
    const pace = paceAfter(left(0));
    pace.expect(200);
    const wait = pace.next(0);
    // The window that is on, and three more before the last 20 may go.
    expect(wait && pace.timeFor(wait, 0)).toBe(30_000 + MARGIN_MS + 3 * 30_000);
  });

  test('is that of one window where nothing is known of what comes, or of the limit', () => {
    for (const pace of [paceAfter(left(0)), paceAfter(left(0, { limit: undefined }))]) {
      pace.expect(1);
      const wait = pace.next(0);
      expect(wait && pace.timeFor(wait, 0)).toBe(30_000 + MARGIN_MS);
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
        const pace = new Pace();
        let now = 0;
        for (const { isLost, later, ...answer } of answers) {
          const order = pace.sent(now);
          now += later;
          if (isLost) pace.lost(order);
          else pace.heard(order, answer, now);
        }
        const waits = [];
        for (let wait = pace.next(now); wait !== undefined && waits.length < 5; wait = pace.next(now)) {
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

/** Plays a pace against a server with fixed windows, event by event. Each request is made until it has its answer. */
function simulate({ limit, windowSeconds, usedBefore, concurrency, requests, isRoundedUp, startsAt, ways }: World) {
  const pace = new Pace();
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
    const order = pace.sent(now);
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
              pace.lost(order);
              lost++;
            } else pace.heard(order, { rateLimit, holdFor: undefined }, now);
            if (isLost || isRefused) waiting++;
            else answered++;
          },
        });
      },
    });
  }

  for (let step = 0; step < 20_000 && answered < requests; step++) {
    const wait = pace.next(now);
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
