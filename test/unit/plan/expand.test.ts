import { describe, expect, test } from 'vitest';
import { parseHere } from '../../../src/plan/parse-yaml.ts';
import { outputsOf, SPREAD_KEYS } from '../../../src/plan/plan.ts';
import { readPlans } from '../../../src/plan/read.ts';
import { bodyKeyOf } from '../../../src/plan/settings-layer.ts';
import { lineOf, planOf } from '../../support/plans.ts';

describe('a line', () => {
  test('has one generation of one output where the plan says no more than the model', () => {
    expect(lineOf('generations: [{model: bfl/flux-schnell}]')).toEqual({
      id: 'flux-schnell',
      model: 'bfl/flux-schnell',
      settings: {},
      count: 1,
      outputs: 1,
      params: {},
      defaultedParams: [],
      path: ['generations', 0],
      origins: { model: ['generations', 0, 'model'] },
    });
  });

  test('has what the plan says', () => {
    const line = lineOf(`
generations:
  - id: hero
    model: kling/v1.5-pro
    count: 12
    outputs: 4
    duration: 10
    resolution: 720p
    audio: false
`);
    expect(line).toMatchObject({ id: 'hero', count: 12, outputs: 4 });
    expect(line.settings).toEqual({ duration: 10, resolution: '720p', audio: false });
    expect(outputsOf(line)).toBe(48);
  });

  test('takes the keys that a request body stands for from its params, and keeps the rest of them', () => {
    const line = lineOf(`
generations:
  - model: google/veo-2
    params:
      generation_prompt: A baby seal plays in the Arctic
      generation_duration: 8
      generation_resolution: 1080p
      generation_generate_audio: true
      generation_output_number: 2
`);
    expect(line.settings).toEqual({ duration: 8, resolution: '1080p', audio: true });
    expect(line.outputs).toBe(2);
    expect(line.params).toEqual({ generation_prompt: 'A baby seal plays in the Arctic' });
  });

  test('may say the same in params and beside them', () => {
    const line = lineOf({ generations: [{ model: 'a/b', duration: 8, params: { generation_duration: 8 } }] });
    expect(line.settings).toEqual({ duration: 8 });
  });
});

describe('defaults', () => {
  test('hold for every line that does not say otherwise', () => {
    const { lines } = planOf(`
defaults: {model: bfl/flux-schnell, count: 2, outputs: 3, duration: 5, resolution: 720p, audio: true}
generations:
  - id: as-they-are
  - id: otherwise
    model: bfl/flux-1.1-pro
    count: 7
    outputs: 1
    duration: 10
    resolution: 1080p
    audio: false
`);
    expect(lines).toMatchObject([
      {
        model: 'bfl/flux-schnell',
        count: 2,
        outputs: 3,
        settings: { duration: 5, resolution: '720p', audio: true },
      },
      {
        model: 'bfl/flux-1.1-pro',
        count: 7,
        outputs: 1,
        settings: { duration: 10, resolution: '1080p', audio: false },
      },
    ]);
  });

  test('are weaker than the params of a line', () => {
    const line = lineOf({
      defaults: { duration: 5 },
      generations: [{ model: 'a/b', params: { generation_duration: 8 } }],
    });
    expect(line.settings.duration).toBe(8);
  });

  test('of params are weaker than a key of a line', () => {
    const line = lineOf({
      defaults: { params: { generation_duration: 5, generation_output_number: 4 } },
      generations: [{ model: 'a/b', duration: 8, outputs: 2 }],
    });
    expect(line.settings.duration).toBe(8);
    expect(line.outputs).toBe(2);
  });

  test('of params are filled up key by key', () => {
    const line = lineOf({
      defaults: { params: { generation_prompt: 'a seal', seed: 1 } },
      generations: [{ model: 'a/b', params: { seed: 2 } }],
    });
    expect(line.params).toEqual({ generation_prompt: 'a seal', seed: 2 });
  });
});

