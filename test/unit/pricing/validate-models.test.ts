import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/babysea/error-messages.ts';
import { librarySchema, parseResponse } from '../../../src/babysea/responses.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { type Estimate, type Estimates, priceKey } from '../../../src/pricing/estimator.ts';
import type { ModelLibrary } from '../../../src/pricing/model-library.ts';
import {
  checkModels,
  dropUnsupportedDefaults,
  needsModelLibrary,
  validateModels,
} from '../../../src/pricing/validate-models.ts';
import { formatPlace } from '../../../src/shared/diagnostic.ts';
import { say } from '../../../src/shared/message.ts';
import { refused } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';

const MODELS: readonly object[] = [
  {
    model_type: 'image',
    model_identifier: 'bfl/flux-schnell',
    schema: { generation_ratio: ['1:1', '16:9'], generation_output_format: ['png'], generation_output_number: 4 },
    specific_schema: ['generation_seed'],
  },
  { model_type: 'image', model_identifier: 'bfl/flux-1.1-pro', schema: { generation_input_file: false } },
  {
    model_type: 'video',
    model_identifier: 'kling/v1.5-pro',
    schema: { generation_duration: [5, 10], generation_resolution: ['720p', '1080p'], generation_output_number: 1 },
  },
  {
    model_type: 'video',
    model_identifier: 'sea/loud',
    schema: { generation_duration: [5], generation_resolution: ['720p'], generation_generate_audio: true },
  },
  { model_type: 'hologram', model_identifier: 'sea/strange', schema: 3 },
  { model_type: 'video', model_identifier: 'seal/free', schema: { generation_output_number: null } },
  { model_type: 'image', model_identifier: 'still/life', schema: { generation_duration: [5] } },
];

const catalogue: ModelLibrary = parseResponse(librarySchema, { data: { models: MODELS } }).models;

/** The estimates of a plan's lines, where BabySea answers alike for all of them. */
function estimatesOf({ lines }: Plan, answer: Estimate | Error): Estimates {
  return new Map(
    lines.map((line) => {
      const asked = say`the price of ${line.model}`;
      return [
        priceKey(line),
        answer instanceof Error
          ? { error: describeError(answer, asked, 'us', { namesModel: true }) }
          : { value: answer },
      ];
    }),
  );
}

/** What is wrong with a plan by the library, defaults fitted first, as a person reads it; no unknown model has a price. */
function mistakes(plan: string | object, answer: Estimate | Error = refused(404)): string[] {
  const fitted = dropUnsupportedDefaults(planOf(plan), catalogue);
  const found = validateModels(fitted, catalogue, estimatesOf(fitted, answer));
  return found.diagnostics.map(({ message, help, place }) => {
    const where = place === undefined ? '' : formatPlace(place).replace('generation-plan.yml:', '');
    return `${where} ${message}${help === undefined ? '' : ` ${help}`}`;
  });
}

const ofLine = (line: string) => mistakes(`generations:\n  - ${line}\n`);

