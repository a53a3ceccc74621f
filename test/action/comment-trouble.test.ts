/** Where only the comment suffers, the verdict is the same as without a pull request, and the summary has everything. */

import { describe, expect, test } from 'vitest';
import { defaultToken, type SandboxToken, workflowToken } from '../../sandbox/github/index.ts';
import { HTML_502 } from '../support/faults.ts';
import type { Scene, Step } from '../support/in-process.ts';
import { arrangeSides } from '../support/sides.ts';

const READ_ONLY = 'ghs_read_only_token';
const tokens: Record<string, SandboxToken> = {
  [defaultToken]: workflowToken,
  [READ_ONLY]: { ...workflowToken, permissions: { contents: 'read', pull_requests: 'read' } },
};
const limited = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' };

/** What of a step does not speak of its comment. */
function judged({ exitCode, outputs }: Step) {
  return { exitCode, outputs: { ...outputs, 'comment-id': '', 'comment-url': '' } };
}

function refuse(scene: Scene, endpoint: 'create-comment' | 'list-comments', status: number, retryAfter: string): void {
  const headers = { 'retry-after': retryAfter };
  scene.github.faults.add({ endpoint, times: 'always', kind: 'answer', status, headers, body: limited });
}

const troubles: [string, RegExp, (scene: Scene) => Record<string, string> | undefined][] = [
  ['the token may only read', /`permissions: pull-requests: write`/, () => ({ 'github-token': READ_ONLY })],
  [
    '5xx on what stands',
    /HTTP 502/,
    (scene) => {
      scene.github.faults.add({ endpoint: 'list-comments', times: 'always', ...HTML_502 });
      return undefined;
    },
  ],
  [
    '5xx on writing',
    /HTTP 502/,
    (scene) => {
      scene.github.faults.add({ endpoint: 'create-comment', times: 'always', ...HTML_502 });
      return undefined;
    },
  ],
  [
    'a secondary rate limit on writing, longer than the time that is left',
    /HTTP 403.*rate limit for this token is used up/,
    (scene) => {
      refuse(scene, 'create-comment', 403, '3600');
      return undefined;
    },
  ],
  [
    'a secondary rate limit on reading, longer than the time that is left',
    /HTTP 429.*rate limit for this token is used up/,
    (scene) => {
      refuse(scene, 'list-comments', 429, '3600');
      return undefined;
    },
  ],
  [
    'a locked conversation',
    /The conversation is locked/,
    (scene) => {
      scene.pull.locked = true;
      return undefined;
    },
  ],
];

describe('the verdict stands, and the summary has everything', () => {
  test.each(troubles)('with %s', async (_, warning, disturb) => {
    const scene = await arrangeSides({ github: { tokens } });
    const calm = await scene.run({ inputs: { comment: 'never' } });
    const step = await scene.run({ inputs: { ...disturb(scene) } });
    expect(calm.outputs).toMatchObject({ verdict: 'fail', 'total-cost': '0.520', 'baseline-cost': '0.260' });
    expect(judged(step)).toEqual(judged(calm));
    expect(step.messages('warning')).toEqual([expect.stringMatching(warning)]);
    expect(step.summary.split('\n')).toEqual(expect.arrayContaining(calm.summary.split('\n')));
    expect(step.summary).toContain('The comment could not be written');
    expect(scene.repo.comments).toEqual([]);
  });
});

test('a rate limit that ends within the time is waited for', async () => {
  const scene = await arrangeSides();
  const headers = { 'retry-after': '0' };
  scene.github.faults.add({
    endpoint: 'create-comment',
    times: 2,
    kind: 'answer',
    status: 403,
    headers,
    body: limited,
  });
  const step = await scene.run();
  expect(step.outputs).toMatchObject({ verdict: 'fail', 'comment-id': String(scene.comment().id) });
  expect(step.messages('warning')).toEqual([]);
  expect(scene.github.requestsTo('create-comment')).toHaveLength(3);
});
