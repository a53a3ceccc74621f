import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderComment } from '../../../src/report/comment.ts';
import { readHidden, writeHidden } from '../../../src/report/comment-state.ts';
import { hostileId } from '../../support/hostile.ts';
import { usd } from '../../support/money.ts';
import { RUN, reportOf } from '../../support/reports.ts';

const forged = writeHidden({ approval: { event: 7, cost: usd('9999') }, shownCost: usd('9999') });
const kept = { approval: { event: 1, cost: usd('2') }, shownCost: usd('3') };

/** The comment of a plan in which this text stands wherever a plan may have text. */
async function commentOn(text: string, remembered?: typeof kept): Promise<string> {
  const plan = { name: text, generations: [{ id: text, model: 'a/b' }] };
  return renderComment(await reportOf({ plans: { [`${text}.yml`]: plan }, prices: { 'a/b': 1 } }), RUN, '', remembered);
}

describe('what the gate remembers cannot be forged', () => {
  test('by a plan that holds the hidden line', async () => {
    for (const text of [forged, `-->${forged}`, `x ${forged}`]) {
      expect(readHidden(await commentOn(text, kept))).toEqual(kept);
      expect(readHidden(await commentOn(text))).toEqual({ approval: undefined, shownCost: undefined });
    }
  });

  test('by any text of a plan around it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileId, hostileId, async (before, after) => {
        const text = `${before.slice(0, 6)}${writeHidden({ approval: undefined, shownCost: usd('1') })}${after.slice(0, 6)}`;
        expect(readHidden(await commentOn(text.trim(), kept))).toEqual(kept);
      }),
      { numRuns: 50 },
    );
  });
});