describe('what a model does not take', () => {
  test.each<[string, string[]]>([
    ['{model: bfl/flux-schnel}', ['2:13 There is no model `bfl/flux-schnel`. Did you mean `bfl/flux-schnell`?']],
    [
      '{model: sea/otter-9000}',
      ['2:13 There is no model `sea/otter-9000`. Of this lab there are `sea/loud` and `sea/strange`.'],
    ],
    [
      '{model: nobody/knows-it}',
      ['2:13 There is no model `nobody/knows-it`. The command `budget-gate models` lists all models.'],
    ],
    [
      '{model: kling/v1.5-pro, duration: 7}',
      ['2:39 `kling/v1.5-pro` does not take `duration: 7`. It takes `5` or `10`.'],
    ],
    [
      '{model: kling/v1.5-pro, params: {generation_duration: 7}}',
      ['2:59 `kling/v1.5-pro` does not take `duration: 7`. It takes `5` or `10`.'],
    ],
    [
      '{model: kling/v1.5-pro, duration: 5, resolution: 480p}',
      ['2:54 `kling/v1.5-pro` does not take `resolution: 480p`. It takes `720p` or `1080p`.'],
    ],
    [
      '{model: kling/v1.5-pro, duration: 5, audio: true}',
      ['2:49 `kling/v1.5-pro` takes no `audio`. Leave it out for this model.'],
    ],
    ['{model: kling/v1.5-pro}', ['2:5 A video of `kling/v1.5-pro` needs a `duration`. It takes `5` or `10` seconds.']],
    [
      '{model: kling/v1.5-pro, params: {duration: 8}}',
      [
        '2:5 A video of `kling/v1.5-pro` needs a `duration`. It takes `5` or `10` seconds. In `params`, it is `generation_duration`.',
      ],
    ],
    [
      '{model: kling/v1.5-pro, duration: 5, outputs: 2}',
      ['2:51 A generation of `kling/v1.5-pro` makes at most 1 output, not 2. Raise `count` and lower `outputs`.'],
    ],
    [
      '{model: bfl/flux-schnell, duration: 5}',
      ['2:41 `bfl/flux-schnell` takes no `duration`. Leave it out for this model.'],
    ],
    [
      '{model: bfl/flux-schnell, resolution: 720p}',
      ['2:43 `bfl/flux-schnell` takes no `resolution`. Leave it out for this model.'],
    ],
    [
      '{model: bfl/flux-schnell, params: {generation_promt: x}}',
      ['2:40 `bfl/flux-schnell` has no field `generation_promt`. Did you mean `generation_prompt`?'],
    ],
    [
      '{model: bfl/flux-1.1-pro, params: {generation_seed: 1}}',
      ['2:40 `bfl/flux-1.1-pro` has no field `generation_seed`. Leave it out.'],
    ],
    [
      '{model: bfl/flux-schnell, params: {generation_ratio: "4:3"}}',
      ['2:58 `bfl/flux-schnell` does not take `generation_ratio: 4:3`. It takes `1:1` or `16:9`.'],
    ],
  ])('%s', (line, told) => {
    expect(ofLine(line)).toEqual(told);
  });

  test.each([
    '{model: kling/v1.5-pro, duration: 10, resolution: 1080p, audio: false}',
    '{model: sea/loud, duration: 5, audio: true}',
    '{model: bfl/flux-schnell, outputs: 4, audio: false}',
    '{model: seal/free, outputs: 9}',
    '{model: still/life}',
    '{model: bfl/flux-schnell, params: {generation_prompt: x, generation_ratio: "1:1", generation_seed: 1, own_key: 2}}',
  ])('and nothing where it takes all: %s', (line) => {
    expect(ofLine(line)).toEqual([]);
  });

  test('is unknown of a model that the library describes in another form: one notice says so if BabySea prices it', () => {
    const line = '{model: sea/strange, duration: 999, outputs: 99, params: {generation_x: 1}}';
    expect(ofLine(line)).toEqual([]);
    const estimate = { unitCost: usd('0.05'), creditBalance: undefined, duration: 999, resolution: undefined };
    expect(mistakes(`generations: [${line}, {model: sea/strange, duration: 999}]`, estimate)).toEqual([
      '1:23 BabySea’s model library describes `sea/strange` in a form that the gate does not know. Check the settings of this model yourself: the gate cannot.',
    ]);
  });

  test('is told of every line, and of the place in a matrix', () => {
    expect(
      mistakes('generations:\n  - model: kling/v1.5-pro\n    matrix: {duration: [5, 6]}\n  - model: kling/v2\n'),
    ).toEqual([
      '3:28 `kling/v1.5-pro` does not take `duration: 6`. It takes `5` or `10`.',
      '4:12 There is no model `kling/v2`. Of this lab there are `kling/v1.5-pro`.',
    ]);
  });

  test('is told of each of the fields of a line', () => {
    expect(ofLine('{model: bfl/flux-schnell, params: {generation_sed: 1, generation_x: 2}}')).toEqual([
      expect.stringContaining('has no field `generation_sed`'),
      expect.stringContaining('has no field `generation_x`'),
    ]);
  });

  test('is told of a hundred times, each mistake of a matrix once, and the others are counted', () => {
    const plan = (count: number) => ({
      generations: [
        ...Array.from({ length: count }, () => ({ model: 'kling/v1.5-pro', duration: 7 })),
        { model: 'kling/v1.5-pro', matrix: { duration: [9], resolution: ['720p', '1080p'] } },
      ],
    });
    expect(mistakes(plan(98))).toHaveLength(99);
    expect(mistakes(plan(99))).toHaveLength(100);
    expect(mistakes(plan(100)).slice(100)).toEqual([
      ' `generation-plan.yml` has 1 more mistake of this kind, which is not shown. Correct those that are shown, and run the gate again.',
    ]);
    expect(mistakes(plan(102))).toHaveLength(101);
    expect(mistakes(plan(102)).at(-1)).toContain('has 3 more mistakes of this kind, which are not shown.');
  });

  test('in `defaults` is told there where the model takes the setting, but not that value', () => {
    expect(mistakes('defaults: {duration: 7}\ngenerations: [{model: kling/v1.5-pro}]\n')).toEqual([
      '1:22 `kling/v1.5-pro` does not take `duration: 7`. It takes `5` or `10`.',
    ]);
  });
});

