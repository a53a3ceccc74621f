import { describe, expect, test } from 'vitest';
import { refused } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';
import { after, clockAt, findingsOf, GATE_TIME, type Run, record, settlementOf } from '../../support/settlements.ts';

const prices = {
  'bfl/flux-schnell': 0.005,
  'bfl/flux-1.1-pro': 0.052,
  'kling/v1.5-pro': ({ duration = 5 }) => duration * 0.049,
  'google/veo-2': ({ duration = 5 }) => duration * 0.35,
};
const account = { prices, balance: 100 };
const stills = { generations: [{ id: 'stills', model: 'bfl/flux-schnell', count: 4 }] };
const clip = {
  model_identifier: 'kling/v1.5-pro',
  generation_duration: 5,
  generation_resolution: '720p',
  generation_provider_used: 'kling',
};
const clips = {
  generations: [{ id: 'hero', model: 'kling/v1.5-pro', count: 2, duration: 5, resolution: '720p', audio: false }],
};
const four = ['a', 'b', 'c', 'd'].map((id) => record(id));

function run(fields: Partial<Run>) {
  return settlementOf({ plan: stills, account, records: four, balanceNow: 99.98, ...fields });
}

describe('a run that went as planned', () => {
  test('passes, and its computed charges are the planned cost', async () => {
    const settlement = await run({});
    expect(settlement).toMatchObject({
      verdict: 'pass',
      records: 4,
      succeeded: 4,
      failed: 0,
      canceled: 0,
      pending: 0,
      unplanned: 0,
      findings: [],
    });
    expect(JSON.parse(JSON.stringify(settlement))).toMatchObject({
      headline: '$0.020 planned, $0.020 in computed charges: as planned.',
      planned_cost: '0.020',
      settled_cost: '0.020',
      difference: '0.000',
      unexplained_cost: '0.000',
      lines: [{ id: 'stills', count: 4, succeeded: 4, settled_cost: '0.020', difference: '0.000' }],
    });
  });

  test('counts only the records of the run by their ids', async () => {
    const records = [...four, record('somebody-else', { model_identifier: 'google/veo-2', generation_duration: 8 })];
    expect(await run({ records, ids: ['a', 'b', 'c', 'd', 'a'] })).toMatchObject({ verdict: 'pass', records: 4 });
    expect(await run({ records })).toMatchObject({ verdict: 'warn', records: 5, unplanned: 1 });
  });

  test('does not look at records from before', async () => {
    const records = [...four, record('old', { generation_created_at: after(-1), model_identifier: undefined })];
    expect(await run({ records })).toMatchObject({ verdict: 'pass', records: 4 });
  });
});

describe('a record belongs to a line', () => {
  test('by model, duration, resolution, sound and outputs, where no sound is the same as none named', async () => {
    const settlement = await run({
      plan: clips,
      records: [record('a', clip), record('b', { ...clip, generation_audio_mode: 'noaudio' })],
      balanceNow: 99.51,
    });
    expect(settlement).toMatchObject({ verdict: 'pass', others: [], lines: [{ succeeded: 2 }] });
  });

  test('that leaves a setting open, where what was generated costs as much', async () => {
    const plan = { generations: [{ id: 'hero', model: 'kling/v1.5-pro', count: 1, duration: 5 }] };
    expect(await run({ plan, records: [record('a', clip)], balanceNow: 99.755 })).toMatchObject({
      verdict: 'pass',
      others: [],
    });
    const dearer = { ...prices, 'kling/v1.5-pro': ({ resolution = '' }) => (resolution === '' ? 0.245 : 0.49) };
    const settlement = await run({ plan, records: [record('a', clip)], account: { ...account, prices: dearer } });
    expect(settlement).toMatchObject({ verdict: 'warn', others: [{ kind: 'other_settings' }] });
  });

  test('that leaves a setting open, where those with the same settings are full', async () => {
    const plan = {
      generations: [
        { id: 'open', model: 'kling/v1.5-pro', count: 1, duration: 5 },
        { id: 'hero', model: 'kling/v1.5-pro', count: 2, duration: 5, resolution: '720p' },
      ],
    };
    const records = ['a', 'b', 'c'].map((id) => record(id, clip));
    const settlement = await run({ plan, records, balanceNow: 99.265 });
    expect(settlement).toMatchObject({ verdict: 'pass', findings: [], lines: [{ succeeded: 1 }, { succeeded: 2 }] });
  });

  test('of several that are alike, in the order of the plan; what is above all of them is a surplus', async () => {
    const plan = {
      generations: [
        { id: 'one', model: 'bfl/flux-schnell', count: 2 },
        { id: 'two', model: 'bfl/flux-schnell' },
      ],
    };
    const settlement = await run({ plan, records: [...four, record('f', { generation_status: 'failed' })] });
    expect(settlement.lines).toMatchObject([
      { succeeded: 2, failed: 0 },
      { succeeded: 2, failed: 1 },
    ]);
    expect(findingsOf(settlement)).toEqual([
      'warning overrun: The computed cost, with what is still reserved, is $0.020: $0.005 more than the $0.015 that was planned. The other warnings say which generations cost more.',
      expect.stringMatching(
        /^warning surplus: The line `two` of `generation-plan.yml` plans 1 generation, and 2 succeeded or are running: 1 more, with a computed cost of \$0\.005\./,
      ),
      expect.stringMatching(/^notice failed: 1 generation failed\./),
    ]);
  });

  test('with another number of outputs at the planned price of one', async () => {
    const settlement = await run({ records: [record('a', { generation_output_number: 3 })] });
    expect(settlement).toMatchObject({ verdict: 'warn', others: [{ kind: 'other_settings', outputs: 3 }] });
    expect(String(settlement.settled_cost)).toBe('0.015');
  });
});

