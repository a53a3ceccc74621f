import { tmpdir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { libraryEntry, sampleModels } from '../../../sandbox/babysea/catalogue.ts';
import { defaultKey, startBabySea } from '../../../sandbox/babysea/index.ts';
import { librarySchema, parseResponse } from '../../../src/babysea/responses.ts';
import { findModels, models, modelTable } from '../../../src/cli/models.ts';
import { widthOf } from '../../../src/report/terminal.ts';
import { fakeShell } from '../../support/shell.ts';

const entries = [...sampleModels.map(libraryEntry), { model_identifier: 'new/odd', model_type: 'sound' }];
const library = parseResponse(librarySchema, { data: { models: entries } }).models;
const namesOf = (pattern?: string) => findModels(library, pattern).map(({ model }) => model);
const tableOf = (pattern: string, columns = Number.POSITIVE_INFINITY) =>
  modelTable(findModels(library, pattern), { columns, colours: false, pathOf: (file) => file }).split('\n');

describe('a pattern', () => {
  test.each([
    ['flux', ['bfl/flux-1.1-pro', 'bfl/flux-schnell']],
    ['Veo', ['google/veo-2']],
    ['bytedance/*', ['bytedance/seedance-1-pro', 'bytedance/seedance-1.5-pro']],
    ['*-pro', ['bfl/flux-1.1-pro', 'bytedance/seedance-1-pro', 'bytedance/seedance-1.5-pro', 'kling/v1.5-pro']],
    ['flux*', []],
  ])('%s is a part of a name, or as in `allowed_models`', (pattern, expected) => {
    expect(namesOf(pattern)).toEqual(expected);
  });

  test('that is left out matches all, sorted by name', () => {
    expect(namesOf()).toEqual([...library.keys()].sort());
  });
});

describe('the table of models', () => {
  test('has a row for each price, with the settings that it applies to and those that the model accepts', () => {
    expect(tableOf('*').slice(0, 15)).toEqual([
      'model                       resolution  audio  seconds     outputs            price',
      'bfl/flux-1.1-pro                                           1–4      $0.052 an image',
      'bfl/flux-schnell                                           1–4      $0.005 an image',
      'bytedance/seedance-1-pro    480p               5, 8, 10    1        $0.024 a second',
      'bytedance/seedance-1-pro    720p               5, 8, 10    1        $0.052 a second',
      'bytedance/seedance-1-pro    1080p              5, 8, 10    1        $0.121 a second',
      'bytedance/seedance-1.5-pro  720p        no     5, 10       1        $0.026 a second',
      'bytedance/seedance-1.5-pro  720p        yes    5, 10       1        $0.052 a second',
      'bytedance/seedance-1.5-pro  1080p       no     5, 10       1        $0.058 a second',
      'bytedance/seedance-1.5-pro  1080p       yes    5, 10       1        $0.116 a second',
      'google/nano-banana                                         1–4      $0.047 an image',
      'google/veo-2                                   5, 6, 7, 8  1        $0.350 a second',
      'kling/v1.5-pro              720p               5, 10       1        $0.049 a second',
      'kling/v1.5-pro              1080p              5, 10       1        $0.098 a second',
      'new/odd                     ?           ?      ?           ?             not listed',
    ]);
  });

  test('breaks each row where the terminal is too narrow, and cuts nothing', () => {
    expect(tableOf('seedance-1.5', 60)).toEqual([
      'model',
      '  resolution  audio  seconds  outputs            price',
      'bytedance/seedance-1.5-pro',
      '  720p        no     5, 10    1        $0.026 a second',
      'bytedance/seedance-1.5-pro',
      '  720p        yes    5, 10    1        $0.052 a second',
      'bytedance/seedance-1.5-pro',
      '  1080p       no     5, 10    1        $0.058 a second',
      'bytedance/seedance-1.5-pro',
      '  1080p       yes    5, 10    1        $0.116 a second',
      '',
      '1 model, with the prices that BabySea’s library lists. A',
      'video costs its price a second × its duration. What a plan',
      'costs: budget-gate check.',
      '',
    ]);
    for (const columns of [40, 60, 80, 100]) {
      expect(Math.max(...tableOf('*', columns).map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });

  test('never speaks to the terminal', () => {
    const sly = { ...libraryEntry({ identifier: 'a/\u001b[2J', type: 'image', price: '1' }) };
    const found = findModels(parseResponse(librarySchema, { data: { models: [sly] } }).models);
    for (const columns of [30, 200]) {
      expect(modelTable(found, { columns, colours: false, pathOf: String })).not.toContain('\u001b');
    }
  });
});

describe('`models`', () => {
  /** Calls it against the sandbox. */
  async function call(pattern: string | undefined, options: Record<string, string> = {}, key = defaultKey) {
    const babysea = await startBabySea();
    onTestFinished(() => babysea.close());
    const shell = fakeShell({ folder: tmpdir(), env: key === '' ? {} : { BABYSEA_API_KEY: key } });
    const exitCode = await models(pattern, { 'base-url': babysea.url, ...options }, shell);
    return { exitCode, stdout: shell.stdout(), stderr: shell.stderr(), babysea };
  }

  test('writes JSON with every accepted setting and every price', async () => {
    const { exitCode, stdout, babysea } = await call('kling', { format: 'json' });
    expect(exitCode).toBe(0);
    const price = { audio: null, per: 'second' };
    expect(JSON.parse(stdout)).toEqual({
      schema_version: 1,
      region: babysea.url,
      models: [
        {
          model: 'kling/v1.5-pro',
          type: 'video',
          durations: [5, 10],
          resolutions: ['720p', '1080p'],
          audio: false,
          max_outputs: 1,
          prices: [
            { resolution: '720p', usd: '0.049', ...price },
            { resolution: '1080p', usd: '0.098', ...price },
          ],
        },
      ],
    });
  });

  test.each([
    ['bfl/flux-schnel1', 'Did you mean `bfl/flux-schnell`?'],
    ['flux-1.1-pr0', 'Did you mean `bfl/flux-1.1-pro`?'],
    ['gogle/*', 'Did you mean `google/nano-banana` or `google/veo-2`?'],
    ['imagen', '`budget-gate models` lists all 7 models.'],
  ])('says which names are near where nothing matches %s', async (pattern, help) => {
    const { exitCode, stdout, stderr } = await call(pattern);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`✖ No model of BabySea’s library matches \`${pattern}\`. ${help}`);
  });

  test('without a key says how to set it, and asks for nothing', async () => {
    const { exitCode, stderr, babysea } = await call('flux', {}, '');
    expect({ exitCode, requests: babysea.requests }).toEqual({ exitCode: 2, requests: [] });
    expect(stderr).toContain('There is no BabySea key');
  });

  test('says that the key is refused', async () => {
    const { exitCode, stderr } = await call('flux', {}, 'bye_unknown');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('✖ BabySea refused the key');
  });

  test.each([
    [{ format: 'markdown' }, '`--format` is `markdown`; expected `table` or `json`.'],
    [{ region: 'uk' }, '`--region` is `uk`; expected `us`, `eu` or `jp`.'],
    [{ timeout: '' }, '`--timeout` is empty.'],
  ])('names its own help where an option is wrong: %j', async (options, message) => {
    const { exitCode, stderr } = await call('flux', options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${message} See \`budget-gate models --help\`.`);
  });
});
