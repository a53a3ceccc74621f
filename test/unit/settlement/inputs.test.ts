import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettleStepInputs } from '../../../src/action/inputs.ts';
import { loadGenerationIds, parseGenerationIds } from '../../../src/settlement/inputs.ts';
import { loadGateReport, parseGateReport } from '../../../src/settlement/planned.ts';
import { readByIds } from '../../../src/settlement/records.ts';
import { findingsOf, generatingApi, record, settlementOf } from '../../support/settlements.ts';
import { temporaryFolder } from '../../support/step.ts';

describe('a file of ids', () => {
  test.each([
    ['an id a line', 'a-1\r\n\n  b-2  \n'],
    ['a JSON array of ids', '["a-1", "b-2"]'],
    ['a JSON array of objects', '[{"generation_id": "a-1", "model": "x"}, {"generation_id": "b-2"}]'],
    ['JSON lines', '{"generation_id": "a-1"}\n"b-2"\n'],
    [
      'answers of the API, one a line',
      '{"status":"success","data":{"generation_id":"a-1"}}\n{"data":{"generation_id":"b-2"}}',
    ],
    ['a mixture, with repeats', 'a-1\n{"generation_id": "b-2"}\na-1'],
  ])('may be %s', (_, text) => {
    expect(parseGenerationIds(text, 'ids.txt')).toEqual({ ids: ['a-1', 'b-2'], diagnostics: [] });
  });

  test.each([
    ['a-1\nno id at all\n{"id": 1}', /^Line 2 of `ids.txt` does not name a generation, nor does 1 other\./],
    ['[{"generation_id": null}]', /^Entry 1 of `ids.txt` does not name a generation\./],
    ['{"generation_id": "a-1"', /^Line 1 of `ids.txt` does not name a generation\./],
    ['../../etc', /^Line 1 /],
  ])('that names anything else is an error: %j', (text, message) => {
    expect(parseGenerationIds(text, 'ids.txt').diagnostics.map((one) => String(one.message))).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

test('of many lines that are no ids, the first is named and the others are counted', () => {
  const { diagnostics } = parseGenerationIds('!\n'.repeat(200_000), 'ids.txt');
  expect(String(diagnostics[0]?.message)).toBe(
    'Line 1 of `ids.txt` does not name a generation, nor do 199,999 others.',
  );
});

describe('the input `generations`', () => {
  async function folders() {
    const [workspace, temporary] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    await mkdir(join(workspace, 'ids'));
    await writeFile(join(workspace, 'ids/one.txt'), 'a-1\n');
    await writeFile(join(workspace, 'ids/two.json'), '["b-2"]');
    await writeFile(join(temporary, 'three.jsonl'), '{"generation_id": "c-3"}');
    return { workspace, temporary };
  }

  test('takes ids, paths, patterns, and files of the temporary folder', async () => {
    const { workspace, temporary } = await folders();
    const load = (input: string) => loadGenerationIds(input, [workspace, temporary]);
    expect(await load(`d-4\nids/*\n!ids/two.json\n${temporary}/three.jsonl`)).toEqual({
      ids: ['d-4', 'a-1', 'c-3'],
      diagnostics: [],
    });
    expect(await load(`${workspace}/ids/two.json`)).toEqual({ ids: ['b-2'], diagnostics: [] });
  });

  test.each(['ids/none.txt', 'none/*.txt', 'ids', '../x.txt', 'link.txt', '/etc/hostname'])(
    'that names a file which cannot be read is an error: %s',
    async (path) => {
      const { workspace, temporary } = await folders();
      await symlink('/etc/hostname', join(workspace, 'link.txt'));
      const { ids, diagnostics } = await loadGenerationIds(path === 'ids' ? './ids' : path, [workspace, temporary]);
      expect(ids).toEqual([]);
      expect(diagnostics).toMatchObject([{ severity: 'error' }]);
    },
  );

  test('without any id is a warning', async () => {
    const { workspace } = await folders();
    await writeFile(join(workspace, 'empty.txt'), '\n');
    expect(await loadGenerationIds('empty.txt', [workspace])).toMatchObject({
      ids: [],
      diagnostics: [{ severity: 'warning' }],
    });
  });

  test('with files that hold no id beside others is a warning, which names them', async () => {
    const { workspace } = await folders();
    await writeFile(join(workspace, 'ids/empty.txt'), '\n');
    await writeFile(join(workspace, 'ids/none.json'), '[]');
    const { ids, diagnostics } = await loadGenerationIds('ids/*', [workspace]);
    expect(ids).toEqual(['a-1', 'b-2']);
    expect(diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: The input `generations` names `ids/empty.txt` and `ids/none.json`, which hold no id.',
    ]);
  });

  test('of many ids is read from the list, as far as they stand there', async () => {
    const records = Array.from({ length: 1_000 }, (_, index) => record(`gen-${index}`));
    const fake = generatingApi({}, { records });
    const ids = records.slice(300, 800).map(({ generation_id: id }) => id);
    const read = await readByIds(ids, { api: fake.api, region: 'us', concurrency: 8, log: () => undefined });
    expect({ found: read.records.length, pages: fake.pages(), lookups: fake.lookups() }).toEqual({
      found: 500,
      pages: 8,
      lookups: 0,
    });
    const elsewhere = await readByIds([...ids, 'gone'], {
      api: fake.api,
      region: 'us',
      concurrency: 8,
      log: () => undefined,
    });
    expect(elsewhere).toMatchObject({ unknownIds: ['gone'], diagnostics: [] });
  });
});

describe('the report of the gate', () => {
  const line = {
    id: 'a',
    model: 'a/b',
    duration: null,
    resolution: null,
    audio: null,
    count: 2,
    outputs: 3,
    unit_cost: '0.5',
  };
  const report = {
    schema_version: 1,
    time: '2026-05-04T12:00:00Z',
    total_cost: '3.000',
    balance: null,
    plans: [{ file: 'p.yml', lines: [line] }],
  };
  const messageOf = (json: unknown) => {
    const parsed = parseGateReport(JSON.stringify(json), 'r.json');
    return 'error' in parsed ? String(parsed.error.message) : 'none';
  };

  test('is read as the gate writes it, whatever else is in it', () => {
    expect(messageOf({ ...report, novelty: 1 })).toBe('none');
  });

  test.each([
    [{ schema_version: 2 }, 'expected the schema version 1 at `schema_version`'],
    [{ time: 'soon' }, 'expected a time with its zone at `time`'],
    [{ total_cost: '1e3' }, 'expected an amount of USD at `total_cost`'],
    [{ plans: [{ file: 'p.yml', lines: [{ ...line, count: -1 }] }] }, 'expected a count at `plans.0.lines.0.count`'],
    [{ total_cost: '3.001' }, '`r.json` contradicts itself: its lines cost $3.000, and its total cost is $3.001.'],
    [{ plans: [{ file: 'p.yml', lines: [{ ...line, unit_cost: null }] }] }, '`r.json` lacks prices'],
  ])('that is another one is an error: %j', (fields, message) => {
    expect(messageOf({ ...report, ...fields })).toContain(message);
  });

  test.each(['2026-02-31T12:00:00Z', '2026-05-04T12:00:00', '2026-05-04', '2026-13-01T12:00:00Z'])(
    'without a time that is the same everywhere is an error: %s',
    (time) => expect(messageOf({ ...report, time })).toContain('expected a time with its zone'),
  );

  test('with very many lines that are none is refused at the first', () => {
    const lines = Array.from({ length: 200_000 }, () => ({}));
    expect(messageOf({ ...report, plans: [{ file: 'p.yml', lines }] })).toContain(
      'expected `plans.0.lines.0.id` in it',
    );
  });

  test.each(['none.json', 'folder', 'pipe', '/dev/zero'])('that is no regular file is an error: %s', async (path) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await loadGateReport(folder, path)).toMatchObject({ error: { severity: 'error' } });
  });

  test('that is no JSON is an error', () => {
    const parsed = parseGateReport('<html>', 'r.json');
    expect('error' in parsed && String(parsed.error.message)).toContain('expected a JSON object.');
  });
});

describe('the inputs of the step', () => {
  test('have the defaults that settle/action.yml tells of', () => {
    const action = parse(readFileSync(new URL('../../../settle/action.yml', import.meta.url), 'utf8'));
    const defaults: Record<string, { default?: string }> = action.inputs;
    const stated = (name: string) => (name === 'github-token' ? '' : (defaults[name]?.default ?? ''));
    const without = readSettleStepInputs((name) => (name === 'report' ? 'r.json' : ''));
    const withDefaults = readSettleStepInputs((name) => (name === 'report' ? 'r.json' : stated(name)));
    expect(without).toEqual(withDefaults);
    expect(without.diagnostics).toEqual([]);
    expect(without.inputs).toMatchObject({
      comment: 'on-failure',
      wait: 0,
      timeout: 120,
      concurrency: 8,
      region: 'us',
      summary: true,
    });
  });
});

test('the JSON settlement fits its published schema', async () => {
  const schema = JSON.parse(readFileSync('schema/settlement.schema.json', 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  const account = { prices: { 'bfl/flux-schnell': 0.005, 'a/b': 1 }, balance: 10 };
  const plan = { generations: [{ model: 'bfl/flux-schnell', count: 2 }] };
  for (const records of [
    [],
    [record('a'), record('b', { model_identifier: 'a/b' })],
    [record('a', { generation_status: '?' })],
  ]) {
    const settlement = await settlementOf({ plan, account, records });
    validate(JSON.parse(JSON.stringify(settlement)));
    expect(validate.errors, findingsOf(settlement).join('\n')).toBeNull();
  }
});
