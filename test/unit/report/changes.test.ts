import { describe, expect, test } from 'vitest';
import { renderComment as seenOnGitHub } from '../../../scripts/github-markdown.ts';
import { renderComment } from '../../../src/report/comment.ts';
import { reportLog } from '../../../src/report/log.ts';
import { stepOutputs } from '../../../src/report/outputs.ts';
import { hasChanges } from '../../../src/report/schema.ts';
import { rowsOf } from '../../../src/report/texts.ts';
import { refused } from '../../support/answers.ts';
import { RUN, type Run, reportOf } from '../../support/reports.ts';

const prices = { 'a/one': 1, 'a/two': 2, 'a/ten': 10 };
const line = (id: string, model = 'a/two', more: object = {}) => ({ id, model, ...more });
const plan = (...generations: object[]) => ({ generations });

async function compared(run: Partial<Run>) {
  return reportOf({ plans: { 'plan.yml': plan(line('x')) }, prices, ...run });
}

describe('a report has changes', () => {
  const same = { 'plan.yml': plan(line('x')) };

  test.each<[string, Partial<Run>, boolean]>([
    ['not where every line is the same', { before: same }, false],
    [
      'not where only parameters without a price differ',
      { before: { 'plan.yml': plan(line('x', 'a/two', { params: { generation_prompt: 'A seal' } })) } },
      false,
    ],
    ['not where a file only has another name', { before: { 'old.yml': plan(line('x')) } }, false],
    ['where nothing is compared', {}, true],
    ['where a plan is new', { before: {} }, true],
    ['where a plan without lines is new', { before: {}, plans: { 'plan.yml': plan() } }, true],
    ['where a line is added', { before: { 'plan.yml': plan() } }, true],
    ['where a line is removed', { before: { 'plan.yml': plan(line('x'), line('y')) } }, true],
    [
      'where a line changes and costs the same',
      { before: { 'plan.yml': plan(line('x', 'a/two', { duration: 5 })) } },
      true,
    ],
    ['where a line has another id and costs the same', { before: { 'plan.yml': plan(line('y')) } }, true],
    ['where a plan is deleted', { before: { ...same, 'other.yml': plan() } }, true],
    ['where the baseline has mistakes', { before: { 'plan.yml': plan({ modle: 'a/two' }) } }, true],
    ['where a price could not be had', { before: same, prices: { 'a/two': refused(503) } }, true],
  ])('%s', async (_, run, expected) => {
    expect(hasChanges(await compared(run))).toBe(expected);
  });
});

const changed: Partial<Run> = {
  before: {
    'plan.yml': plan(line('x', 'a/one'), line('gone', 'a/ten'), line('stays')),
    'old.yml': plan(line('old', 'a/one', { count: 3 })),
  },
  plans: { 'plan.yml': plan(line('x', 'a/one', { count: 4 }), line('stays'), line('new', 'a/one')) },
};

describe('the rows', () => {
  test('hold what is gone too, dearest first', async () => {
    const rows = rowsOf(await compared(changed));
    expect(rows.map(({ file, line: { id, cost } }) => `${file} ${id} ${cost}`)).toEqual([
      'plan.yml gone 10.000',
      'plan.yml x 4.000',
      'old.yml old 3.000',
      'plan.yml stays 2.000',
      'plan.yml new 1.000',
    ]);
  });
});

describe('the log', () => {
  test('has the change of each line and of each plan, and a table for a plan that is gone', async () => {
    expect(reportLog(await compared(changed)).groups).toEqual([
      {
        title: 'plan.yml: $7.000, 6 outputs, -$6.000',
        lines: [
          'line   model   settings  count  unit cost     cost     change',
          'gone   a/ten                 1    $10.000  removed  -$10.000',
          'x      a/one                 4     $1.000   $4.000    +$3.000',
          'stays  a/two                 1     $2.000   $2.000       same',
          'new    a/one                 1     $1.000   $1.000    +$1.000',
        ].map((text) => expect.stringMatching(new RegExp(`^${text.replace(/[$+]/g, '\\$&').replace(/ +/g, ' +')}$`))),
      },
      {
        title: 'old.yml: deleted',
        lines: [
          expect.stringMatching(/^line +model +settings +count +unit cost +cost +change$/),
          expect.stringMatching(/^old +a\/one +3 +\$1\.000 +removed +-\$3\.000$/),
        ],
      },
    ]);
  });

  test('says of lines whose baseline has mistakes that their change is unknown', async () => {
    const [group] = reportLog(await compared({ before: { 'plan.yml': plan({ modle: 'a/two' }) } })).groups;
    expect(group?.title).toBe('plan.yml: $2.000, 1 output');
    expect(group?.lines[1]).toMatch(/^x +a\/two +1 +\$2\.000 +\$2\.000 +unknown$/);
  });

  test('has the baseline among the figures', async () => {
    expect(reportLog(await compared(changed)).figures.slice(0, 2)).toEqual([
      expect.stringMatching(/^planned +\$7\.000$/),
      expect.stringMatching(/^on main +\$16\.000$/),
    ]);
  });
});

