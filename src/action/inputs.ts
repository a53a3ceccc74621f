import { originOf, REGIONS, type Region } from '../babysea/client.ts';
import { COMMENT_MODES, type CommentMode } from '../github/comment.ts';
import { Usd } from '../money.ts';
import type { Problem } from '../problem.ts';
import { list, prose, say, type Text } from '../text.ts';

/** `on-change` is `always` where there is nothing to compare with; `on-failure` is the verdicts `fail` and `error`. */
const COMMENT_WHENS = ['always', 'on-change', 'on-failure', 'never'] as const;
type CommentWhen = (typeof COMMENT_WHENS)[number];

/** The step's inputs, each checked; `action.yml` describes them. */
export interface Inputs {
  readonly apiKey: string | undefined;
  /** Paths and globs of plan files, one a line, or a plan itself. */
  readonly plan: string;
  readonly region: Region;
  readonly baseUrl: string | undefined;
  /** USD */
  readonly budget: Usd | undefined;
  /** USD */
  readonly reserve: Usd;
  /** USD */
  readonly lowBalance: Usd;
  readonly warnOnly: boolean;
  /** The label by which a maintainer lets violations of the budget through. */
  readonly overrideLabel: string | undefined;
  /** What costs are compared with: `auto`, `none`, or a ref. */
  readonly baseline: string;
  /** When to write the comment. */
  readonly comment: CommentWhen;
  readonly commentMode: CommentMode;
  readonly commentKey: string;
  /** Whether to name cheaper models that accept the same settings. */
  readonly alternatives: boolean;
  /** Days of usage to look back over; 0 for none. */
  readonly usageDays: number;
  readonly summary: boolean;
  /** Where to write the JSON report. */
  readonly report: string | undefined;
  readonly pullRequest: number | undefined;
  readonly githubToken: string | undefined;
  readonly concurrency: number;
  /** Seconds for everything. */
  readonly timeout: number;
}

/** What an input is where a workflow leaves it out or fills it with nothing; the same as in `action.yml`. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  plan: 'generation-plan.yml',
  region: 'us',
  reserve: '0',
  'low-balance': '1',
  'warn-only': 'false',
  baseline: 'auto',
  comment: 'always',
  'comment-mode': 'update',
  alternatives: 'true',
  'usage-days': '0',
  summary: 'true',
  concurrency: '8',
  timeout: '120',
};

/**
 * Reads every input once. Those with a mistake have their default, and a problem each, so that what went wrong can still
 * be told by way of the others.
 *
 * @param get the text of an input, as the runner gives it
 */
export function readInputs(get: (name: string) => string): { inputs: Inputs; problems: Problem[] } {
  const problems: Problem[] = [];

  function read<Value>(name: string, parse: (text: string) => Value | undefined, expected: Text): Value | undefined {
    const text = get(name).trim() || (DEFAULTS[name] ?? '');
    if (text === '') return undefined;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push({
      severity: 'error',
      message: say`The input ${name} is ${withoutCredentials(text)}; expected ${expected}.`,
      help: say`Correct ${name} under ${'with'} in the workflow.`,
    });
    return parse(DEFAULTS[name] ?? '');
  }

  const apiKey = get('api-key').trim() || undefined;
  // A header holds no such thing, and the error of who tries would show it.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    problems.push({
      severity: 'error',
      message: say`The input ${'api-key'} holds what no key has: a space, a line break, or a letter beyond ASCII.`,
      help: prose('Copy the key into the secret again: the whole of it, and nothing else.'),
    });
  }

  // Without a comment, nothing would remember for which cost the label was put on.
  if (get('override-label').trim() !== '' && get('comment').trim().toLowerCase() === 'never') {
    problems.push({
      severity: 'error',
      message: say`The input ${'override-label'} needs the comment, which keeps the cost that was approved, but ${'comment'} is ${'never'}.`,
      help: say`Set ${'comment'} to ${'on-failure'}, or leave ${'override-label'} out.`,
    });
  }

  const amount = say`an amount of USD such as ${'30.00'}`;
  const flag = say`${'true'} or ${'false'}`;
  const inputs: Inputs = {
    apiKey,
    plan: get('plan').trim() || (DEFAULTS['plan'] ?? ''),
    region: read('region', oneOf(REGIONS), list(REGIONS, 'or')) ?? 'us',
    baseUrl: read('base-url', origin, say`an origin such as ${originOf('us')}: https, or http on this machine`),
    budget: read('budget', Usd.parse, amount),
    reserve: read('reserve', Usd.parse, amount) ?? Usd.zero,
    lowBalance: read('low-balance', Usd.parse, amount) ?? Usd.zero,
    warnOnly: read('warn-only', boolean, flag) ?? false,
    overrideLabel: read('override-label', label, prose('the name of a label, up to 50 characters on one line')),
    baseline: read('baseline', ref, list(['auto', 'none', prose('a branch, a tag or a commit')], 'or')) ?? 'auto',
    comment: read('comment', oneOf(COMMENT_WHENS), list(COMMENT_WHENS, 'or')) ?? 'always',
    commentMode: read('comment-mode', oneOf(COMMENT_MODES), list(COMMENT_MODES, 'or')) ?? 'update',
    commentKey: read('comment-key', key, prose('up to 50 letters, digits, spaces and any of . _ - /')) ?? '',
    alternatives: read('alternatives', boolean, flag) ?? true,
    usageDays: read('usage-days', wholeNumber(0, 90), prose('a whole number of days from 1 to 90, or 0')) ?? 0,
    summary: read('summary', boolean, flag) ?? true,
    report: read('report', (text) => text, prose('a path')),
    pullRequest: read('pull-request', wholeNumber(1, 2 ** 31), prose('the number of a pull request')),
    githubToken: get('github-token').trim() || undefined,
    concurrency: read('concurrency', wholeNumber(1, 32), prose('a whole number from 1 to 32')) ?? 8,
    timeout: read('timeout', wholeNumber(1, 21_600), prose('a whole number of seconds from 1 to 21600')) ?? 120,
  };
  return { inputs, problems };
}

function oneOf<const Word extends string>(words: readonly Word[]) {
  return (text: string): Word | undefined => words.find((word) => word === text.toLowerCase());
}

/** Plain HTTP would show the key to everyone on the way, so it is for this machine only. */
function origin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url.origin : undefined;
}

/** What stands before an `@` in an address is likely a secret. */
function withoutCredentials(text: string): string {
  return text.replace(/^.*@/s, '***@');
}

/** As the runner's own `getBooleanInput` reads them. */
function boolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

function key(text: string): string | undefined {
  return /^[\w./ -]{1,50}$/.test(text) ? text : undefined;
}

function label(text: string): string | undefined {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,50}$/u.test(text) ? text : undefined;
}

/** As Git lets refs be named (git-scm.com: git-check-ref-format), and no option of a command. */
function ref(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}~^:?*[\\]{1,250}$/u.test(text) && !text.includes('..') ? text : undefined;
}

function wholeNumber(least: number, most: number) {
  return (text: string): number | undefined => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
    return value !== undefined && value >= least && value <= most ? value : undefined;
  };
}
