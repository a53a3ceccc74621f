import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/babysea/error-messages.ts';
import { BabySeaError, BabySeaNetworkError, BabySeaRetryError, RateLimitedError } from '../../../src/babysea/errors.ts';
import { prose } from '../../../src/shared/message.ts';
import { refused } from '../../support/answers.ts';

function told(error: unknown, asked: string, options = {}): { message: string; help: string; reach: string } {
  const { message, help, reach } = describeError(error, prose(asked), 'us', options);
  return { message: String(message), help: String(help), reach };
}

describe('HTTP 404', () => {
  test('of an estimate is a model that is not known', () => {
    const trouble = told(refused(404), 'the price of lab/name', { namesModel: true });
    expect(trouble.message).toMatch(/does not know that model/);
  });

  test.each(['the account’s balance', 'the model library'])('of %s says nothing of models', (asked) => {
    const { message, help, reach } = told(refused(404), asked);
    expect(message).toBe(`BabySea refused to answer for ${asked} (HTTP 404, request \`req_9\`).`);
    expect(help).toBe('Check `base-url`: it must name the API itself.');
    expect(reach).toBe('request');
  });
});

describe('a rate limit that the time cannot hold', () => {
  const facts = { limit: 60, seconds: 61, secondsLeft: 58, timeout: 140 };

  test('says what is waited for, for how long, and which time would do', () => {
    expect(told(new RateLimitedError(facts), 'the price of lab/name')).toEqual({
      message:
        "BabySea's rate limit of 60 requests a window is reached: the request for the price of lab/name must wait 61 seconds, but only 58 seconds are left.",
      help: 'Raise `timeout` to at least 140, and further if later requests have to wait as well; or plan fewer distinct settings.',
      reach: 'everything',
    });
  });

  test.each([undefined, 21_610])('recommends no time that is none of the input: %s', (timeout) => {
    const error = new RateLimitedError({ ...facts, limit: undefined, timeout });
    const { message, help } = told(error, 'the usage');
    expect(message).toMatch(/^BabySea's rate limit is reached/);
    expect(help).toBe('Run the gate again later.');
  });
});

/** What BabySea says with an error status, and a code of its own unless a gateway before it says it. */
function refusedWith(status: number, code: string | undefined, message = 'No.'): BabySeaError {
  return new BabySeaError(message, { status, code, requestId: code && 'req_1', retryable: false });
}

describe('a refusal says what happened and what to do', () => {
  const expired = 'The API key has expired.';
  test.each([
    [
      'an expired key',
      refusedWith(401, 'BSE1002', expired),
      /HTTP 401 `BSE1002`, request `req_1`.*`The API key has/,
      'everything',
    ],
    [
      'a key of another region',
      refusedWith(401, 'BSE1002'),
      /another region than `us`.*`region` is the region/,
      'everything',
    ],
    [
      'a key without an account',
      refusedWith(404, 'BSE1008'),
      /refused the key \(HTTP 404 `BSE1008`, request `req_1`\).*`region` is the region/,
      'everything',
    ],
    [
      'a key of another IP address',
      refusedWith(403, 'BSE1007'),
      /IP address.*HTTP 403 `BSE1007`.*Allow its address/,
      'everything',
    ],
    [
      'a key without the scope',
      refusedWith(403, 'BSE1003'),
      /HTTP 403 `BSE1003`.*lacks the scope.*`Read Only`/,
      'everything',
    ],
    ['the firewall', refusedWith(403, undefined, '<html>'), /HTTP 403\).*firewall/, 'request'],
    ['a redirect', refusedWith(307, undefined), /with a redirect \(HTTP 307\).*`base-url`/, 'request'],
    [
      'an error that stays',
      refusedWith(500, 'BSE9999', 'Broken'),
      /HTTP 500 `BSE9999`, request `req_1`, 1 attempt\).*Broken/,
      'service',
    ],
    [
      'a rate limit',
      new BabySeaRetryError(3, refusedWith(429, 'BSE1005')),
      /HTTP 429 `BSE1005`.*3 attempts.*`concurrency`/,
      'service',
    ],
    [
      'a reset',
      new BabySeaRetryError(3, new BabySeaNetworkError('ECONNRESET')),
      /did not answer.*3 attempts\): `ECONNRESET`.*`base-url`/,
      'service',
    ],
  ] as const)('%s', (_, error, said, reach) => {
    const description = told(error, 'the price of lab/name');
    expect(`${description.message} ${description.help}`).toMatch(said);
    expect(description.reach).toBe(reach);
  });
});
