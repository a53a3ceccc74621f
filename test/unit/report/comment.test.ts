import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderComment as seenOnGitHub } from '../../../scripts/github-markdown.ts';
import { uncountedText } from '../../../src/budget/approval.ts';
import { markerOf, renderComment, renderSummary } from '../../../src/report/comment.ts';
import { MAX_HIDDEN_CHARACTERS } from '../../../src/report/comment-state.ts';
import type { Report, ReportLine } from '../../../src/report/schema.ts';
import { say } from '../../../src/shared/message.ts';
import { refused } from '../../support/answers.ts';
import { sideOf } from '../../support/bases.ts';
import { hostileId, hostileText } from '../../support/hostile.ts';
import { EVENT, record } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';
import { RUN, type Run, reportOf } from '../../support/reports.ts';

const prices = { 'bfl/flux-1.1-pro': 0.052, 'kling/v1.5-pro': 4.9 };
const LIMIT = 65_536;

function comment(report: Report, run: Partial<typeof RUN> = {}): string {
  return renderComment(report, { ...RUN, ...run }, '');
}

function problemOf(text: string): Report['problems'][number] {
  return { severity: 'warning', message: say`${text}`, help: null, place: null };
}

/** The same line, of which it is counted how often its model is looked at. */
function heard(line: ReportLine, read: Map<string, number>): ReportLine {
  return {
    ...line,
    get model() {
      read.set(line.id, (read.get(line.id) ?? 0) + 1);
      return line.model;
    },
  };
}

/** What the comment says of what it leaves out. */
function leftOut(body: string): string[] {
  return body.split('\n').filter((line) => line.includes('… and '));
}

