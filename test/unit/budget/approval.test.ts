import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approvalOf,
  approvalText,
  decideLabel,
  lowerOf,
  type Override,
  type PlanCosts,
  type Shown,
  uncountedText,
  voidLabelDiagnostic,
} from '../../../src/budget/approval.ts';
import { COMMIT, EVENT, LABELLED_AT, labelled, record, shown } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';

function costing(cost: string | undefined, monthly?: string): PlanCosts {
  return {
    cost: cost === undefined ? undefined : usd(cost),
    monthly: monthly === undefined ? undefined : usd(monthly),
  };
}

/** What the label approves, and whether it covers the cost now. */
function decided(override: Override, now: string | undefined): string {
  const costs = costing(now);
  const decision = decideLabel(override, costs);
  if (decision === undefined) return 'no label';
  const approval = approvalOf(override, decision, costs);
  return `${decision.approves} ${approval?.covers ? 'covers' : 'does not cover'} ${now ?? 'the unknown'}`;
}

const AFTER = { at: LABELLED_AT + 1_000 };
const SAME = { commit: COMMIT };

describe('an approval', () => {
  test('is for the cost that the label is first seen with', () => {
    expect(decided(labelled(), '26')).toBe('26.000 covers 26');
  });

  test('stays at that cost for as long as the same label is on', () => {
    const approved = labelled({ record: record('26'), shown: shown('40', AFTER) });
    expect(decided(approved, '40')).toBe('26.000 does not cover 40');
    expect(decided(approved, '26.001')).toBe('26.000 does not cover 26.001');
    expect(decided(approved, '25')).toBe('26.000 covers 25');
  });

  test('stays at that cost while the cost is unknown, and where no comment can be verified any more', () => {
    expect(decided(labelled({ record: record('26') }), undefined)).toBe('26.000 does not cover the unknown');
    expect(decided(labelled({ record: record('26'), isUnverified: true }), '26')).toBe('26.000 covers 26');
  });

  test('of a label that is put on again is for the cost now', () => {
    expect(decided(labelled({ record: record('26', 6), shown: shown('40') }), '40')).toBe('40.000 covers 40');
    const voided = record({ nothing: 'unknown-cost' }, 6);
    expect(decided(labelled({ record: voided, shown: shown('40') }), '40')).toBe('40.000 covers 40');
  });

  test('is for the lower cost that the comment showed, where a dearer commit came right after the label', () => {
    expect(decided(labelled({ shown: shown('26') }), '40')).toBe('26.000 does not cover 40');
    expect(decided(labelled({ record: record('10', 6), shown: shown('26') }), '40')).toBe('26.000 does not cover 40');
  });

  test('is for the cost now where the comment showed more', () => {
    expect(decided(labelled({ shown: shown('40') }), '26')).toBe('26.000 covers 26');
  });

  test('does not count if the comment is newer than the label and does not know it: an older one may have been put back', () => {
    const older = labelled({ shown: shown('100', { ...SAME, ...AFTER }) });
    expect(decided(older, '100')).toBe('unrecorded does not cover 100');
  });
});

describe('what an approval says of a month', () => {
  const covers = (override: Override, now: PlanCosts) => approvalOf(override, decideLabel(override, now), now)?.covers;
  const approved = labelled({ record: { ...record('6'), monthly: usd('24') } });

  test('limits it as the cost of a run is limited', () => {
    expect(covers(approved, costing('6', '24'))).toBe(true);
    expect(covers(approved, costing('6'))).toBe(true);
    expect(covers(approved, costing('6', '24.001'))).toBe(false);
    expect(covers(labelled({ record: record('6') }), costing('6', '6'))).toBe(false);
  });

  test('is what it is now, or the less that the comment showed', () => {
    expect(decideLabel(labelled(), costing('6', '24'))?.monthly?.toString()).toBe('24.000');
    const showed = (monthly: string) => labelled({ shown: shown('6', { monthly: usd(monthly) }) });
    expect(decideLabel(showed('30'), costing('6', '24'))?.monthly?.toString()).toBe('24.000');
    expect(decideLabel(showed('6'), costing('6', '24'))?.monthly?.toString()).toBe('6.000');
    expect(covers(showed('6'), costing('6', '24'))).toBe(false);
    expect(covers(labelled({ shown: shown('6') }), costing('6', '24'))).toBe(false);
  });

  test('is the less of two decisions, whichever approves less of a run', () => {
    const [often, dear] = [
      { ...record('5'), monthly: usd('50') },
      { ...record('6'), monthly: usd('24') },
    ];
    for (const both of [lowerOf(often, dear), lowerOf(dear, often)]) {
      expect([both.approves, both.monthly].map(String)).toEqual(['5.000', '24.000']);
    }
  });

  test('is told beside the cost of a run', () => {
    const now = costing('6', '600000');
    const approval = approvalOf(approved, decideLabel(approved, now), now);
    expect(String(approval && approvalText(approval, now))).toContain(
      'approved for $6.000 and $24.000 a month, now $6.000 and $600,000.000 a month.',
    );
  });
});

