import { describe, expect, test } from 'vitest';
import { publishedSchemas } from '../../../scripts/published-schemas.ts';
import { DiagnosticList } from '../../../src/plan/diagnostics.ts';
import { prose } from '../../../src/shared/message.ts';
import { mistakesOf, readPlan } from '../../support/plans.ts';

/** The mistakes of one line; they stand in its line, the second of the file, from the column where it is said. */
function mistakesOfLine(line: string): string[] {
  return mistakesOf(`generations:\n  - ${line}\n`);
}

const WHOLE = 'expected a whole number from 1 to 1,000,000';
const AMOUNT = 'expected an amount of USD such as 30.00';
const ID = 'expected printable text of up to 100 characters, with no space around it';

test.each(['__proto__', 'constructor', 'prototype'])(
  'a request body may not have the key %s, which would be lost',
  (key) => {
    const plan = `defaults: { params: { ${key}: 1 } }\ngenerations:\n  - model: a/b\n    params: { a: 1, ${key}: { b: 2 } }\n`;
    const said = `The key \`${key}\` has a meaning in JavaScript, so it cannot be passed on. Rename it, or leave it out.`;
    expect(mistakesOf(plan)).toEqual([`1:23 ${said}`, `4:21 ${said}`]);
  },
);

interface JsonSchema {
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** For every mapping that takes no other keys than those it names: data with an unknown key there, and the keys on the way. */
function withUnknownKeys({ additionalProperties, properties = {}, items }: JsonSchema): [string, object][] {
  const own: [string, object][] = additionalProperties === false ? [['', { zzz: 1 }]] : [];
  const below = Object.entries(properties).flatMap(([key, property]) =>
    withUnknownKeys(property).map(([way, data]): [string, object] => [`${key} ${way}`, { [key]: data }]),
  );
  const inItems = items === undefined ? [] : withUnknownKeys(items);
  return [...own, ...below, ...inItems.map(([way, data]): [string, object] => [way, [data]])];
}

describe('a key that is unknown', () => {
  const published: JsonSchema = JSON.parse(publishedSchemas().get('generation-plan.schema.json') ?? '');

  test('is looked for in seven mappings', () => {
    expect(withUnknownKeys(published)).toHaveLength(7);
  });

  test.each(withUnknownKeys(published))('is a mistake in every mapping of the format: %s', (_, data) => {
    expect(mistakesOf(data)).toContainEqual(expect.stringContaining('The key `zzz` is unknown.'));
  });

  test.each([
    ['modle: bfl/flux-schnell', '2:5 The key `modle` is unknown. Did you mean `model`?'],
    ['{model: a/b, durration: 5}', '2:18 The key `durration` is unknown. Did you mean `duration`?'],
    ['{model: a/b, Count: 5}', '2:18 The key `Count` is unknown. Did you mean `count`?'],
    [
      '{model: a/b, generation_duration: 5}',
      '2:18 The key `generation_duration` is unknown. It belongs to the request body: write it under `params`.',
    ],
  ])('in a line: %s', (line, mistake) => {
    expect(mistakesOfLine(line)).toEqual([mistake]);
  });

  test.each([
    ['budjet: {}\ngenerations: []', '1:1 The key `budjet` is unknown. Did you mean `budget`?'],
    ['budget: {max_totl: 1}\ngenerations: []', '1:10 The key `max_totl` is unknown. Did you mean `max_total`?'],
    ['defaults: {duraton: 1}\ngenerations: []', '1:12 The key `duraton` is unknown. Did you mean `duration`?'],
    [
      'defaults: {id: x}\ngenerations: []',
      '1:12 The key `id` is unknown. Known here: `model`, `count`, `outputs`, `duration`, `resolution`, `audio` and `params`. Other fields of the request body, such as `generation_prompt`, go under `params`.',
    ],
    [
      '42: x\ngenerations: []',
      '1:1 The key `42` is unknown. Known here: `version`, `name`, `runs_per_month`, `budget`, `defaults` and `generations`.',
    ],
  ])('elsewhere: %j', (plan, mistake) => {
    expect(mistakesOf(plan)).toEqual([mistake]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('though every object has it: %s', (key) => {
    expect(mistakesOf(`${key}: {generations: []}\ngenerations: []`)).toEqual([
      `1:1 The key \`${key}\` is unknown. Known here: \`version\`, \`name\`, \`runs_per_month\`, \`budget\`, \`defaults\` and \`generations\`.`,
    ]);
    expect(mistakesOfLine(`{model: a/b, ${key}: 1}`)).toHaveLength(1);
  });

  test('is shown once, where it is written, however often it is repeated', () => {
    const plan = 'generations:\n  - &one {model: a/b, durration: 5}\n  - <<: *one\n  - *one\n';
    expect(mistakesOf(plan)).toEqual(['2:23 The key `durration` is unknown. Did you mean `duration`?']);
  });
});

describe('a value of a wrong kind', () => {
  test.each([
    [
      '{model: flux}',
      '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found the text `flux`. Write the lab, a slash and the name; `budget-gate models` lists all models and their prices.',
    ],
    [
      '{model: a/b/c}',
      '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found the text `a/b/c`. Write the lab, a slash and the name; `budget-gate models` lists all models and their prices.',
    ],
    [
      '{model: ../b}',
      '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found the text `../b`. Write the lab, a slash and the name; `budget-gate models` lists all models and their prices.',
    ],
    [
      '{model: "a/b?x"}',
      '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found the text `a/b?x`. Write the lab, a slash and the name; `budget-gate models` lists all models and their prices.',
    ],
    ['{model: 5}', '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found `5`.'],
    ['{model: }', '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found nothing.'],
    [
      '{model: [a/b]}',
      '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found a list. For a line of each value, move the list into a matrix: `matrix: {model: […]}`.',
    ],
    ['{model: {a: b}}', '2:13 `model`: expected a model identifier such as bfl/flux-schnell, found a mapping.'],
    ['{model: a/b, count: 0}', `2:25 \`count\`: ${WHOLE}, found \`0\`.`],
    ['{model: a/b, count: -1}', `2:25 \`count\`: ${WHOLE}, found \`-1\`.`],
    ['{model: a/b, count: 0.5}', `2:25 \`count\`: ${WHOLE}, found \`0.5\`.`],
    ['{model: a/b, count: 1000001}', `2:25 \`count\`: ${WHOLE}, found \`1000001\`.`],
    ['{model: a/b, count: "5"}', `2:25 \`count\`: ${WHOLE}, found the text \`5\`. Write \`count: 5\`.`],
    ['{model: a/b, count: ""}', `2:25 \`count\`: ${WHOLE}, found an empty text.`],
    ['{model: a/b, count: yes}', `2:25 \`count\`: ${WHOLE}, found the text \`yes\`.`],
    ['{model: a/b, count: true}', `2:25 \`count\`: ${WHOLE}, found \`true\`.`],
    ['{model: a/b, count: .inf}', `2:25 \`count\`: ${WHOLE}, found \`Infinity\`.`],
    ['{model: a/b, count: .nan}', `2:25 \`count\`: ${WHOLE}, found \`NaN\`.`],
    ['{model: a/b, count: ~}', `2:25 \`count\`: ${WHOLE}, found nothing.`],
    ['{model: a/b, outputs: 1001}', '2:27 `outputs`: expected a whole number from 1 to 1,000, found `1001`.'],
    ['{model: a/b, duration: 0}', '2:28 `duration`: expected a length in seconds such as 5, found `0`.'],
    [
      '{model: a/b, duration: 5s}',
      '2:28 `duration`: expected a length in seconds such as 5, found the text `5s`. Write `duration: 5`.',
    ],
    ['{model: a/b, duration: 1e309}', '2:28 `duration`: expected a length in seconds such as 5, found `Infinity`.'],
    [
      '{model: a/b, resolution: 720}',
      '2:30 `resolution`: expected a resolution such as 720p, found `720`. Write `resolution: 720p`.',
    ],
    [
      '{model: a/b, resolution: "7 20"}',
      '2:30 `resolution`: expected a resolution such as 720p, found the text `7 20`.',
    ],
    ['{model: a/b, audio: "no"}', '2:25 `audio`: expected true or false, found the text `no`. Write `audio: false`.'],
    ['{model: a/b, params: [x]}', '2:26 `params`: expected a mapping, found a list.'],
    [
      '{model: a/b, params: {generation_duration: long}}',
      '2:48 `generation_duration`: expected a length in seconds such as 5, found the text `long`.',
    ],
    ['{model: a/b, id: 5}', `2:22 \`id\`: ${ID}, found \`5\`. Write \`id: "5"\`.`],
    ['{model: a/b, id: ""}', `2:22 \`id\`: ${ID}, found an empty text.`],
    ['{model: a/b, id: " x"}', `2:22 \`id\`: ${ID}, found the text \`x\`. Write \`id: "x"\`.`],
    ['{model: a/b, id: "a\\nb"}', `2:22 \`id\`: ${ID}, found the text \`a b\`. Write \`id: "a b"\`.`],
    [
      '{model: a/b, id: "a\\u202eb"}',
      `2:22 \`id\`: ${ID}, found the text \`a b\`. It holds the character U+202E (right-to-left override): remove it.`,
    ],
    [
      '{model: a/b, id: "a\\0b"}',
      `2:22 \`id\`: ${ID}, found the text \`a b\`. It holds the character U+0000: remove it.`,
    ],
    [`{model: a/b, id: ${'x'.repeat(101)}}`, `2:22 \`id\`: ${ID}, found the text \`${'x'.repeat(101)}\`.`],
    [
      'bfl/flux-schnell',
      '2:5 Entry 1 of `generations`: expected a mapping, found the text `bfl/flux-schnell`. Write `model:` before it: `{model: bfl/flux-schnell}`.',
    ],
    ['[bfl/flux-schnell]', '2:5 Entry 1 of `generations`: expected a mapping, found a list.'],
    ['', '2:5 Entry 1 of `generations`: expected a mapping, found nothing.'],
  ])('in a line: %s', (line, mistake) => {
    expect(mistakesOfLine(line)).toEqual([mistake]);
  });

  test.each([
    ['version: 2', '1:10 `version`: expected 1, found `2`.'],
    ['version: "1"', '1:10 `version`: expected 1, found the text `1`. Write `version: 1`.'],
    ['name: 5', '1:7 `name`: expected text of up to 100 characters on one line, found `5`. Write `name: "5"`.'],
    [
      'name: "a\\nb"',
      '1:7 `name`: expected text of up to 100 characters on one line, found the text `a b`. Write `name: "a b"`.',
    ],
    ['budget: 30', '1:9 `budget`: expected a mapping, found `30`. Name the limit: `budget: {max_total: 30}`.'],
    ['budget:', '1:8 `budget`: expected a mapping, found nothing.'],
    ['defaults: []', '1:11 `defaults`: expected a mapping, found a list.'],
    ['defaults: [{duration: 5}]', '1:11 `defaults`: expected a mapping, found a list.'],
    ['budget: [max_total]', '1:9 `budget`: expected a mapping, found a list.'],
    ['budget: {max_total: -1}', `1:21 \`max_total\`: ${AMOUNT}, found \`-1\`.`],
    ['budget: {max_total: 1e309}', `1:21 \`max_total\`: ${AMOUNT}, found \`Infinity\`.`],
    ['budget: {max_total: "$30"}', `1:21 \`max_total\`: ${AMOUNT}, found the text \`$30\`. Write \`max_total: 30\`.`],
    ['budget: {max_total: "1e3"}', `1:21 \`max_total\`: ${AMOUNT}, found the text \`1e3\`.`],
    ['budget: {max_total: 10000000000}', `1:21 \`max_total\`: ${AMOUNT}, found \`10000000000\`.`],
    ['budget: {max_total: 80%}', `1:21 \`max_total\`: ${AMOUNT}, found the text \`80%\`.`],
    ['budget: {max_total: [1]}', `1:21 \`max_total\`: ${AMOUNT}, found a list.`],
    [
      'budget: {warn_at: 80 percent}',
      '1:19 `warn_at`: expected an amount of USD such as 24.00, or a percentage such as 80%, found the text `80 percent`. Write `warn_at: 80%`.',
    ],
    [
      'budget: {max_increase: some}',
      '1:24 `max_increase`: expected an amount of USD such as 24.00, or a percentage such as 80%, found the text `some`.',
    ],
    [
      'budget: {max_generations: 0}',
      '1:27 `max_generations`: expected a whole number from 1 to 10,000,000,000, found `0`.',
    ],
  ])('elsewhere: %s', (text, mistake) => {
    expect(mistakesOf(`${text}\ngenerations: []`)).toEqual([mistake]);
  });

  test.each([
    ['generations: 5', '1:14 `generations`: expected a list of generations, found `5`.'],
    [
      'generations: {model: a/b}',
      '1:14 `generations`: expected a list of generations, found a mapping. Put a hyphen before the first key of each entry: `- model: bfl/flux-schnell`.',
    ],
    [
      'name: x',
      '1:1 The key `generations` is missing. Write at least `generations: []`, or a list such as `generations: [{model: bfl/flux-schnell}]`.',
    ],
  ])('of the list itself: %s', (plan, mistake) => {
    expect(mistakesOf(plan)).toEqual([mistake]);
  });
});

describe('what does not fit together', () => {
  test('a line without a model, here or in the defaults', () => {
    expect(mistakesOf('generations:\n  - id: hero\n')).toEqual([
      '2:5 Entry 1 of `generations` has no model. Write a model, such as `model: bfl/flux-schnell`, here or in `defaults`.',
    ]);
  });

  test('an id that stands twice, told with the line of the first', () => {
    expect(mistakesOf('generations:\n  - model: a/b\n    id: hero\n  - {model: a/b, id: hero}\n')).toEqual([
      '4:22 The id `hero` is used twice: line 3 already has it. Each line of a plan needs an id of its own.',
    ]);
  });

  test.each([
    ['merges', '- <<: *a', '3:9'],
    ['is', '- *a', '3:5'],
    ['merges, in a list,', '- <<: [*b, *a]', '3:14'],
  ])('an id that an entry has because it %s another: at the second entry', (_, entry, place) => {
    const first = '- &a {<<: &b {count: 2}, id: hero, model: bfl/flux-schnell}';
    expect(mistakesOf(`generations:\n  ${first}\n  ${entry}\n`)).toEqual([
      `${place} The id \`hero\` is used twice: line 2 already has it. Each line of a plan needs an id of its own.`,
    ]);
  });

  test('an id that stands twice', () => {
    const plan = 'generations:\n  - {id: hero, model: a/b}\n  - {id: x, model: a/b}\n  - {id: hero, model: a/b}\n';
    expect(mistakesOf(plan)).toEqual([
      '4:10 The id `hero` is used twice: line 2 already has it. Each line of a plan needs an id of its own.',
    ]);
  });

  test.each([
    [
      'duration: 5',
      'generation_duration: 8',
      '`generation_duration` is `8` here, but `duration` of the same entry is `5`.',
    ],
    [
      'resolution: 720p',
      'generation_resolution: 1080p',
      '`generation_resolution` is `1080p` here, but `resolution` of the same entry is `720p`.',
    ],
    [
      'audio: true',
      'generation_generate_audio: false',
      '`generation_generate_audio` is `false` here, but `audio` of the same entry is `true`.',
    ],
    [
      'outputs: 1',
      'generation_output_number: 4',
      '`generation_output_number` is `4` here, but `outputs` of the same entry is `1`.',
    ],
  ])('%s beside %s', (key, param, mistake) => {
    const problem = `${mistake} They mean the same: leave one of them out.`;
    const column = param.indexOf(':') + 9;
    expect(mistakesOf(`generations:\n  - model: a/b\n    ${key}\n    params:\n      ${param}\n`)).toEqual([
      `5:${column} ${problem}`,
    ]);
    expect(mistakesOf(`defaults:\n    ${key}\n    params:\n      ${param}\ngenerations: []\n`)).toEqual([
      `4:${column} ${problem}`,
    ]);
  });

  test('a share to warn at, and no total that it is a share of', () => {
    expect(mistakesOf('budget: {warn_at: 80%}\ngenerations: []')).toEqual([
      '1:19 `warn_at` in percent needs a `max_total` to be a percentage of. Add `max_total`, or write `warn_at` as an amount of USD.',
    ]);
  });

  test('more lines than 10,000', () => {
    const plan = `generations:\n${'  - model: a/b\n'.repeat(10_001)}`;
    expect(mistakesOf(plan)).toEqual([
      '1:1 This plan would have 10,001 lines; at most 10,000 are allowed. Put generations that are alike into one line with a `count`.',
    ]);
  });
});

describe('all mistakes of a file', () => {
  test('are told at once, in their order', () => {
    const plan = `version: 3
nmae: Spring
budget:
  max_total: lots
generations:
  - model: flux
    count: 0
  - modle: a/b
    durration: 5
    audio: maybe
`;
    expect(mistakesOf(plan)).toEqual([
      '1:10 `version`: expected 1, found `3`.',
      '2:1 The key `nmae` is unknown. Did you mean `name`?',
      `4:14 \`max_total\`: ${AMOUNT}, found the text \`lots\`.`,
      '6:12 `model`: expected a model identifier such as bfl/flux-schnell, found the text `flux`. Write the lab, a slash and the name; `budget-gate models` lists all models and their prices.',
      `7:12 \`count\`: ${WHOLE}, found \`0\`.`,
      '8:5 The key `modle` is unknown. Did you mean `model`?',
      '9:5 The key `durration` is unknown. Did you mean `duration`?',
      '10:12 `audio`: expected true or false, found the text `maybe`.',
    ]);
  });

  test('have among them what does not fit together', () => {
    const plan = `budget: {warn_at: 80%}
generations:
  - {id: hero, model: a/b, duration: 5, params: {generation_duration: 8}}
  - {id: hero, modle: a/b}
  - {count: 2}
  - {id: hero, model: a/b}
`;
    expect(mistakesOf(plan).map((mistake) => mistake.slice(0, 60))).toEqual([
      '1:19 `warn_at` in percent needs a `max_total` to be a percen',
      '3:71 `generation_duration` is `8` here, but `duration` of th',
      '4:10 The id `hero` is used twice: line 3 already has it. Eac',
      '4:16 The key `modle` is unknown. Did you mean `model`?',
      '5:5 Entry 3 of `generations` has no model. Write a model, su',
      '6:10 The id `hero` is used twice: line 3 already has it. Eac',
    ]);
  });

  test('leave no plan', () => {
    expect(readPlan('plan.yml', 'generations: [{model: a/b}, {model: flux}]').plan).toBeUndefined();
  });

  test('are each an error at the file, with the source line and how much of it is meant', () => {
    const { diagnostics } = readPlan('plans/spring.yml', 'generations:\r\n  - modle: bfl/flux-schnell\r\n');
    expect(diagnostics.map(({ severity, place }) => ({ severity, place }))).toEqual([
      {
        severity: 'error',
        place: { file: 'plans/spring.yml', line: 2, column: 5, length: 5, source: '  - modle: bfl/flux-schnell' },
      },
    ]);
  });

  test('are told where a plan starts with a byte order mark', () => {
    expect(mistakesOf('\ufeffgenerations:\n  - modle: a/b\n')).toEqual([
      '2:5 The key `modle` is unknown. Did you mean `model`?',
    ]);
  });

  test('are a hundred at most, and whether there are more', () => {
    const generations = (length: number) => Array.from({ length }, () => ({ modle: 'a/b', count: 0 }));
    expect(mistakesOf({ generations: generations(50) })).toHaveLength(100);
    const mistakes = mistakesOf({ generations: generations(5_000) });
    expect(mistakes).toHaveLength(101);
    expect(mistakes.at(-1)).toMatch(
      /^\d+:\d+ This file has more mistakes, which are not shown\. Correct those that are shown, and run the gate again\.$/,
    );
  });

  test('are not looked for any more after thousands of repetitions', () => {
    const keys = Array.from({ length: 99 }, (_, index) => `k${index}: 1`).join(', ');
    const mistakes = mistakesOf(`generations:\n  - &one {model: a/b, ${keys}}\n${'  - *one\n'.repeat(999)}`);
    expect(mistakes).toHaveLength(100);
    expect(mistakes.at(-1)).toContain('This file has more mistakes');
  });

  test('do not quote a line of many thousand characters', () => {
    const [mistake] = readPlan('plan.yml', `generations: [${' '.repeat(4_000)}{modle: a/b}]`).diagnostics;
    expect(mistake?.place).toMatchObject({ line: 1, column: 4_016, source: '' });
  });

  test('are errors first, so that no notice hides one', () => {
    const list = new DiagnosticList(
      Array.from({ length: 100 }, () => ({ severity: 'notice', message: prose('Fine.') })),
    );
    list.add([{ severity: 'error', message: prose('Wrong.') }]);
    expect(list.hasErrors).toBe(true);
    expect(list.toArray().map(({ message }) => String(message))).toEqual(
      expect.arrayContaining(['Wrong.', 'This file has more mistakes, which are not shown.']),
    );
  });
});