describe('a comment', () => {
  test('starts with its marker and the verdict', async () => {
    const report = await reportOf({ plans: { 'plan.yml': 'generations: []' } });
    expect(comment(report).split('\n').slice(0, 2)).toEqual([
      '<!-- babysea-budget-gate: -->',
      '### ✅ Pass: $0.000 planned, $100.000 available',
    ]);
  });

  test('has a marker that tells gates apart, and that no key can end', () => {
    expect(markerOf('nightly run/2')).toBe('<!-- babysea-budget-gate:nightly%20run%2F2 -->');
    expect(markerOf('--> x')).toBe('<!-- babysea-budget-gate:--%3E%20x -->');
  });

  test('shows every violation, however many diagnostics there are', async () => {
    const plan = { generations: [{ model: 'kling/v1.5-pro', count: 30 }] };
    const report = await reportOf({ plans: { 'plan.yml': plan }, prices, balance: 100, budget: '50.00' });
    const problems = Array.from({ length: 300 }, (_, index) => problemOf(`${index} ${'x'.repeat(290)}`));
    const body = comment({ ...report, problems });
    const [, violations] = seenOnGitHub(body).tables();
    expect(violations?.rows.map(([rule]) => rule)).toEqual(
      expect.arrayContaining([expect.stringContaining('balance'), expect.stringContaining('budget')]),
    );
    expect(leftOut(body)[0]).toMatch(/^- … and \d+ more; the log/);
  });

  test('links a file whose name is no Unicode, as far as it can be written', async () => {
    const report = await reportOf({ plans: { 'a\ud83d.yml': 'generations: []' } });
    expect(comment(report)).toContain(`${RUN.repositoryUrl}/blob/${RUN.commit}/a%EF%BF%BD.yml`);
  });

  test('shows all lines dearest first, past twenty folded', async () => {
    const generations = Array.from({ length: 25 }, (_, index) => ({
      id: `line-${index + 1}`,
      model: 'kling/v1.5-pro',
      count: index + 1,
    }));
    const seen = seenOnGitHub(
      comment(await reportOf({ plans: { 'plan.yml': { generations } }, prices, balance: 5000 })),
    );
    expect(seen.summaries()).toEqual(['5 more lines', 'Where the money goes']);
    const [, open, folded] = seen.tables();
    expect(open?.rows.map(([id]) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `line-${25 - index}`));
    expect(folded?.rows.map(([id]) => id)).toEqual(['line-5', 'line-4', 'line-3', 'line-2', 'line-1']);
  });

  test('names the plan of each line where there are several', async () => {
    const plan = { generations: [{ model: 'kling/v1.5-pro', duration: 10, resolution: '720p', audio: true }] };
    const seen = seenOnGitHub(comment(await reportOf({ plans: { 'a.yml': plan, 'b.yml': plan }, prices })));
    expect(seen.tables()[1]).toEqual({
      header: ['Plan', 'Lines', 'Outputs', 'Cost'],
      rows: [
        ['a.yml', '1', '1', '$4.900'],
        ['b.yml', '1', '1', '$4.900'],
      ],
    });
    expect(seen.tables()[2]).toEqual({
      header: ['Line', 'Plan', 'Model', 'Settings', 'Count', 'Unit cost', 'Cost'],
      rows: ['a.yml', 'b.yml'].map((file) => [
        'v1.5-pro',
        file,
        'kling/v1.5-pro',
        '10 s · 720p · audio',
        '1',
        '$4.900',
        '$4.900',
      ]),
    });
  });

  test('links each plan at the commit, and the run', async () => {
    const report = await reportOf({ plans: { 'plans/a b#1.yml': 'generations: []', 'b.yml': 'generations: []' } });
    const blob = `https://github.com/seaside/shop/blob/${RUN.commit}`;
    expect(seenOnGitHub(comment(report)).links()).toEqual([
      { href: `${blob}/plans/a%20b%231.yml`, text: 'plans/a b#1.yml' },
      { href: `${blob}/b.yml`, text: 'b.yml' },
      { href: RUN.runUrl, text: 'run' },
    ]);
  });

  test('links nothing where it knows of no repository', async () => {
    const report = await reportOf({ plans: { 'plan.yml': 'generations: []' } });
    const seen = seenOnGitHub(renderComment(report, { api: 'https://api.example.com' }, ''));
    expect(seen.links()).toEqual([]);
    expect(seen.text()).toMatch(/Plan: plan\.yml · prices from BabySea https:\/\/api\.example\.com$/);
  });

  test('names ten plans in the footer, and how many more', async () => {
    const plans = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}.yml`, 'generations: []']));
    const text = seenOnGitHub(comment(await reportOf({ plans }))).text();
    expect(text).toContain('8.yml, 9.yml, 90 more ·');
  });
});

describe('the length of a comment', () => {
  async function manyLines(count: number, id = 'x') {
    const generations = Array.from({ length: count }, (_, index) => ({
      id: `${index} ${id}`.slice(0, 100),
      model: 'kling/v1.5-pro',
      count: index + 1,
    }));
    return reportOf({ plans: { 'plan.yml': { generations } }, prices, balance: 1_000_000_000 });
  }

  test.each([
    [3_000, 'x'],
    [10_000, 'x'],
    [10_000, '\'"<>&'.repeat(20)],
  ])('of %d lines stays within GitHub’s limit, and it says how many are left out', async (count, id) => {
    const body = comment(await manyLines(count, id));
    const shown = seenOnGitHub(body)
      .tables()
      .slice(1)
      .flatMap(({ rows }) => rows);
    expect(body.length).toBeLessThanOrEqual(LIMIT);
    expect(body.length).toBeGreaterThan(LIMIT - MAX_HIDDEN_CHARACTERS - 1_000);
    const left = (count - shown.length).toLocaleString('en-US');
    expect(leftOut(body)).toEqual([
      `<p>… and ${left} cheaper lines that did not fit here; the totals include them.</p>`,
    ]);
  });

  test('leaves out the cheapest', async () => {
    const shown = seenOnGitHub(comment(await manyLines(3_000)))
      .tables()
      .slice(1)
      .flatMap(({ rows }) => rows);
    expect(shown[0]?.[0]).toBe('2999 x');
    expect(shown.at(-1)?.[0]).toBe(`${3_000 - shown.length} x`);
  });

  test('with thousands of mistakes stays within it too, and says how many more there are', async () => {
    const plan = `generations:\n${'  - {modle: a/b, durration: 5}\n'.repeat(400)}`;
    const plans = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.yml`, plan]));
    const report = await reportOf({ plans });
    const body = comment(report);
    expect(body.length).toBeLessThanOrEqual(LIMIT);
    const shown = body.match(/^- ⛔/gm)?.length ?? 0;
    // A hundred of each plan, and how many more there are.
    expect(report.problems).toHaveLength(20 * 101);
    const left = (20 * 101 - shown).toLocaleString('en-US');
    expect(leftOut(body)).toEqual([`- … and ${left} more; the log and the other formats have them all.`]);
  });

  test('with very long paths stays within it too', async () => {
    const path = (index: number) => `${Array.from({ length: 16 }, () => '📁'.repeat(63)).join('/')}/${index}.yml`;
    const plans = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        path(index),
        { budget: { max_generations: 1 }, generations: [{ model: 'kling/v1.5-pro', count: 2 }] },
      ]),
    );
    const body = comment(await reportOf({ plans, prices, balance: 1_000_000 }));
    expect(body.length).toBeLessThanOrEqual(LIMIT);
    expect(body.includes('<sub>100 plans: ')).toBe(true);
  });

  test('with all that takes room at once stays within it too', async () => {
    const text = '\'"<>&'.repeat(60);
    const file = (index: number) => `${index}/${text.repeat(10)}`;
    const plans = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        file(index),
        {
          name: text.slice(0, 100),
          budget: { max_generations: 1 },
          generations: [{ id: text.slice(0, 100), model: 'kling/v1.5-pro', count: 2 }],
        },
      ]),
    );
    const report = await reportOf({ plans, prices, balance: 1_000_000 });
    const alternatives = report.plans.map(({ file: plan }) => ({
      plan,
      line: text.slice(0, 100),
      model: text.slice(0, 100),
      unit_cost: usd('1'),
      saving: usd('1'),
    }));
    const usage = { days: 90, findings: report.plans.map(() => say`${text} ${text}`), skipped: [] };
    const full = { ...report, advice: { ...report.advice, alternatives, usage } };
    for (const problems of [full.problems, full.plans.map(() => problemOf(text))]) {
      expect(comment({ ...full, problems }).length).toBeLessThanOrEqual(LIMIT);
    }
  });

  test('with a hundred plans that change, a hundred that are gone and limits in each stays within it too', async () => {
    const text = '\'"<>&'.repeat(18);
    const files = (name: string, budget: object, count: number) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [
          `${index}/${text.repeat(10)}/${name}.yml`,
          {
            name: `${index} ${name}`,
            budget,
            generations: [{ id: `${index} ${name} ${text}`, model: 'kling/v1.5-pro', count }],
          },
        ]),
      );
    const report = await reportOf({
      before: { ...files('stays', { max_total: 1, max_increase: 1, warn_at: 1 }, 1), ...files('gone', {}, 1) },
      plans: files('stays', { max_total: 2, allowed_models: [`${'x'.repeat(30)}/*`] }, 2),
      prices,
      balance: 1_000_000,
    });
    expect([report.proposals, report.deleted_plans, report.violations].map(({ length }) => length)).toEqual([
      400, 100, 300,
    ]);
    const body = comment(report);
    expect(body.length).toBeLessThanOrEqual(LIMIT);
    // What is left out is counted in its place.
    expect(leftOut(body).length).toBeGreaterThan(0);
    expect(body).toContain('**Proposed limits**');
  });

  test('of a summary stays within a mebibyte', async () => {
    const summary = renderSummary(await manyLines(4_000, '😀'.repeat(47)), RUN);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1024 * 1024 - 4_096);
  });

  test('of a summary holds what a comment cannot', async () => {
    expect(leftOut(renderSummary(await manyLines(3_000), RUN))).toEqual([]);
  });

  test('makes the row of each line that may fit once, whatever has to be tried to find how many do', async () => {
    const report = await manyLines(3_000);
    const read = new Map<string, number>();
    const plans = report.plans.map((plan) => ({ ...plan, lines: plan.lines.map((line) => heard(line, read)) }));
    const body = comment({ ...report, plans });
    const rows = body.match(/<tr><td>/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(100);
    expect(read.size).toBeGreaterThanOrEqual(rows);
    expect(read.size).toBeLessThan(3_000);
    expect([...read.values()].filter((times) => times > 1)).toEqual([]);
  });
});