describe('where a setting was written', () => {
  test('is the line, its params or the defaults, whichever is strongest', () => {
    const { origins } = lineOf({
      defaults: {
        model: 'a/b',
        audio: true,
        outputs: 3,
        params: { generation_duration: 5, generation_resolution: '4k' },
      },
      generations: [
        { audio: false, params: { generation_resolution: '1080p', generation_output_number: 2, generation_seed: 1 } },
      ],
    });
    expect(origins).toEqual({
      model: ['defaults', 'model'],
      duration: ['defaults', 'params', 'generation_duration'],
      resolution: ['generations', 0, 'params', 'generation_resolution'],
      audio: ['generations', 0, 'audio'],
      outputs: ['generations', 0, 'params', 'generation_output_number'],
    });
  });

  test('is the line where it says the same in its params', () => {
    const { origins } = lineOf({ generations: [{ model: 'a/b', duration: 8, params: { generation_duration: 8 } }] });
    expect(origins.duration).toEqual(['generations', 0, 'duration']);
  });

  test('is the entry of a list of a matrix, or of the include that sets it', () => {
    const matrix = {
      duration: [5, 10],
      include: [{ audio: true }, { duration: 10, audio: false }, { resolution: '4k' }],
    };
    const { lines } = planOf({ generations: [{ model: 'a/b', matrix }] });
    const at = (...path: (string | number)[]) => ['generations', 0, ...path];
    const include = at('matrix', 'include');
    expect(lines.map(({ origins }) => origins)).toEqual([
      {
        model: at('model'),
        duration: at('matrix', 'duration', 0),
        audio: [...include, 0, 'audio'],
        resolution: [...include, 2, 'resolution'],
      },
      {
        model: at('model'),
        duration: at('matrix', 'duration', 1),
        audio: [...include, 1, 'audio'],
        resolution: [...include, 2, 'resolution'],
      },
    ]);
  });

  test('is told of an include that makes a line of its own too', () => {
    const matrix = { duration: [5], include: [{ duration: 10, audio: true }] };
    expect(planOf({ generations: [{ model: 'a/b', matrix }] }).lines[1]?.origins).toEqual({
      model: ['generations', 0, 'model'],
      duration: ['generations', 0, 'matrix', 'include', 0, 'duration'],
      audio: ['generations', 0, 'matrix', 'include', 0, 'audio'],
    });
  });

  test('is told of what a whole request would hold by its params: those of the defaults, where the line has none', () => {
    const { defaultedParams } = lineOf({
      defaults: { params: { generation_prompt: 'A seal', seed: 1, generation_duration: 5 } },
      generations: [{ model: 'a/b', params: { seed: 2 } }],
    });
    expect(defaultedParams).toEqual(['generation_prompt']);
  });
});

describe('ids', () => {
  test('are made of the name of the model where left out, and numbered', () => {
    const { lines } = planOf({
      generations: [{ model: 'bfl/flux' }, { model: 'bfl/flux' }, { model: 'other/flux' }, { model: 'a/b' }],
    });
    expect(lines.map(({ id }) => id)).toEqual(['flux', 'flux-2', 'flux-3', 'b']);
  });

  test('are not made where a line further down has them', () => {
    const { lines } = planOf({
      generations: [
        { model: 'bfl/flux' },
        { model: 'bfl/flux' },
        { id: 'flux', model: 'a/b' },
        { id: 'flux-3', model: 'a/b' },
      ],
    });
    expect(lines.map(({ id }) => id)).toEqual(['flux-2', 'flux-4', 'flux', 'flux-3']);
  });

  test('are numbered past those that were made of another model', () => {
    const { lines } = planOf({ generations: [{ model: 'a/flux' }, { model: 'b/flux' }, { model: 'c/flux-2' }] });
    expect(lines.map(({ id }) => id)).toEqual(['flux', 'flux-2', 'flux-2-2']);
  });

  test('may be that of a matrix, which is not the whole id of any of its lines', () => {
    const { lines } = planOf({
      generations: [{ model: 'a/sweep' }, { id: 'sweep', model: 'a/b', matrix: { duration: [5] } }],
    });
    expect(lines.map(({ id }) => id)).toEqual(['sweep', 'sweep (5 s)']);
  });

  test.each(['hero shot', 'Größe', '日本語', '😀', 'a|b`c<d>', '@octocat', 'x'.repeat(100)])('may be %s', (id) => {
    expect(lineOf({ generations: [{ id, model: 'a/b' }] }).id).toBe(id);
  });
});

