import { COMMENT_MODES, type CommentMode } from '../github/comment-mode.ts';
import { FLAG, GATE_DEFAULTS, type GateInputs, type InputWords, inputReader, readGateInputs } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import { boolean, oneOf, ref, wholeNumber } from '../shared/option-checks.ts';

/** `on-change` is `always` where there is nothing to compare with; `on-failure` is the verdicts `fail` and `error`. */
const COMMENT_WHENS = ['always', 'on-change', 'on-failure', 'never'] as const;
type CommentWhen = (typeof COMMENT_WHENS)[number];

/** The step's inputs, each checked; `action.yml` describes them. */
export interface Inputs extends GateInputs {
  /** Paths and globs of plan files, one a line, or a plan itself. */
  readonly plan: string;
  /** The label by which a maintainer lets violations of the budget through. */
  readonly overrideLabel: string | undefined;
  /** What costs are compared with: `auto`, `none`, or a ref. */
  readonly baseline: string;
  /** When to write the comment. */
  readonly comment: CommentWhen;
  readonly commentMode: CommentMode;
  readonly commentKey: string;
  readonly summary: boolean;
  /** Where to write the JSON report. */
  readonly report: string | undefined;
  readonly pullRequest: number | undefined;
  readonly githubToken: string | undefined;
}

/** What an input is where a workflow leaves it out or fills it with nothing; the same as in `action.yml`. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  ...GATE_DEFAULTS,
  baseline: 'auto',
  comment: 'always',
  'comment-mode': 'update',
  summary: 'true',
};

const WORDS: InputWords = {
  name: (input) => say`The input ${input}`,
  help: (input) => say`Correct ${input} under ${'with'} in the workflow.`,
};

/**
 * Reads every input once. Those with a mistake have their default, and a problem each, so that what went wrong can still
 * be told by way of the others.
 *
 * @param get the text of an input, as the runner gives it
 */
export function readInputs(get: (name: string) => string): { inputs: Inputs; problems: Diagnostic[] } {
  const reader = inputReader(get, DEFAULTS, WORDS);
  const { read, problems } = reader;

  // Without a comment, nothing would remember for which cost the label was put on.
  if (get('override-label').trim() !== '' && get('comment').trim().toLowerCase() === 'never') {
    problems.push({
      severity: 'error',
      message: say`The input ${'override-label'} needs the comment, which keeps the cost that was approved, but ${'comment'} is ${'never'}.`,
      help: say`Set ${'comment'} to ${'on-failure'}, or leave ${'override-label'} out.`,
    });
  }

  const inputs: Inputs = {
    ...readGateInputs(get, reader, WORDS),
    plan: get('plan').trim() || GATE_DEFAULTS.plan,
    overrideLabel: read('override-label', label, prose('the name of a label, up to 50 characters on one line')),
    baseline: read('baseline', ref, list(['auto', 'none', prose('a branch, a tag or a commit')], 'or')) ?? 'auto',
    comment: read('comment', oneOf(COMMENT_WHENS), list(COMMENT_WHENS, 'or')) ?? 'always',
    commentMode: read('comment-mode', oneOf(COMMENT_MODES), list(COMMENT_MODES, 'or')) ?? 'update',
    commentKey: read('comment-key', key, prose('up to 50 letters, digits, spaces and any of . _ - /')) ?? '',
    summary: read('summary', boolean, FLAG) ?? true,
    report: read('report', (text) => text, prose('a path')),
    pullRequest: read('pull-request', wholeNumber(1, 2 ** 31), prose('the number of a pull request')),
    githubToken: get('github-token').trim() || undefined,
  };
  return { inputs, problems };
}

export function key(text: string): string | undefined {
  return /^[\w./ -]{1,50}$/.test(text) ? text : undefined;
}

function label(text: string): string | undefined {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,50}$/u.test(text) ? text : undefined;
}