describe('what a comment says of plans, data files and advice', () => {
  test('the figures of each plan where there are several, dearest first, twenty at most', async () => {
    const plans = Object.fromEntries(
      Array.from({ length: 23 }, (_, index) => [
        `${index + 1}.yml`,
        {
          ...(index === 22 && { name: 'Last', runs_per_month: 2 }),
          generations: [{ model: 'bfl/flux-1.1-pro', count: index + 1, outputs: 2 }],
        },
      ]),
    );
    const body = comment(await reportOf({ plans, prices }));
    const table = seenOnGitHub(body).tables()[1];
    expect(table?.header).toEqual(['Plan', 'Lines', 'Outputs', 'Cost', 'A month']);
    expect(table?.rows).toHaveLength(20);
    expect(table?.rows[0]?.slice(1)).toEqual(['1', '46', '$2.392', '$4.784']);
    expect(table?.rows[1]).toEqual(['22.yml', '1', '44', '$2.288', '']);
    expect(leftOut(body)).toEqual(['<p>… and 3 cheaper plans.</p>']);
  });

  test('the data file of a count, and how many records it has', async () => {
    const plan = { generations: [{ model: 'bfl/flux-1.1-pro', count_from: 'data/a|b.csv' }] };
    const seen = seenOnGitHub(comment(await reportOf({ plans: { 'plan.yml': plan }, prices })));
    expect(seen.tables()[1]?.rows[0]?.[3]).toMatch(/^3\s*data\/a\|b\.csv$/);
  });

  /** A report with advice, of which there is much. */
  async function withAdvice(count: number, text: string): Promise<Report> {
    const report = await reportOf({ plans: { 'plan.yml': { generations: [{ model: 'kling/v1.5-pro' }] } }, prices });
    const alternatives = Array.from({ length: count }, (_, index) => ({
      plan: 'plan.yml',
      line: `${index} ${text}`,
      model: `bfl/flux-${index}`,
      unit_cost: usd('0.052'),
      saving: usd('4.848'),
    }));
    const findings = Array.from({ length: count }, () => say`The provider ${text} has trouble.`);
    const usage = { days: 1, findings, skipped: [] };
    return {
      ...report,
      advice: { packs: [], alternatives, providers: null, subscription: say`Enough for ${text}.`, usage },
    };
  }

  test('one model as the alternative of many lines once, with the whole saving', async () => {
    const report = await withAdvice(1_000, 'card');
    const alternatives = report.advice.alternatives.map((one) => ({ ...one, model: 'bfl/flux-schnell' }));
    expect(comment({ ...report, advice: { ...report.advice, alternatives } })).toContain(
      '- `0 card`, `1 card`, `2 card` and 997 other lines: `bfl/flux-schnell` takes the same settings for $0.052 an output, $4,848.000 less in all.',
    );
  });

  test('advice, ten of each kind, so that it never takes the room of what must be known', async () => {
    const body = comment(await withAdvice(10_000, '😀'.repeat(300)));
    expect(body.length).toBeLessThanOrEqual(LIMIT);
    expect(body.match(/takes the same settings for/g)).toHaveLength(10);
    expect(leftOut(body)).toEqual(Array(2).fill('- … and 9,990 more entries; the JSON report has them all.'));
    expect(body).toContain('**The last day**');
  });

  test('advice in which text from outside stays text', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const seen = seenOnGitHub(
          comment(await withAdvice(2, text), { repositoryUrl: 'https://github.com/seaside/shop' }),
        );
        const own = 'https://github.com/seaside/shop/';
        expect(seen.links().filter(({ href }) => !href.startsWith(own))).toEqual([]);
        expect([...seen.mentions(), ...seen.references(), ...seen.images(), ...seen.emoji(), ...seen.math()]).toEqual(
          [],
        );
        expect(seen.comments()).toEqual([' babysea-budget-gate: ']);
      }),
      { numRuns: 100 },
    );
  });
});