describe('anchors and merge keys', () => {
  test('a line may be an alias of another, with an id made for it', () => {
    const { lines } = planOf('generations:\n  - &one {model: a/b, count: 3}\n  - *one\n');
    expect(lines.map(({ id, count }) => [id, count])).toEqual([
      ['b', 3],
      ['b-2', 3],
    ]);
  });

  test('a line may merge another and say some of it otherwise', () => {
    const { lines } = planOf(`
generations:
  - &one
    model: a/b
    count: 3
    duration: 5
  - <<: *one
    duration: 10
`);
    expect(lines[1]).toMatchObject({ model: 'a/b', count: 3, settings: { duration: 10 } });
  });

  test('a line may merge several, of which the first is strongest', () => {
    const { lines } = planOf(`
generations:
  - &one {model: a/b, count: 3}
  - &two {model: c/d, count: 4, duration: 5}
  - <<: [*one, *two]
`);
    expect(lines[2]).toMatchObject({ model: 'a/b', count: 3, settings: { duration: 5 } });
  });
});

describe('the key of a request body', () => {
  test('stands for each setting but the model and the count, which are no part of one', () => {
    expect(SPREAD_KEYS.map((key) => [key, bodyKeyOf(key)])).toEqual([
      ['model', undefined],
      ['duration', 'generation_duration'],
      ['resolution', 'generation_resolution'],
      ['audio', 'generation_generate_audio'],
      ['count', undefined],
      ['outputs', 'generation_output_number'],
    ]);
  });
});

describe('an entry without a model', () => {
  test('makes no line', async () => {
    const text = 'generations: [{count: 2}, {model: a/b}]';
    const countRecords = async () => ({ count: 1 });
    const [plan] = await readPlans([{ file: 'plan.yml', text, root: '', countRecords }], parseHere);
    expect([...(plan?.ids ?? [])]).toEqual(['b']);
  });
});

describe('a plan', () => {
  test('may have no lines', () => {
    expect(planOf('generations: []').lines).toEqual([]);
  });

  test('may have all that the contract lists', () => {
    const plan = planOf(`
# yaml-language-server: $schema=../schema/generation-plan.schema.json
version: 1
name: Spring catalogue
budget:
  max_total: 30.00
  max_per_generation: "1.00"
  max_generations: 1000
  warn_at: 80%
generations: []
`);
    expect(plan.name).toBe('Spring catalogue');
    expect(JSON.parse(JSON.stringify(plan.budget))).toEqual({
      max_total: '30.000',
      max_per_generation: '1.000',
      max_generations: 1000,
      warn_at: { percent: '80' },
    });
  });

  test('may be written with the line endings of Windows', () => {
    expect(lineOf('generations:\r\n  - model: a/b\r\n    count: 2\r\n').count).toBe(2);
  });

  test('may start with a byte order mark', () => {
    expect(lineOf('\ufeffgenerations:\n  - model: a/b\n').model).toBe('a/b');
  });

  test('may have 10,000 lines of a million generations', () => {
    const { lines } = planOf({
      generations: Array.from({ length: 10_000 }, () => ({ model: 'a/b', count: 1_000_000 })),
    });
    expect(lines).toHaveLength(10_000);
    expect(lines.at(-1)).toMatchObject({ id: 'b-10000', count: 1_000_000 });
  });

  test('keeps an amount as exact as it is written', () => {
    const { budget } = planOf('budget: {max_total: 0.1, max_per_generation: "0.123456789012345678"}\ngenerations: []');
    expect(String(budget.max_total)).toBe('0.100');
    expect(String(budget.max_per_generation)).toBe('0.123456789012345678');
  });
});