describe('a sign', () => {
  test('is a longer video than planned, at the price of an estimate', async () => {
    const settlement = await run({
      plan: clips,
      records: [record('a', clip), record('b', { ...clip, generation_duration: 10 })],
      balanceNow: 99.265,
    });
    expect(findingsOf(settlement)).toEqual([
      'warning overrun: The computed cost, with what is still reserved, is $0.735: $0.245 more than the $0.490 that was planned. The other warnings say which generations cost more.',
      'warning other_settings: 1 generation (`b`) of `kling/v1.5-pro` used settings that the plan does not have: `10 s, 720p` instead of `5 s, 720p`, with a computed cost of $0.490. Send the body that the output `matrix` gives, or correct the plan.',
      'notice missing: 1 of 2 planned generations has no record with the planned settings. If no warning explains it, check whether a job ended early or lost its ids.',
    ]);
  });

  test('is a model that the plan does not contain', async () => {
    const settlement = await run({
      records: [...four, record('x', { model_identifier: 'google/veo-2', generation_duration: 8 })],
    });
    expect(settlement.unplanned).toBe(1);
    expect(findingsOf(settlement)).toContain(
      'warning unplanned: The plan does not contain 1 generation (`x`) of `google/veo-2`, with a computed cost of $2.800. If you do not recognise it, a key may have leaked: revoke the key in BabySea’s dashboard.',
    );
  });

  test('are three failures in a row at the same provider, whatever others do in between', async () => {
    const failed = (id: string, seconds: number, provider = 'bfl', status = 'failed') =>
      record(id, {
        generation_created_at: after(seconds),
        generation_provider_used: provider,
        generation_status: status,
      });
    const three = [failed('c', 3), failed('a', 1), failed('x', 2, 'replicate', 'succeeded'), failed('b', 2)];
    expect(findingsOf(await run({ records: three }))).toContain(
      'warning failures_in_a_row: 3 generations of `bfl/flux-schnell` in a row failed at the provider `bfl` at 2026-05-04 12:00 UTC. BabySea refunds them. Name other providers first in `generation_provider_order`, or generate later.',
    );
    const between = [...three, failed('y', 2.5, 'bfl', 'succeeded')];
    expect((await run({ records: between, balanceNow: 99.99 })).verdict).toBe('pass');
  });

  test('is a generation that runs for over an hour; a shorter one is a notice', async () => {
    const records = [record('a', { generation_status: 'processing' })];
    const short = await run({ records, balanceNow: 99.995 });
    expect(short).toMatchObject({ verdict: 'pass', pending: 1 });
    expect(findingsOf(short)[0]).toMatch(/^notice running: 1 generation is still running\./);
    const long = await run({ records, balanceNow: 99.995, clock: clockAt(GATE_TIME + 2 * 3_600_000) });
    expect(long.verdict).toBe('warn');
    expect(findingsOf(long)[0]).toMatch(
      /^warning running_long: 1 generation \(`a`\) has been running for over an hour; it was created at 2026-05-04 12:01 UTC/,
    );
  });
});

describe('the balance', () => {
  test('that fell by more than was computed is a notice with exactly that amount', async () => {
    const settlement = await run({ balanceNow: 97.98 });
    expect(settlement.verdict).toBe('pass');
    expect(findingsOf(settlement)[0]).toMatch(/^notice unexplained: The balance fell by \$2\.000 more/);
  });

  test('that rose is no negative spending', async () => {
    expect(findingsOf(await run({ balanceNow: 109.98 }))[0]).toMatch(
      /^notice unexplained: The balance is \$10\.000 higher/,
    );
  });

  test('counts what is reserved as explained', async () => {
    const settlement = await run({ records: [record('a', { generation_status: 'pending' })], balanceNow: 99.995 });
    expect(String(settlement.unexplained_cost)).toBe('0.000');
  });

  test('that cannot be read leaves the amount unknown, with a warning', async () => {
    const settlement = await run({ balanceNow: refused(500) });
    expect(settlement).toMatchObject({ verdict: 'warn', unexplained_cost: null });
  });
});

