import { describe, expect, test } from 'vitest';
import { boundedParser } from '../../../src/plan/parse-in-worker.ts';
import { parseHere } from '../../../src/plan/parse-yaml.ts';

/** Long enough to be parsed in a worker. */
const LONG = `# ${'x'.repeat(70_000)}\n`;
const ONE_MIB = 1024 * 1024;
const parse = boundedParser(new AbortController().signal);

/** The codes of what is wrong, or why there is no answer. */
async function wrongWith(text: string): Promise<string[]> {
  return (await parse([text])).flatMap((result) =>
    'failure' in result ? [result.failure] : result.errors.map(({ code }) => code),
  );
}

test.each([
  ['short', ''],
  ['long', LONG],
])('a valid text is parsed once, an invalid one each time: %s', async (_, text) => {
  const bounded = boundedParser(new AbortController().signal);
  const [head, base] = [await bounded([`${text}a: 1`, `${text}a: *b`]), await bounded([`${text}a: *b`, `${text}a: 1`])];
  expect(base[1]).toBe(head[0]);
  expect(base[0]).toEqual(head[1]);
  expect(base[0]).not.toBe(head[1]);
});

test('a valid text that is parsed already leaves less for those after it', async () => {
  const anchors = `x: &x [${'1,'.repeat(1_000)}]\ny: [${'*x,'.repeat(600)}]\n`;
  const bounded = boundedParser(new AbortController().signal);
  await bounded([anchors]);
  const codes = (await bounded([`${anchors}z: 1`, anchors])).map((result) =>
    'failure' in result ? result.failure : result.errors[0]?.code,
  );
  expect(codes).toEqual([undefined, 'TOO_MANY_VALUES']);
});

describe('a long text', () => {
  test.each([
    [
      'a plan',
      'generations:\n  - &a {model: a/b, params: {x: [1, ~, "\\u2028"], __proto__: 1}}\n  - *a\n  - <<: *a\n    count: 2\n',
    ],
    ['mistakes', 'a: *b\nc: 1\nc: 2\n  d: [\n'],
    ['nothing', ''],
  ])('is read as a short one is: %s', async (_, text) => {
    expect(await parse([LONG + text, text])).toEqual(await parseHere([LONG + text, text]));
  });

  test('of too many values leaves less for those after it', async () => {
    const anchors = `x: &x [${'1,'.repeat(1_000)}]\ny: [${'*x,'.repeat(600)}]\n`;
    const results = await parse([LONG + anchors, anchors, 'z: 1']);
    const codes = results.map((result) => ('failure' in result ? result.failure : result.errors[0]?.code));
    expect(codes).toEqual([undefined, 'TOO_MANY_VALUES', undefined]);
  });

  test('that takes too much memory is no data, and those after it are read', async () => {
    const bounded = boundedParser(new AbortController().signal, 16);
    const [first, second] = await bounded([`[${'{},'.repeat(ONE_MIB / 3)}]`, 'a: 1']);
    expect(first).toEqual({ failure: 'memory' });
    expect(second).toMatchObject({ data: { a: 1 } });
  }, 120_000);

  test('ends when the time is up, and those after it are not read', async () => {
    const deadline = new AbortController();
    const results = boundedParser(deadline.signal)(['- '.repeat(ONE_MIB / 2), 'a: 1']);
    setTimeout(() => deadline.abort(), 100);
    const started = Date.now();
    expect(await results).toEqual([{ failure: 'time' }, { failure: 'time' }]);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test('nested too deeply is no data', async () => {
    expect(await wrongWith('{a: '.repeat(20_000))).toEqual([expect.stringMatching(/TOO_DEEP|RESOURCE_EXHAUSTION/)]);
  }, 60_000);
});