describe('a label approves nothing', () => {
  test.each([
    ['the cost is unknown', {}, undefined, 'unknown-cost'],
    [
      'the comment said that the cost is unknown, of an older commit',
      { shown: shown(undefined) },
      '100',
      'unknown-cost',
    ],
    [
      'the run after it could not price the same commit',
      { shown: shown(undefined, { ...SAME, ...AFTER }) },
      '100',
      'unknown-cost',
    ],
    [
      'a run that could not price the plan has seen it',
      { record: record({ nothing: 'unknown-cost' }) },
      '4',
      'unknown-cost',
    ],
    [
      'the comment was written in the moment of the label',
      { shown: shown('100', { at: LABELLED_AT }) },
      '100',
      'unrecorded',
    ],
    ['the newest comment cannot be verified', { isUnverified: true, shown: shown('100') }, '100', 'unverified'],
    [
      'the comment on an older commit was written later and does not know it',
      { shown: shown('100', AFTER) },
      '100',
      'unrecorded',
    ],
  ] as const)('where %s', (_, remembered, now, reason) => {
    expect(decided(labelled(remembered), now)).toBe(`${reason} does not cover ${now ?? 'the unknown'}`);
  });

  test('where GitHub gives its event another time than before, or none', () => {
    const at = (time: string) => labelled({ record: record('26') }, { event: { ...EVENT, at: time } });
    expect(decided(at('2026-05-04T12:00:01Z'), '26')).toBe('unverified does not cover 26');
    expect(decided(labelled({}, { event: { ...EVENT, at: 'yesterday' } }), '26')).toBe('unverified does not cover 26');
  });

  test('where it is not on, or does not count', () => {
    expect(decided(labelled({ record: record('26') }, { event: undefined }), '26')).toBe('no label');
  });
});

test('a label put on after an error counts for the same commit, once its cost is known', () => {
  expect(decided(labelled({ shown: shown(undefined, SAME) }), '26')).toBe('26.000 covers 26');
});

test('of two decisions about one label, the one that approves less counts', () => {
  const [less, more, nothing] = [record('5'), record('26'), record({ nothing: 'unknown-cost' })];
  for (const [one, other, lower] of [
    [less, more, less],
    [more, nothing, nothing],
    [nothing, less, nothing],
  ] as const) {
    expect(lowerOf(one, other)).toBe(lower);
    expect(lowerOf(other, one)).toBe(lower);
  }
});

test('a label never covers more than the first run that saw it knew, whatever the cost is later', () => {
  const cents = fc.integer({ min: 0, max: 1_000 });
  const first = fc.option(cents, { nil: undefined });
  fc.assert(
    fc.property(fc.option(first), fc.array(first, { minLength: 1 }), (before, costs) => {
      const was: Shown | undefined = before === null ? undefined : shown(before?.toString());
      let override = labelled({ shown: was });
      const isKnown = costs[0] !== undefined && (was === undefined || was.cost !== undefined);
      const ceiling = isKnown ? Math.min(before ?? Number.POSITIVE_INFINITY, costs[0] ?? 0) : -1;
      for (const cost of costs) {
        const now = costing(cost?.toString());
        const decision = decideLabel(override, now);
        expect(approvalOf(override, decision, now)?.covers ?? false).toBe(cost !== undefined && cost <= ceiling);
        override = labelled({ record: decision, shown: shown(cost?.toString(), AFTER) });
      }
    }),
  );
});

describe('the words of an approval', () => {
  function text(override: Override, now: string): string {
    const approval = approvalOf(override, decideLabel(override, costing(now)), costing(now));
    return String(approval && approvalText(approval, costing(now)));
  }

  test('say who let what through, and when', () => {
    expect(text(labelled(), '26')).toBe(
      'Let through by `mona` with the label `budget-approved` on 2026-05-04, 12:00 UTC: approved for $26.000.',
    );
  });

  test('say what was approved and what it costs now, and how to approve that', () => {
    expect(text(labelled({ record: record('26') }), '40')).toBe(
      'The label `budget-approved`, put on by `mona` on 2026-05-04, 12:00 UTC, does not let this through: approved for $26.000, now $40.000. Take the label off and put it on again to approve that.',
    );
  });

  test.each([
    ['unknown-cost', 'was put on while the cost was unknown, so it approves nothing.'],
    [
      'unverified',
      'approves nothing: the gate cannot verify its earlier comment, which was edited or deleted, or written with another API key or by an older version.',
    ],
    [
      'unrecorded',
      'was put on before the gate wrote its last comment, in a run that did not see the label, so it approves nothing.',
    ],
  ] as const)('say why a label approves nothing (%s), and what to do', (nothing, words) => {
    const problem = voidLabelDiagnostic('budget-approved', record({ nothing }));
    expect([problem?.severity, String(problem?.message), String(problem?.help)]).toEqual([
      'warning',
      `The label \`budget-approved\` ${words}`,
      'Remove the label, and add it again.',
    ]);
  });

  test('say nothing of a label that approves a cost', () => {
    expect(voidLabelDiagnostic('budget-approved', record('26'))).toBeUndefined();
  });

  test.each([
    ['bot', '`labeler[bot]` on 2026-05-04, 12:00 UTC, does not count: a bot cannot approve a cost.'],
    [
      'permission',
      '`labeler[bot]` on 2026-05-04, 12:00 UTC, does not count: they need at least triage permission in the repository.',
    ],
  ] as const)('say why a label does not count (%s)', (why, words) => {
    const uncounted = { event: { ...EVENT, by: 'labeler[bot]' }, why };
    expect(String(uncountedText('budget-approved', uncounted))).toBe(
      `The label \`budget-approved\`, put on by ${words}`,
    );
  });

  test('say so where nobody knows who put the label on', () => {
    expect(String(uncountedText('budget-approved', { event: undefined, why: 'unknown' }))).toBe(
      'The label `budget-approved` does not count: GitHub does not tell who put it on.',
    );
  });

  test('take names and times from outside as data', () => {
    const approval = {
      label: '*x*',
      by: '@octocat <b>',
      at: 'yesterday',
      ...costing('1'),
      cost: usd('1'),
      covers: true,
    };
    const data = approvalText(approval, costing('1')).parts.filter(({ kind }) => kind === 'data');
    expect(data.map((part) => part.text)).toEqual(['@octocat <b>', '*x*', 'yesterday']);
  });
});