describe('an overrun', () => {
  const records = [...four, record('e'), record('f')];

  test.each([
    ['without a limit warns', undefined, 'warn'],
    ['above a percentage fails', { percent: '49.9' }, 'fail'],
    ['at the percentage does not', { percent: '50' }, 'warn'],
    ['above an amount fails', { usd: usd('0.009') }, 'fail'],
  ] as const)('%s', async (_, maxOverrun, verdict) => {
    expect((await run({ records, maxOverrun, balanceNow: 99.97 })).verdict).toBe(verdict);
  });

  test('counts what is still reserved', async () => {
    const running = records.map((one) => ({ ...one, generation_status: 'pending' }));
    expect((await run({ records: running, maxOverrun: { percent: '10' } })).verdict).toBe('fail');
  });
});

describe('what cannot be known is an error, and nothing is settled', () => {
  test.each([
    [
      'a status that is unknown',
      { generation_status: 'paused' },
      /`a` cannot be read: expected generation_status to be a known status/,
    ],
    [
      'a time without its zone',
      { generation_created_at: '2026-05-04T12:01:00' },
      /expected generation_created_at to be a time with its zone/,
    ],
    ['no time of creation', { generation_created_at: undefined }, /expected generation_created_at in it/],
    ['no model', { model_identifier: null }, /expected model_identifier to be a model/],
    [
      'a number of outputs that is none',
      { generation_output_number: 0.5 },
      /expected generation_output_number to be a count/,
    ],
  ])('%s', async (_, fields, message) => {
    for (const ids of [undefined, ['a']]) {
      const settlement = await run({ records: [record('a', fields)], ids });
      expect(settlement).toMatchObject({ verdict: 'error', settled_cost: null, records: null });
      expect(findingsOf(settlement).join('\n')).toMatch(message);
    }
  });

  test('an id that BabySea does not know', async () => {
    const settlement = await run({ ids: ['a', 'gone'] });
    expect(settlement.verdict).toBe('error');
    expect(findingsOf(settlement)).toEqual([expect.stringContaining('BabySea does not know the generation `gone`.')]);
  });

  test('records that are older than the subscription keeps them', async () => {
    const clock = clockAt(GATE_TIME + 8 * 86_400_000);
    const window = await run({ clock });
    expect(window.verdict).toBe('error');
    expect(findingsOf(window)[0]).toContain('BabySea keeps records for 7 days with the subscription `Starter Monthly`');
    expect(await run({ clock, ids: ['a'], balanceNow: 99.98 })).toMatchObject({ verdict: 'pass' });
    expect(findingsOf(await run({ clock, ids: ['gone'] }))[0]).toContain('its records are gone');
  });

  test('a price of what was not planned', async () => {
    const settlement = await run({ records: [record('x', { model_identifier: 'no/such' })] });
    expect(settlement).toMatchObject({ verdict: 'error', settled_cost: null, succeeded: 1, unplanned: 1 });
  });

  test('a run that would begin later than now', async () => {
    const settlement = await run({ since: new Date(GATE_TIME + 86_400_000) });
    expect(settlement.verdict).toBe('error');
    expect(findingsOf(settlement)).toEqual([
      'error : The run would begin at 2026-05-05T12:00:00.000Z, which is later than now (2026-05-04T12:30:00.000Z). Correct `since`. If the time is that of the report, the clocks of the machines differ: set them, or give `generations`.',
    ]);
  });

  test('how long records are kept is a warning, where only a time says which belong to the run', async () => {
    const planned = { time: undefined, balance: undefined, cost: usd('0'), lines: [] };
    const since = new Date(GATE_TIME);
    const fields = { planned, records: [], balanceNow: refused(403) };
    expect((await run({ ...fields, since })).verdict).toBe('warn');
    expect((await run({ ...fields, ids: [] })).verdict).toBe('pass');
  });

  test('neither ids nor a time', async () => {
    const planned = { time: undefined, balance: undefined, cost: usd('0'), lines: [] };
    expect((await run({ planned })).verdict).toBe('error');
    expect((await run({ planned, ids: [] })).verdict).toBe('pass');
  });
});

describe('waiting', () => {
  test('ends as soon as nothing runs any more', async () => {
    const lines: string[] = [];
    const settlement = await run({
      records: [...four.slice(1), record('a', { generation_status: 'processing' })],
      onLookup: (lookup, list) => {
        if (lookup === 4) list.records = four;
      },
      wait: 600,
      onProgress: (line) => lines.push(line),
    });
    expect(settlement).toMatchObject({ verdict: 'pass', succeeded: 4, pending: 0 });
    expect(settlement.time).toBe('2026-05-04T12:30:40.000Z');
    expect(lines).toContain('Waiting up to 600 s for 1 generation that is still running.');
  });

  test('ends with a warning where what runs cannot be read any more', async () => {
    const settlement = await run({
      records: [record('a', { generation_status: 'processing' })],
      onLookup: () => {
        throw refused(500);
      },
      wait: 600,
    });
    expect(settlement).toMatchObject({ verdict: 'warn', pending: 1, time: '2026-05-04T12:30:10.000Z' });
  });

  test('ends when its time is over', async () => {
    const settlement = await run({ records: [record('a', { generation_status: 'pending' })], wait: 25 });
    expect(settlement.pending).toBe(1);
    expect(settlement.time).toBe('2026-05-04T12:30:25.000Z');
  });
});
