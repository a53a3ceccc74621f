import { expect, test, vi } from 'vitest';
import { createGitHub } from '../../src/github/client.ts';

const comments = { owner: 'sample-studio', repo: 'catalogue', issue_number: 7 };

test('once the time is up nothing is tried again: no wait is begun', async () => {
  const timeIsUp = AbortSignal.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await expect(createGitHub('ghs_token', () => timeIsUp).rest.issues.listComments(comments)).rejects.toThrow(/timeout/);
  // The first wait before another attempt is of 250 ms; the queue itself has timers of none.
  expect(timers.mock.calls.filter(([, wait = 0]) => wait >= 250)).toEqual([]);
});
