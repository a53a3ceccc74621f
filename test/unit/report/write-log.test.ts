import { expect, test, vi } from 'vitest';
import { type LogEntry, reportLog, writeLog } from '../../../src/report/log.ts';
import { type Redact, redactor } from '../../../src/shared/redact.ts';
import { reportOf } from '../../support/reports.ts';

const hideNothing = (text: string) => text;

function writeEntries(entries: readonly LogEntry[], redact: Redact): void {
  writeLog({ groups: [], figures: [], entries }, redact);
}

/** What the runner gets to read, line by line. */
function written(write: () => void): string[] {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    write();
    const text = stdout.mock.calls.map(([chunk]) => String(chunk)).join('');
    return text.split('\n').slice(0, -1);
  } finally {
    stdout.mockRestore();
  }
}

function finding(message: string, more: Partial<LogEntry> = {}): LogEntry {
  return {
    level: 'error',
    title: 'Budget gate',
    message,
    file: undefined,
    place: undefined,
    codeFrame: undefined,
    ...more,
  };
}

const SPRING = {
  plans: { 'plan.yml': { budget: { max_total: 1 }, generations: [{ id: 'hero', model: 'a/b', count: 2 }] } },
  prices: { 'a/b': 1 },
};

test('a report is a group of lines for each plan, the figures, what is to be acted on, and the verdict', async () => {
  const report = await reportOf(SPRING);
  expect(written(() => writeLog(reportLog(report), hideNothing))).toEqual([
    '::group::plan.yml: $2.000, 2 outputs',
    'line  model  settings  count  unit cost    cost',
    'hero  a/b                  2     $1.000  $2.000',
    '::endgroup::',
    'planned      $2.000',
    'outputs           2',
    'balance    $100.000',
    'remaining   $98.000',
    '::error title=Budget gate%3A max_total,file=plan.yml::`plan.yml` costs $2.000, and its `max_total` is $1.000: $1.000 too much. Remove 1 generation of `hero`, or have `max_total` raised to $2.000.',
    `Fail: ${report.headline}`,
  ]);
});

test('a secret stands in no line of a report', async () => {
  const report = await reportOf(SPRING);
  const lines = written(() => writeLog(reportLog(report), redactor(['hero', 'plan.yml', 'planned'])));
  expect(lines[0]).toBe('::group::***: $2.000, 2 outputs');
  expect(lines[2]).toBe('***  a/b                  2     $1.000  $2.000');
  expect(lines[4]).toBe('***      $2.000');
  expect(lines[8]).toContain('::`***` costs $2.000');
  expect(lines[8]).toContain('Remove 1 generation of `***`');
  expect(lines[9]).toMatch(/^Fail: Over `max_total`: \$2\.000 \*\*\*, /);
});

test('no line of a report is a command to the runner', async () => {
  const plan = { generations: [{ id: '::error::x', model: 'a/b' }] };
  const report = await reportOf({ ...SPRING, plans: { '::warning::y.yml': plan } });
  const lines = written(() => writeLog(reportLog(report), (text) => text.replace(/^(planned|Pass)/, '::$1')));
  expect(lines[0]).toBe('::group::: :warning::y.yml: $1.000, 1 output');
  expect(lines[2]).toMatch(/^: :error::x /);
  expect(lines[4]).toMatch(/^: :planned /);
  expect(lines.at(-1)).toMatch(/^: :Pass: /);
});

test('a finding is an annotation at its place, with the source line under it', () => {
  const place = { file: 'plan.yml', line: 12, column: 5, length: 9, source: '    durration: 10' };
  const snippet = '12 |     durration: 10\n   |     ^^^^^^^^^';
  expect(
    written(() => writeEntries([finding('Unknown.', { file: 'plan.yml', place, codeFrame: snippet })], hideNothing)),
  ).toEqual([
    '::error title=Budget gate,file=plan.yml,line=12,endLine=12,col=5,endColumn=14::Unknown.',
    '12 |     durration: 10',
    '   |     ^^^^^^^^^',
  ]);
});

test('a finding without a place or a file is an annotation of the step', () => {
  expect(written(() => writeEntries([finding('No key.', { level: 'warning' })], hideNothing))).toEqual([
    '::warning title=Budget gate::No key.',
  ]);
});

test('findings are told level by level', () => {
  const findings = (['notice', 'error', 'warning', 'error'] as const).map((level, index) =>
    finding(`${index}`, { level }),
  );
  expect(written(() => writeEntries(findings, hideNothing))).toEqual([
    '::error title=Budget gate::1',
    '::error title=Budget gate::3',
    '::warning title=Budget gate::2',
    '::notice title=Budget gate::0',
  ]);
});

test('nine annotations of a level are as many as there is room for beside the one that counts the rest', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => finding(`${index + 1}`));
  expect(written(() => writeEntries(many(9), hideNothing)).at(-1)).toBe('::error title=Budget gate::9');
  expect(written(() => writeEntries(many(11), hideNothing)).slice(8)).toEqual([
    '::error title=Budget gate::9',
    '::error title=Budget gate::2 more of this kind are in the log.',
    'error: 10',
    'error: 11',
  ]);
});

test('what is left to the log is as inert, as free of secrets and as well shown as an annotation', () => {
  const others = Array.from({ length: 9 }, () => finding('Before.'));
  const last = finding('of key\n::error::x', { codeFrame: '1 | key\n::set-output::x' });
  const lines = written(() => writeEntries([...others, last], hideNothing));
  expect(lines.slice(10)).toEqual(['error: of key ::error::x', '1 | key', ': :set-output::x']);
  const hidden = written(() => writeEntries([...others, last], redactor(['of key', '1 | key'])));
  expect(hidden.slice(10)).toEqual(['error: *** ::error::x', '***', ': :set-output::x']);
});
