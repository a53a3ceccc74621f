import { describe, expect, test } from 'vitest';
import { rateLimitOf, retryAfterOf } from '../../../src/babysea/rate-limiter.ts';

/** 2026-01-01T00:00:00Z, in seconds. */
const NOW = 1_767_225_600;

function told(fields: Readonly<Record<string, string>>) {
  return rateLimitOf(new Map(new Headers(fields)), NOW * 1000);
}

const sound = {
  'x-ratelimit-limit': '60',
  'x-ratelimit-remaining': '12',
  'x-ratelimit-reset': `${NOW + 30}`,
};

describe('the rate limit of an answer', () => {
  test('is read from its headers', () => {
    expect(told(sound)).toEqual({ limit: 60, remaining: 12, reset: NOW + 30, endsIn: 30_000 });
  });

  test('needs no limit to be told', () => {
    const { 'x-ratelimit-limit': _, ...others } = sound;
    expect(told(others)).toMatchObject({ limit: undefined, remaining: 12 });
  });

  test.each([
    ['nothing remaining is told', { ...sound, 'x-ratelimit-remaining': '' }],
    ['the remaining are negative', { ...sound, 'x-ratelimit-remaining': '-1' }],
    ['the remaining are no number', { ...sound, 'x-ratelimit-remaining': 'NaN' }],
    ['the remaining are part of a request', { ...sound, 'x-ratelimit-remaining': '0.5' }],
    ['the remaining are more than there are', { ...sound, 'x-ratelimit-remaining': '61' }],
    ['no request is ever allowed', { ...sound, 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0' }],
    ['the window is over', { ...sound, 'x-ratelimit-reset': `${NOW - 1}` }],
    ['the window ends in a year', { ...sound, 'x-ratelimit-reset': `${NOW + 365 * 86_400}` }],
    ['the end has more digits than time', { ...sound, 'x-ratelimit-reset': '9'.repeat(400) }],
    ['the header came twice', { ...sound, 'x-ratelimit-reset': `${NOW + 30}, ${NOW + 30}` }],
  ])('counts as none where %s', (_, fields) => {
    expect(told(fields)).toBeUndefined();
  });

  test('may be of a window that ends within the second', () => {
    expect(told({ ...sound, 'x-ratelimit-reset': `${NOW}` })).toMatchObject({ endsIn: 0 });
  });

  test.each([-3600, 3600])('is read by the server’s clock, though ours is %i seconds off', (off) => {
    const date = new Date((NOW + off) * 1000).toUTCString();
    expect(told({ ...sound, date, 'x-ratelimit-reset': `${NOW + off + 30}` })).toMatchObject({ endsIn: 30_000 });
  });
});

describe('`Retry-After`', () => {
  const retryAfter = (fields: Readonly<Record<string, string>>) =>
    retryAfterOf(new Map(new Headers(fields)), NOW * 1000);

  test('has seconds', () => {
    expect(retryAfter({ 'retry-after': '7' })).toBe(7);
  });

  test('has a date, which counts from the server’s own', () => {
    const inSeconds = (seconds: number) => new Date((NOW + seconds) * 1000).toUTCString();
    expect(retryAfter({ 'retry-after': inSeconds(7) })).toBe(7);
    expect(retryAfter({ 'retry-after': inSeconds(3607), date: inSeconds(3600) })).toBe(7);
    expect(retryAfter({ 'retry-after': inSeconds(-7) })).toBe(0);
  });

  test.each(['soon', '', '-1s', '9'.repeat(400)])('that is neither counts as none: "%s"', (text) => {
    expect(retryAfter({ 'retry-after': text })).toBeUndefined();
  });
});
