import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeWorkflowCommand, type LogEntry, logEntries, reportLog } from '../../../src/report/log.ts';
import { codeFrame } from '../../../src/shared/diagnostic.ts';
import { prose } from '../../../src/shared/message.ts';
import { hostileText } from '../../support/hostile.ts';
import { reportOf } from '../../support/reports.ts';

const prices = { 'bfl/flux-1.1-pro': 0.052, 'kling/v1.5-pro': 0.49 };

describe('the table of a plan', () => {
  test('has its lines dearest first, text to the left and figures to the right', async () => {
    const plan = {
      generations: [
        { id: 'hero', model: 'kling/v1.5-pro', count: 12, duration: 10, resolution: '720p', audio: false },
        { id: 'catalogue', model: 'bfl/flux-1.1-pro', count: 1000, outputs: 4 },
        { model: 'bfl/flux-1.1-pro', outputs: 2 },
      ],
    };
    const groups = reportLog(await reportOf({ plans: { 'plans/spring.yml': plan }, prices, balance: 1000 })).groups;
    expect(groups).toEqual([
      {
        title: 'plans/spring.yml: $213.984, 4,014 outputs',
        lines: [
          'line          model             settings                  count  unit cost      cost',
          'catalogue     bfl/flux-1.1-pro                        1,000 × 4     $0.052  $208.000',
          'hero          kling/v1.5-pro    10 s, 720p, no audio         12     $0.490    $5.880',
          'flux-1.1-pro  bfl/flux-1.1-pro                            1 × 2     $0.052    $0.104',
        ],
      },
    ]);
  });

  test('leads with the lines that have no price', async () => {
    const plan = { generations: [{ model: 'bfl/flux-1.1-pro' }, { id: 'odd', model: 'no/such' }] };
    const [group] = reportLog(await reportOf({ plans: { 'plan.yml': plan }, prices })).groups;
    expect(group?.title).toBe('plan.yml: cost unknown, 2 outputs');
    expect(group?.lines[1]).toMatch(/^odd +no\/such +1 +unknown +unknown$/);
  });

  test('stops after a thousand lines and says how many are left', async () => {
    const plan = { generations: Array.from({ length: 1_500 }, () => ({ model: 'bfl/flux-1.1-pro' })) };
    const [group] = reportLog(await reportOf({ plans: { 'plan.yml': plan }, prices })).groups;
    expect(group?.lines).toHaveLength(1_002);
    expect(group?.lines.at(-1)).toBe('… and 500 cheaper lines; the JSON report has them all.');
  });

  test('is one for each plan', async () => {
    const plan = { generations: [] };
    const groups = reportLog(await reportOf({ plans: { 'b.yml': plan, 'a.yml': plan } })).groups;
    expect(groups.map(({ title }) => title)).toEqual(['b.yml: $0.000, 0 outputs', 'a.yml: $0.000, 0 outputs']);
  });
});

describe('the figures', () => {
  const plans = { 'plan.yml': { generations: [{ model: 'bfl/flux-1.1-pro', count: 500 }] } };

  test('stand a line each', async () => {
    expect(reportLog(await reportOf({ plans, prices, balance: 12.48 })).figures).toEqual([
      'planned     $26.000',
      'outputs         500',
      'balance     $12.480',
      'remaining  -$13.520',
      'shortfall   $13.520',
    ]);
  });

  test('are left out where they are unknown', async () => {
    expect(reportLog(await reportOf({ plans, prices: {}, balance: 12.48 })).figures).toEqual([
      'outputs      500',
      'balance  $12.480',
    ]);
  });
});

describe('what is to be acted on', () => {
  const plan = (budget: object) => ({ budget, generations: [{ model: 'bfl/flux-1.1-pro', count: 500 }] });
  const brief = ({ level, title, file, message }: LogEntry) =>
    `${level} ${title} ${file ?? '-'} ${message.slice(0, 30)}`;

  test('has errors first, then warnings, then notices', async () => {
    const report = await reportOf({
      plans: { 'plan.yml': plan({ max_total: 2, warn_at: 1 }) },
      prices,
      problems: [
        { severity: 'notice', message: prose('A notice.') },
        { severity: 'warning', message: prose('A warning.') },
      ],
    });
    expect(logEntries(report).map(brief)).toEqual([
      'error Budget gate: max_total plan.yml `plan.yml` costs $26.000, and ',
      'warning Budget gate - A warning.',
      'warning Budget gate: warn_at plan.yml `plan.yml` costs $26.000, whic',
      'notice Budget gate - A notice.',
    ]);
  });

  test('has the place, and the source line with carets', async () => {
    const [finding] = logEntries(await reportOf({ plans: { 'plan.yml': 'generations:\n  - modle: a/b\n' } }));
    expect(finding).toMatchObject({
      level: 'error',
      title: 'Budget gate',
      message: 'plan.yml:2:5 The key `modle` is unknown. Did you mean `model`?',
      file: 'plan.yml',
      place: { line: 2, column: 5, length: 5 },
      codeFrame: '2 |   - modle: a/b\n  |     ^^^^^',
    });
  });
});

describe('a snippet', () => {
  const place = { file: 'plan.yml', line: 12, column: 5, length: 9, source: '    durration: 10' };

  test('has carets under what is meant', () => {
    expect(codeFrame(place)).toBe('12 |     durration: 10\n   |     ^^^^^^^^^');
  });

  test('has one caret where nothing is meant', () => {
    expect(codeFrame({ ...place, column: 1, length: 1, source: '' })).toBe('12 | \n   | ^');
  });

  test('has carets as far as the source line goes', () => {
    expect(codeFrame({ ...place, length: 99 })).toBe('12 |     durration: 10\n   |     ^^^^^^^^^^^^^');
  });

  test('shows a tab and what cannot be seen as one space each, so that the carets stand right', () => {
    expect(codeFrame({ ...place, column: 5, length: 1, source: '\ta\u202e\u001bx' })).toBe('12 |  a  x\n   |     ^');
  });

  test('shows of a long line the part around the place', () => {
    const source = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
    const [shown = '', carets = ''] = codeFrame({ ...place, column: 501, length: 4, source }).split('\n');
    expect(shown.length).toBeLessThan(130);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
  });

  test('is two lines whatever the source, with carets under it', () => {
    fc.assert(
      fc.property(hostileText, fc.nat({ max: 300 }), fc.integer({ min: 1, max: 300 }), (text, column, length) => {
        const source = text.replaceAll('\n', '');
        const lines = codeFrame({ ...place, source, column: Math.min(column, source.length) + 1, length }).split(
          /\r\n|[\n\r\u2028\u2029]/,
        );
        expect(lines).toHaveLength(2);
        expect(lines[1]).toMatch(/^ {3}\| *\^+$/);
        expect(lines[1]?.length).toBeLessThanOrEqual((lines[0]?.length ?? 0) + 1);
      }),
    );
  });
});

describe('a line of the log', () => {
  test.each([
    ['::error::x', ': :error::x'],
    ['  ::set-output name=x::y', '  : :set-output name=x::y'],
    ['a ##[error]x', 'a ## [error]x'],
    ['a\u001b[31mb', 'a [31mb'],
    ['two\nlines', 'two lines'],
    ['$1 :: ok', '$1 :: ok'],
  ])('%j is written as %j', (line, written) => {
    expect(escapeWorkflowCommand(line)).toBe(written);
  });

  test('is never a command to the runner', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = escapeWorkflowCommand(text);
        expect(written.trimStart()).not.toMatch(/^::/);
        expect(written).not.toContain('##[');
        expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
