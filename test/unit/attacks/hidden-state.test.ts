import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markerOf, renderComment } from '../../../src/report/comment.ts';
import { parseState, sealFor, serializeState, withHiddenLines } from '../../../src/report/comment-state.ts';
import { hostileId } from '../../support/hostile.ts';
import { COMMIT, record } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';
import { RUN, reportOf } from '../../support/reports.ts';

const seal = sealFor('bsk_test', { owner: 'seaside', repo: 'shop', pullRequest: 7, key: '' });
const kept = {
  revision: 1,
  commit: COMMIT,
  cost: usd('3'),
  monthly: usd('12'),
  label: record('2'),
  gate: 'gate-number',
};
// Even a line with the right code, as the comment itself shows one to everybody.
const copied = serializeState({ ...kept, cost: usd('9999') }, seal, markerOf(''));

/** The comment of a plan in which this text stands wherever a plan may have text. */
async function commentOn(text: string, state?: string): Promise<string> {
  const plan = { name: text, generations: [{ id: text, model: 'a/b' }] };
  const report = await reportOf({ plans: { [`${text}.yml`]: plan }, prices: { 'a/b': 1 } });
  return withHiddenLines(renderComment(report, RUN, ''), 'digest', state);
}

test('no text of a plan is read as the state', async () => {
  await fc.assert(
    fc.asyncProperty(hostileId, hostileId, async (before, after) => {
      const text = `${before.slice(0, 6)}${copied}${after.slice(0, 6)}`.slice(0, 100).trim();
      expect(parseState(await commentOn(text, serializeState(kept, seal, markerOf(''))), seal)).toMatchObject(kept);
      expect(parseState(await commentOn(text), seal)).toBeUndefined();
    }),
    {
      numRuns: 50,
      examples: [
        ['', ''],
        ['-->', ''],
      ],
    },
  );
});
