import { describe, expect, test } from 'vitest';
import { readInputs } from '../../../src/action/inputs.ts';
import { PullRequestRun } from '../../../src/action/pull-request-run.ts';
import { isSameRequest, matchPlans, NO_BASE, requestOf } from '../../../src/baseline/match-plans.ts';
import { ACTION_WORDS, loadPlans } from '../../../src/files/load-plans.ts';
import { readContext } from '../../../src/github/context.ts';
import { parseHere } from '../../../src/plan/parse-yaml.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { type PlanFiles, type SideOptions, sideOf } from '../../support/bases.ts';
import { memorySource } from '../../support/memory-source.ts';
import { lineOf, planOf } from '../../support/plans.ts';

function plan(file: string, ids: readonly string[] = [], name?: string): Plan {
  return planOf({ ...withLines(...ids), ...(name !== undefined && { name }) }, file);
}

const opened = {
  pull_request: {
    number: 7,
    head: { sha: 'a'.repeat(40), repo: { full_name: 'seaside/shop' } },
    base: { ref: 'main', repo: { full_name: 'seaside/shop' } },
  },
};

const withLines = (...ids: string[]) => ({ generations: ids.map((id) => ({ id, model: 'a/b' })) });

/** `new.yml < old.yml`, and `- gone.yml`, as people would say which plan continues which. */
async function pairs(plans: readonly Plan[], before: PlanFiles, options?: SideOptions): Promise<string[]> {
  const { predecessors, deleted } = matchPlans(plans, await sideOf(before, options));
  return [
    ...[...predecessors].map(([file, old]) => `${file} < ${old.map((from) => from.file).join(' + ') || 'nothing'}`),
    ...deleted.map(({ file }) => `- ${file}`),
  ];
}

describe('a plan continues', () => {
  test('the one of the same path, whatever else is like it', async () => {
    const before = { 'a.yml': withLines('x'), 'b.yml': withLines('y') };
    expect(await pairs([plan('a.yml', ['y']), plan('b.yml', ['x'])], before)).toEqual([
      'a.yml < a.yml',
      'b.yml < b.yml',
    ]);
  });

  test('none if it belongs to another repository, and the one at its path is deleted', async () => {
    const before = { 'a.yml': { ...withLines('x'), name: 'Spring' } };
    const options = { foreignFiles: ['a.yml'], renames: { 'a.yml': 'a.yml' } };
    expect(await pairs([plan('a.yml', ['x'], 'Spring')], before, options)).toEqual(['- a.yml']);
  });

  test('the one that Git sees as renamed, though nothing in it is the same', async () => {
    const before = { 'old.yml': withLines('x') };
    expect(await pairs([plan('new.yml', ['y'])], before, { renames: { 'new.yml': 'old.yml' } })).toEqual([
      'new.yml < old.yml',
    ]);
  });

  test('one that is gone and had the same name', async () => {
    const before = { 'old.yml': { ...withLines('x'), name: 'Spring' } };
    expect(await pairs([plan('new.yml', ['y'], 'Spring')], before)).toEqual(['new.yml < old.yml']);
  });

  test('one that is gone and shares the id of a line', async () => {
    const before = { 'old.yml': withLines('x', 'hero') };
    expect(await pairs([plan('new.yml', ['hero', 'y'])], before)).toEqual(['new.yml < old.yml']);
  });

  test('one that is gone and has mistakes, as far as it can be read', async () => {
    const before = { 'old.yml': { generations: [{ id: 'hero', model: 'a/b', count: 'many' }] } };
    expect(await pairs([plan('new.yml', ['hero'])], before)).toEqual(['new.yml < old.yml']);
  });

  test('each of several that it takes the place of', async () => {
    const before = { 'a.yml': withLines('x'), 'b.yml': withLines('y') };
    expect(await pairs([plan('new.yml', ['x', 'y'])], before)).toEqual(['new.yml < a.yml + b.yml']);
  });

  test('the same one as another plan, where it was split into two', async () => {
    const before = { 'old.yml': withLines('x', 'y') };
    expect(await pairs([plan('a.yml', ['x']), plan('b.yml', ['y'])], before)).toEqual([
      'a.yml < old.yml',
      'b.yml < old.yml',
    ]);
  });

  test('nothing where it is new', async () => {
    const before = { 'a.yml': withLines('x') };
    expect(await pairs([plan('a.yml', ['x']), plan('new.yml', ['y'])], before)).toEqual([
      'a.yml < a.yml',
      'new.yml < nothing',
    ]);
  });

  test('nothing that still stands, though a line or the name is the same', async () => {
    const before = { 'a.yml': { ...withLines('x'), name: 'Spring' } };
    expect(await pairs([plan('a.yml'), plan('new.yml', ['x'], 'Spring')], before)).toContain('new.yml < nothing');
  });

  test('nothing for having a name, where the one that is gone had another', async () => {
    const before = { 'old.yml': { ...withLines('x'), name: 'Spring' } };
    expect(await pairs([plan('new.yml', ['y'], 'Summer')], before)).toContain('new.yml < nothing');
  });

  test('nothing for having no name, as another has none', async () => {
    expect(await pairs([plan('new.yml', ['y'])], { 'old.yml': withLines('x') })).toContain('new.yml < nothing');
  });

  test('nothing where it is written in the workflow', async () => {
    const context = readContext({ GITHUB_EVENT_NAME: 'pull_request' }, opened);
    const read = (plan: string) => {
      const { inputs } = readInputs((name) => (name === 'plan' ? plan : ''));
      const options = {
        inputs,
        context,
        workspace: import.meta.dirname,
        github: undefined,
        folders: [],
        parse: parseHere,
        redact: String,
        signal: AbortSignal.timeout(60_000),
      };
      return loadPlans(plan, { source: memorySource('the workspace', {}), words: ACTION_WORDS, redact: String }).then(
        (loaded) => new PullRequestRun(options).base(loaded, []),
      );
    };
    expect(await read('generations: []')).toEqual(NO_BASE);
    expect(await read('plan.yml')).not.toEqual(NO_BASE);
  });
});

