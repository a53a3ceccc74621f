import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULTS, type Inputs, readInputs } from '../../../src/action/inputs.ts';

/** Reads inputs of which a workflow gives these. */
function read(given: Readonly<Record<string, string>> = {}) {
  const { inputs, diagnostics: problems } = readInputs((name) => given[name] ?? '');
  return { inputs, mistakes: problems.map(({ message }) => String(message)) };
}

describe('inputs that a workflow leaves out', () => {
  test('have their defaults', () => {
    const { inputs, mistakes } = read();
    expect(mistakes).toEqual([]);
    expect(JSON.parse(JSON.stringify(inputs))).toEqual({
      plan: 'generation-plan.yml',
      baseline: 'auto',
      alternatives: true,
      usageDays: 0,
      region: 'us',
      reserve: '0.000',
      lowBalance: '1.000',
      warnOnly: false,
      comment: 'always',
      commentMode: 'update',
      commentKey: '',
      summary: true,
      concurrency: 8,
      timeout: 120,
    });
  });

  test('have them too where a workflow fills them with nothing', () => {
    expect(read({ plan: ' \n', region: '', concurrency: '  ' })).toEqual(read());
  });

  test('have the defaults that action.yml tells of', () => {
    const action: unknown = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8'));
    if (typeof action !== 'object' || action === null || !('inputs' in action)) throw new Error('no inputs');
    const told = Object.entries(action.inputs ?? {}).flatMap(([name, input]: [string, unknown]) =>
      typeof input === 'object' && input !== null && 'default' in input ? [[name, String(input.default)]] : [],
    );
    expect(Object.fromEntries(told)).toEqual({ ...DEFAULTS, 'github-token': `\${{ github.token }}` });
  });
});

describe('an input that is given', () => {
  test.each<[string, string, Partial<Inputs>]>([
    ['api-key', ' bye_key\n', { apiKey: 'bye_key' }],
    ['plan', 'a.yml', { plan: 'a.yml' }],
    ['plan', '\n  a.yml\r\n\n  plans/b c.yml  \n', { plan: 'a.yml\r\n\n  plans/b c.yml' }],
    ['region', 'eu', { region: 'eu' }],
    ['region', ' JP ', { region: 'jp' }],
    ['warn-only', 'true', { warnOnly: true }],
    ['warn-only', 'TRUE', { warnOnly: true }],
    ['summary', 'False', { summary: false }],
    ['comment-key', 'nightly run/2', { commentKey: 'nightly run/2' }],
    ['report', 'out/report.json', { report: 'out/report.json' }],
    ['pull-request', '42', { pullRequest: 42 }],
    ['github-token', 'ghs_x', { githubToken: 'ghs_x' }],
    ['concurrency', '1', { concurrency: 1 }],
    ['concurrency', '32', { concurrency: 32 }],
    ['timeout', '21600', { timeout: 21_600 }],
  ])('%s: %j', (name, text, expected) => {
    const { inputs, mistakes } = read({ [name]: text });
    expect(mistakes).toEqual([]);
    expect(inputs).toMatchObject(expected);
  });

  test.each([
    ['budget', '30.00', 'budget', '30.000'],
    ['budget', '0', 'budget', '0.000'],
    ['reserve', '2.5', 'reserve', '2.500'],
    ['low-balance', '0', 'lowBalance', '0.000'],
  ] as const)('%s: %j is an exact amount', (name, text, key, amount) => {
    expect(String(read({ [name]: text }).inputs[key])).toBe(amount);
  });
});

const AMOUNT = 'expected an amount of USD such as `30.00`.';
const FLAG = 'expected `true` or `false`.';

describe('a mistake in an input is told, and its default is taken', () => {
  test.each([
    ['region', 'uk', 'expected `us`, `eu` or `jp`.'],
    ['budget', '-1', AMOUNT],
    ['budget', '30,00', AMOUNT],
    ['budget', '$30', AMOUNT],
    ['budget', '1e3', AMOUNT],
    ['budget', 'Infinity', AMOUNT],
    ['reserve', 'some', AMOUNT],
    ['low-balance', 'NaN', AMOUNT],
    ['warn-only', 'yes', FLAG],
    ['summary', '0', FLAG],
    ['comment-key', 'a --> b', 'expected up to 50 letters, digits, spaces and any of . _ - /.'],
    ['comment-key', 'x'.repeat(51), 'expected up to 50 letters, digits, spaces and any of . _ - /.'],
    ['pull-request', '#42', 'expected the number of a pull request.'],
    ['pull-request', '0', 'expected the number of a pull request.'],
    ['concurrency', '0', 'expected a whole number from 1 to 32.'],
    ['concurrency', '33', 'expected a whole number from 1 to 32.'],
    ['concurrency', '8.5', 'expected a whole number from 1 to 32.'],
    ['timeout', '0', 'expected a whole number of seconds from 1 to 21600.'],
    ['timeout', '2m', 'expected a whole number of seconds from 1 to 21600.'],
  ])('%s: %j', (name, text, expected) => {
    const { inputs, mistakes } = read({ [name]: text });
    expect(mistakes).toEqual([`The input \`${name}\` is \`${text}\`; ${expected}`]);
    expect(inputs).toEqual(read().inputs);
  });

  test('all of them at once', () => {
    expect(read({ region: 'uk', budget: 'x', timeout: 'x' }).mistakes).toHaveLength(3);
  });

  test('whatever the text', () => {
    const names = [...Object.keys(DEFAULTS), 'base-url', 'budget', 'comment-key', 'pull-request', 'report'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ unit: 'binary' }), (name, text) => {
        const { inputs } = read({ [name]: text });
        expect(inputs.concurrency).toBeLessThanOrEqual(32);
        expect(inputs.timeout).toBeGreaterThanOrEqual(1);
        expect(inputs.plan.length).toBeGreaterThan(0);
        expect(inputs.baseUrl).toBeUndefined();
      }),
    );
  });
});

describe('the base URL', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['https://API.example.com:8443', 'https://api.example.com:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.1.2.3', 'http://127.1.2.3'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is taken', (text, origin) => {
    expect(read({ 'base-url': text })).toMatchObject({ inputs: { baseUrl: origin }, mistakes: [] });
  });

  test.each([
    'http://api.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://0.0.0.0',
    'http://169.254.169.254',
    'https://api.example.com/v1',
    'https://api.example.com?x=1',
    'https://api.example.com/#x',
    'https://user@api.example.com',
    'https://user:pass@api.example.com',
    'ftp://api.example.com',
    'file:///etc/passwd',
    'api.example.com',
    'https://',
    'eu',
  ])('%s is refused', (text) => {
    const { inputs, mistakes } = read({ 'base-url': text });
    expect(inputs.baseUrl).toBeUndefined();
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(
      /expected an origin such as `https:\/\/api\.us\.babysea\.ai`: https, or http on this machine\.$/,
    );
  });
});