describe('a model that the library does not list', () => {
  const PLAN = 'generations:\n  - model: sea/new\n  - {model: sea/new, count: 2}\n  - {model: bfl/flux-schnell}\n';

  test('is taken where BabySea prices it, with one notice', () => {
    const estimate = { unitCost: usd('0.05'), creditBalance: undefined, duration: undefined, resolution: undefined };
    const plan = dropUnsupportedDefaults(planOf(PLAN), catalogue);
    const found = validateModels(plan, catalogue, estimatesOf(plan, estimate)).diagnostics;
    expect(found.map(({ severity, place }) => [severity, place?.line])).toEqual([['notice', 2]]);
    expect(mistakes(PLAN, estimate)).toEqual([
      '2:12 BabySea’s model library does not list `sea/new`, but BabySea estimates its price, so the gate uses that. Check the settings of this model yourself: the gate cannot.',
    ]);
  });

  test('is not spoken of where nobody asked for its price', () => {
    expect(validateModels(planOf(PLAN), catalogue, new Map()).diagnostics).toEqual([]);
  });

  test('is compared with twelve models of its lab', () => {
    const models = Array.from({ length: 13 }, (_, index) => ({
      ...MODELS[1],
      model_identifier: `lab/number-${index}`,
    }));
    const library = parseResponse(librarySchema, { data: { models } }).models;
    const plan = planOf({ generations: [{ model: 'lab/else' }] });
    const [problem] = validateModels(plan, library, estimatesOf(plan, refused(404))).diagnostics;
    expect(String(problem?.help)).toMatch(/^Of this lab there are `lab\/number-0`, .* and `lab\/number-11`\.$/);
  });

  test('is an error, in the words of the refusal, where BabySea refuses to price it for another reason', () => {
    expect(
      mistakes('generations: [{model: kling/v1.5-prp}]', refused(400, { code: 'BSE2001', message: 'No.' })),
    ).toEqual([
      '1:23 BabySea’s model library does not list `kling/v1.5-prp`. BabySea refused to answer for the price of `kling/v1.5-prp` (HTTP 400 `BSE2001`, request `req_9`). It says: `No.` Did you mean `kling/v1.5-pro`?',
    ]);
  });

  test.each([refused(503), refused(401), new Error('surprise')])(
    'is not spoken of where nobody could say whether it has a price: %s',
    (error) => {
      expect(mistakes(PLAN, error)).toEqual([]);
    },
  );
});

describe('a default', () => {
  const DEFAULTS = {
    duration: 5,
    resolution: '720p',
    audio: true,
    params: { generation_seed: 7, generation_prompt: 'x' },
  };
  const fitted = (line: object) => {
    const [first] = dropUnsupportedDefaults(planOf({ defaults: DEFAULTS, generations: [line] }), catalogue).lines;
    return { settings: JSON.parse(JSON.stringify(first?.settings)), params: first?.params };
  };

  test('is left out where the model takes no such setting', () => {
    expect(fitted({ model: 'bfl/flux-schnell' })).toEqual({
      settings: {},
      params: { generation_seed: 7, generation_prompt: 'x' },
    });
    expect(fitted({ model: 'kling/v1.5-pro' })).toEqual({
      settings: { duration: 5, resolution: '720p' },
      params: { generation_prompt: 'x' },
    });
    expect(fitted({ model: 'sea/loud' })).toMatchObject({ settings: { duration: 5, resolution: '720p', audio: true } });
  });

  test('stays where the line says the same itself, or nobody knows the model', () => {
    expect(fitted({ model: 'bfl/flux-schnell', duration: 5 })).toMatchObject({ settings: { duration: 5 } });
    const all = { duration: 5, resolution: '720p', audio: true };
    expect(fitted({ model: 'no/such' })).toMatchObject({ settings: all });
    expect(fitted({ model: 'sea/strange' })).toMatchObject({ settings: all });
  });

  test('alone, or silence, makes the catalogue be waited for', () => {
    const needs = (plan: object) => needsModelLibrary(planOf(plan));
    expect(needs({ generations: [{ model: 'a/b', duration: 5, resolution: '720p', audio: true }] })).toBe(false);
    expect(needs({ defaults: { model: 'a/b', count: 3, outputs: 2 }, generations: [{}] })).toBe(false);
    expect(needs({ defaults: { duration: 5 }, generations: [{ model: 'a/b', duration: 5 }] })).toBe(false);
    expect(needs({ defaults: { duration: 5 }, generations: [{ model: 'a/b' }] })).toBe(true);
    expect(needs({ generations: [{ model: 'a/b', audio: false }] })).toBe(true);
    expect(needs({ generations: [{ model: 'a/b' }, { model: 'a/b', audio: false }] })).toBe(true);
    expect(needs({ defaults: { params: { generation_seed: 1 } }, generations: [{ model: 'a/b' }] })).toBe(true);
  });
});

test('silence suits every model, and is left out where there is no sound to begin with', () => {
  const plan = planOf({
    generations: [
      { model: 'bfl/flux-schnell', audio: false },
      { model: 'kling/v1.5-pro', duration: 5, audio: false },
      { model: 'sea/loud', duration: 5, audio: false },
    ],
  });
  const { lines } = dropUnsupportedDefaults(plan, catalogue);
  expect(lines.map(({ settings }) => settings.audio)).toEqual([undefined, undefined, false]);
});

test('without the library, one notice says that the models were not checked, unless no request was answered', () => {
  const plan = planOf({ generations: [{ model: 'a/b' }] });
  const library = { error: describeError(refused(503), say`the model library`, 'us') };
  const told = (answer: Error) => {
    const { diagnostics, lines } = checkModels([plan, plan], library, estimatesOf(plan, answer));
    expect(lines.size).toBe(0);
    return diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
  };
  expect(told(refused(404))).toEqual([
    expect.stringMatching(/^notice: The plan was not checked against the model library; the estimates alone decide\. /),
  ]);
  expect(told(refused(401))).toEqual([]);
});