describe('text from outside cannot make a comment say something else', () => {
  /** What GitHub makes of the comment, but for the links that the gate writes itself. */
  function madeOf(body: string) {
    const seen = seenOnGitHub(body);
    return {
      links: seen.links().filter(({ href }) => !href.startsWith('https://github.com/seaside/shop/')),
      images: seen.images(),
      mentions: seen.mentions(),
      references: seen.references(),
      commits: seen.commits(),
      emoji: seen.emoji(),
      math: seen.math(),
      comments: seen.comments(),
      tags: seen.tags(),
      columns: [...new Set(seen.tables().flatMap(({ header, rows }) => [header, ...rows].map((row) => row.length)))],
    };
  }

  const hostilePath = fc.array(hostileText, { minLength: 1, maxLength: 3 }).map(
    (parts) =>
      `${parts
        .join('/')
        .replaceAll('\u0000', '')
        .replace(/\p{Cs}/gu, '')}.yml`,
  );

  test('whatever the ids, the names of files and what the API says', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileId,
        hostileId,
        hostilePath,
        hostilePath,
        hostileText,
        async (a, b, first, second, said) => {
          fc.pre(a !== b && first !== second && first.trim() !== second.trim());
          const budget = { max_per_generation: 0, max_generations: 1, max_total: 0, warn_at: 0 };
          const generations = [
            { id: a, model: 'www.evil.example/x', count_from: `data-${b}`, resolution: '720p' },
            { id: b, model: 'www.evil.example/y', duration: 5 },
          ];
          const report = await reportOf({
            plans: { [first]: { budget, name: a, generations }, [second]: { budget, generations } },
            prices: {
              'www.evil.example/x': 1,
              'www.evil.example/y': refused(500, { message: said, code: said, requestId: said }),
            },
            balance: refused(403, { message: said }),
          });
          expect(madeOf(comment(report))).toEqual({
            links: [],
            images: [],
            mentions: [],
            references: [],
            commits: [],
            emoji: [],
            math: [],
            comments: [' babysea-budget-gate: '],
            tags: 'a br code h3 li p pre strong sub table tbody td th thead tr ul'.split(' '),
            columns: [4, 5, 7],
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  /** A run on a pull request in which everything that comes from outside is this. */
  async function comparedRun(a: string, b: string, first: string, second: string, said: string): Promise<Run> {
    const line = (id: string, model: string, more: object = {}) => ({
      id,
      model: `www.evil.example/${model}`,
      ...more,
    });
    // Half of a character is no text that an id may have.
    const other = (id: string) => `other ${id.slice(0, 90).replace(/[\uD800-\uDBFF]$/, '')}`.trim();
    const side = await sideOf(
      {
        [first]: {
          budget: { max_total: 0, max_increase: 0, denied_models: ['www.evil.example/*'] },
          generations: [line(a, 'x', { duration: 5, resolution: 'GH-1' }), line(other(b), 'x')],
        },
        [second]: { name: b, generations: [line(b, 'x')] },
        [`gone ${second}`]: { name: other(a), generations: [line(other(a), 'z')] },
        [`broken ${second}`]: { budget: { [said]: 1 }, generations: [{ ...line('new', 'x'), [said]: said }] },
      },
      { name: said },
    );
    return {
      plans: {
        [first]: {
          name: a,
          budget: { max_total: 1, denied_models: ['www.evil.example/y', 'xxx/*'] },
          generations: [
            line(a, 'y', { resolution: 'www.evil.example', count: 2 }),
            line(b, 'x'),
            line('added', 'x', { count_from: `data-${b}` }),
          ],
        },
        [`new ${first}`]: { name: a, budget: { max_total: 0 }, generations: [line('new', 'x')] },
      },
      prices: {
        'www.evil.example/x': 1,
        'www.evil.example/y': 2,
        'www.evil.example/z': refused(404, { message: said, code: said, requestId: said }),
      },
      base: { limits: side, costs: side, diagnostics: [] },
      override: {
        label: said,
        event: { ...EVENT, by: said },
        remembered: { record: record('1'), shown: undefined, isUnverified: false },
        commit: RUN.commit,
        diagnostics: [{ severity: 'warning', message: uncountedText(said, { event: undefined, why: 'unknown' }) }],
      },
    };
  }

  test('whatever stands on the base branch, its name, the label and who put it on', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileId,
        hostileId,
        hostilePath,
        hostilePath,
        hostileText,
        async (a, b, first, second, said) => {
          fc.pre(a !== b && first !== second && first.trim() !== second.trim());
          // A plan that holds one of these is refused as a whole.
          fc.pre(!/[\u0085\u2028\u2029]/.test(said));
          const report = await reportOf(await comparedRun(a, b, first, second, said));
          // All that is new in a comparison is there to be looked at.
          expect(report.approval).not.toBeNull();
          expect(report.proposals).not.toEqual([]);
          expect(report.deleted_plans.flatMap(({ lines }) => lines)).toHaveLength(1);
          expect(report.plans.flatMap(({ removed_lines }) => removed_lines)).toHaveLength(1);
          const changes = report.plans.flatMap(({ lines }) => lines.map(({ change }) => change));
          expect(changes.map((change) => change?.kind)).toEqual(['changed', 'changed', 'added', undefined]);
          expect(changes[1]?.moved_from).toBe(second);
          const { tags, ...made } = madeOf(comment(report));
          expect(made).toEqual({
            links: [],
            images: [],
            mentions: [],
            references: [],
            commits: [],
            emoji: [],
            math: [],
            comments: [' babysea-budget-gate: '],
            columns: [5, 8],
          });
          expect(tags).toEqual(
            'a b br code details h3 li p pre strong sub summary table tbody td th thead tr ul'.split(' '),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('whatever the text of the plan that has mistakes', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostilePath, async (text, file) => {
        const plan = {
          [text]: text,
          generations: [{ id: text, model: text, count: text, [text]: text }],
          budget: text,
        };
        const report = await reportOf({ plans: { [file]: plan } });
        const { tags, ...made } = madeOf(comment(report));
        expect(made).toEqual({
          links: [],
          images: [],
          mentions: [],
          references: [],
          commits: [],
          emoji: [],
          math: [],
          comments: [' babysea-budget-gate: '],
          // No figure is known where a plan cannot be read.
          columns: [],
        });
        expect(
          tags.filter((tag) => !'code h3 li p pre strong sub table tbody td th thead tr ul a'.split(' ').includes(tag)),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('even where the API answers for a model that looks like an address', async () => {
    const run: Run = {
      plans: { 'plan.yml': { generations: [{ model: 'www.evil.example/x' }] } },
      prices: { 'www.evil.example/x': { model_identifier: 'www.evil.example/y' } },
    };
    expect(madeOf(comment(await reportOf(run)))).toMatchObject({ links: [], mentions: [] });
  });

  test('a line’s id is shown as it is', async () => {
    await fc.assert(
      fc.asyncProperty(hostileId, async (id) => {
        const report = await reportOf({
          plans: { 'plan.yml': { generations: [{ id, model: 'kling/v1.5-pro' }] } },
          prices,
        });
        const [, lines] = seenOnGitHub(comment(report)).tables();
        expect(lines?.rows[0]?.[0]?.replace(/\s+/g, ' ')).toBe(id.replace(/\s+/g, ' '));
      }),
      { numRuns: 100 },
    );
  });
});