describe('the outputs', () => {
  test('have what the baseline costs, and the change with a sign only where it is less', async () => {
    expect(stepOutputs(await compared(changed))).toMatchObject({ 'baseline-cost': '16.000', 'cost-change': '-9.000' });
    expect(stepOutputs(await compared({ before: {} }))).toMatchObject({
      'baseline-cost': '0.000',
      'cost-change': '2.000',
    });
  });

  test('have no change where it is unknown', async () => {
    const before = { 'plan.yml': plan({ modle: 'a/two' }) };
    expect(stepOutputs(await compared({ before }))).toMatchObject({ 'baseline-cost': '', 'cost-change': '' });
  });

  test('have what the baseline costs on an error too, as far as it is known', async () => {
    const report = await compared({ before: { 'plan.yml': plan(line('y', 'a/one')) }, prices: { 'a/one': 1 } });
    expect(stepOutputs(report)).toMatchObject({ verdict: 'error', 'baseline-cost': '1.000', 'cost-change': '' });
  });
});

describe('the headline', () => {
  const two = { 'plan.yml': plan(line('x')) };

  test.each<[string, Partial<Run>, string]>([
    [
      'more',
      { before: { 'plan.yml': plan(line('x', 'a/one')) } },
      'Pass: $2.000 planned ($1.000 more than on `main`), $100.000 available',
    ],
    ['less', { before: { 'plan.yml': plan(line('x', 'a/ten')) } }, '$2.000 planned ($8.000 less than on `main`),'],
    ['as much', { before: two }, '$2.000 planned (as much as on `main`),'],
    ['new', { before: {} }, '$2.000 planned (all new),'],
    [
      'new, where another is gone',
      { before: { 'old.yml': plan(line('y', 'a/one')) } },
      '($1.000 more than on `main`),',
    ],
    ['nothing compared', {}, 'Pass: $2.000 planned, $100.000 available'],
  ])('tells the change: %s', async (_, run, words) => {
    expect(String((await compared(run)).headline)).toContain(words);
  });

  test('tells the change once where it is an increase that is too large', async () => {
    const limits = { budget: { max_increase: 1 } };
    const report = await compared({
      before: { 'plan.yml': { ...limits, ...plan() } },
      plans: { 'plan.yml': { ...limits, ...plan(line('x')) } },
    });
    expect(String(report.headline)).toBe(
      'Over `max_increase`: $2.000 more than before, $1.000 allowed, $1.000 too much; $2.000 planned',
    );
  });
});

describe('the comment', () => {
  const seen = async (run: Partial<Run>) => seenOnGitHub(renderComment(await compared(run), RUN, ''));

  test('says of each line what became of it', async () => {
    const clip = (more: object) => line('clip', 'a/two', more);
    const run = {
      before: { 'plan.yml': plan(clip({ duration: 5, resolution: '720p', count: 1000 })) },
      plans: { 'plan.yml': plan(clip({ duration: 10, audio: false, count: 2000 })) },
      balance: 10_000,
    };
    const [, lines] = (await seen(run)).tables();
    expect(lines?.header.at(-1)).toBe('Change');
    expect(lines?.rows[0]?.at(-1)?.replace(/\s+/g, ' ')).toBe(
      'count 1,000 → 2,000 duration 5 s → 10 s resolution 720p → unset audio unset → no +$2,000.000',
    );
  });

  test('has no change where nothing is compared', async () => {
    const [figures, lines] = (await seen({})).tables();
    expect([figures?.header, lines?.header].flat()).not.toContain('Change');
  });
});