describe('a plan that is removed and that no plan continues', () => {
  test('is deleted where the input names it', async () => {
    expect(await pairs([], { 'old.yml': withLines('x') })).toEqual(['- old.yml']);
  });

  test('is none of the gate’s where the input does not name it', async () => {
    expect(await pairs([], { 'old.yml': withLines('x') }, { unnamed: ['old.yml'] })).toEqual([]);
  });

  test('is looked at, though the input does not name it, for whose place a new one takes', async () => {
    const before = { 'old.yml': withLines('x') };
    expect(await pairs([plan('new.yml', ['x'])], before, { unnamed: ['old.yml'] })).toEqual(['new.yml < old.yml']);
  });
});

describe('two lines ask for the same', () => {
  const line = { id: 'x', model: 'a/b' };
  const five = { ...line, duration: 5 };

  test.each<[string, object, object, boolean]>([
    ['whatever their ids, counts and outputs', line, { id: 'y', model: 'a/b', count: 9, outputs: 4 }, true],
    ['with the same settings', five, five, true],
    ['where one leaves a setting out', five, line, true],
    ['unless the model differs', line, { ...line, model: 'a/c' }, false],
    ['unless a duration differs', five, { ...line, duration: 10 }, false],
    ['unless a resolution differs', { ...line, resolution: '720p' }, { ...line, resolution: '1080p' }, false],
    ['unless one has sound', { ...line, audio: true }, { ...line, audio: false }, false],
  ])('%s', (_, one, other, isSame) => {
    const [a, b] = [one, other].map((given) => requestOf(lineOf({ generations: [given] })));
    expect(a && b && isSameRequest(a, b)).toBe(isSame);
  });

  test('whatever the defaults of their plans add', () => {
    const requests = [5, 10].map((duration) =>
      requestOf(lineOf({ defaults: { duration }, generations: [{ model: 'a/b' }] })),
    );
    expect(requests[0] && requests[1] && isSameRequest(requests[0], requests[1])).toBe(true);
  });
});
