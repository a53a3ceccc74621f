import { describe, expect, test } from 'vitest';
import { renderSettlement, renderSettlementComment, renderSettlementText, settlementLog } from '../../../src/settlement/views.ts';
import { RUN } from '../../support/reports.ts';
import { after, clockAt, GATE_TIME, type Run, record, settlementOf } from '../../support/settlements.ts';

/** Sample prices. */
const prices = {
  'bfl/flux-1.1-pro': 0.052,
  'kling/v1.5-pro': ({ duration = 5 }) => duration * 0.049,
  'google/veo-2': ({ duration = 5 }) => duration * 0.35,
};
const plan = `
name: Spring campaign
generations:
  - {id: product-shots, model: bfl/flux-1.1-pro, count: 40}
  - {id: hero, model: kling/v1.5-pro, count: 4, duration: 5, resolution: 720p, audio: false}
`;
const still = { model_identifier: 'bfl/flux-1.1-pro', generation_provider_used: 'bfl' };
const clip = {
  model_identifier: 'kling/v1.5-pro',
  generation_duration: 5,
  generation_resolution: '720p',
  generation_provider_used: 'kling',
};
const id = (group: string, index: number) => `${group}0f0e2-${String(index).padStart(4, '0')}`;

/** Failures in a row, a longer video, a model that nobody planned, and a generation that never ends. */
const allSigns: Run = {
  plan,
  account: { prices, balance: 12.48 },
  balanceNow: 5.976,
  clock: clockAt(GATE_TIME + 95 * 60_000),
  records: [
    ...Array.from({ length: 40 }, (_, index) =>
      record(id('a', index), {
        ...still,
        generation_created_at: after(60 + index),
        ...([11, 12, 13].includes(index) && { generation_status: 'failed', generation_error_code: 'BSE3001' }),
      }),
    ),
    record(id('b', 0), clip),
    record(id('b', 1), { ...clip, generation_duration: 10, generation_created_at: after(90) }),
    record(id('b', 2), { ...clip, generation_status: 'processing', generation_provider_used: null }),
    record(id('b', 3), { ...clip, generation_status: 'canceled' }),
    record(id('c', 0), { model_identifier: 'google/veo-2', generation_duration: 8, generation_created_at: after(300) }),
  ],
};

describe('the settlement, as a reviewer reads it', () => {
  test('with all four signs', async () => {
    const settlement = await settlementOf(allSigns);
    await expect(renderSettlementComment(settlement, RUN, '')).toMatchFileSnapshot('./all-signs.md');
    const medium = { columns: 140, colours: false, pathOf: (file: string) => file };
    await expect(renderSettlementText(settlement, medium)).toMatchFileSnapshot('./all-signs.txt');
  });

  test('of a run as planned', async () => {
    const records = Array.from({ length: 4 }, (_, index) => record(id('b', index), clip));
    const settlement = await settlementOf({
      ...allSigns,
      plan: plan.replace(/ {2}- \{id: product.*\n/, ''),
      records,
      balanceNow: 11.5,
    });
    await expect(renderSettlement(settlement, RUN)).toMatchFileSnapshot('./as-planned.md');
  });

  test('of records that cannot be read', async () => {
    const records = [record('d0f0e2', { generation_status: 'paused' })];
    const settlement = await settlementOf({ ...allSigns, records });
    await expect(renderSettlement(settlement, RUN)).toMatchFileSnapshot('./unreadable.md');
  });
});

describe('what comes from outside', () => {
  test('makes no table cells, links or mentions, and never too long a comment', async () => {
    const records = Array.from({ length: 3_000 }, (_, index) =>
      record(`<b>${index} @octocat [x](https://evil.example) | \`\`\``, {
        ...clip,
        generation_resolution: `${index} </td><td> <script>`,
        generation_duration: null,
      }),
    );
    const settlement = await settlementOf({ ...allSigns, records });
    const comment = renderSettlementComment(settlement, RUN, '');
    expect(comment.length).toBeLessThanOrEqual(65_536);
    // In the list, code spans hold it.
    expect(comment.slice(comment.indexOf('<table>'))).not.toMatch(/<b>\d|<script/);
    expect(comment).toMatch(/… and [\d,]+ rows that did not fit here/);
  });

  test('is cut where it is long, so that the other rows stay', async () => {
    const long = record('a', { model_identifier: 'bfl/flux-1.1-pro', generation_resolution: 'x'.repeat(100_000) });
    const settlement = await settlementOf({ ...allSigns, records: [long] });
    const medium = { columns: 140, colours: false, pathOf: (file: string) => file };
    for (const text of [renderSettlement(settlement, RUN), renderSettlementText(settlement, medium)]) {
      expect(text.length).toBeLessThan(5_000);
      expect(text).toContain('product-shots');
    }
    expect(JSON.stringify(settlementLog(settlement)).length).toBeLessThan(10_000);
  });
});
