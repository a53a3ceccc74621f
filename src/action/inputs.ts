import type { GitHubContext } from '../github/context.ts';
import { COMMENT_MODES, type CommentMode } from '../github/pull-request.ts';
import {
  boolean,
  FLAG,
  type InputReader,
  inputReader,
  oneOf,
  readSharedOptions,
  SHARED_DEFAULTS,
  type SharedOptions,
  wholeNumber,
} from '../options.ts';
import { readSettleInputs, SETTLE_DEFAULTS, type SettleInputs } from '../settlement/inputs.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, prose, say } from '../shared/message.ts';

/** `on-change` is `always` without a baseline; `on-failure` means the verdicts `fail` and `error`. */
const COMMENT_WHENS = ['always', 'on-change', 'on-failure', 'never'] as const;
type CommentWhen = (typeof COMMENT_WHENS)[number];

/** The inputs that the gate and `settle` share. */
export interface StepInputs {
  readonly commentKey: string;
  readonly summary: boolean;
  readonly pullRequest: number | undefined;
  readonly githubToken: string | undefined;
}

/** The step's inputs, each checked; `action.yml` describes them. */
export interface Inputs extends SharedOptions, StepInputs {
  /** Paths and globs of plan files, one a line, or a plan itself. */
  readonly plan: string;
  /** The label by which a maintainer lets violations of the budget through. */
  readonly overrideLabel: string | undefined;
  /** What costs are compared with: `auto`, `none`, or a ref. */
  readonly baseline: string;
  /** When to write the comment. */
  readonly comment: CommentWhen;
  readonly commentMode: CommentMode;
  /** Where to write the JSON report. */
  readonly report: string | undefined;
}

/** The value of an input that is missing or empty; the same as in `action.yml`. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  ...SHARED_DEFAULTS,
  baseline: 'auto',
  comment: 'always',
  'comment-mode': 'update',
  summary: 'true',
};

/**
 * Reads every input once. An invalid one gets its default and a diagnostic, so that the run can still report it with the
 * help of the others.
 *
 * @param get the text of an input, as the runner gives it
 */
export function readInputs(get: (name: string) => string): { inputs: Inputs; diagnostics: Diagnostic[] } {
  const reader = stepInputReader(get, DEFAULTS);
  const { text, read, readRequired, diagnostics } = reader;

  // Without a comment, nothing would remember for which cost the label was put on.
  if (text('override-label') !== '' && text('comment').toLowerCase() === 'never') {
    diagnostics.push({
      severity: 'error',
      message: say`The input ${'override-label'} needs the comment, which keeps the cost that was approved, but ${'comment'} is ${'never'}.`,
      help: say`Set ${'comment'} to ${'on-failure'}, or leave ${'override-label'} out.`,
    });
  }

  const inputs: Inputs = {
    ...readSharedOptions(reader),
    plan: text('plan') || SHARED_DEFAULTS.plan,
    overrideLabel: read('override-label', label, prose('the name of a label, up to 50 characters on one line')),
    baseline: readRequired('baseline', ref, list(['auto', 'none', prose('a branch, a tag or a commit')], 'or')),
    comment: readRequired('comment', oneOf(COMMENT_WHENS), list(COMMENT_WHENS, 'or')),
    commentMode: readRequired('comment-mode', oneOf(COMMENT_MODES), list(COMMENT_MODES, 'or')),
    report: text('report') || undefined,
    ...readStepInputs(reader),
  };
  return { inputs, diagnostics };
}

/** @param get the text of an input, as the runner gives it */
function stepInputReader(get: (name: string) => string, defaults: Readonly<Record<string, string>>) {
  return inputReader(get, defaults, {
    name: (input) => say`The input ${input}`,
    help: (input) => say`Correct ${input} under ${'with'} in the workflow.`,
  });
}

function readStepInputs({ text, read, readRequired }: InputReader): StepInputs {
  return {
    commentKey: read('comment-key', key, prose('up to 50 letters, digits, spaces and any of . _ - /')) ?? '',
    summary: readRequired('summary', boolean, FLAG),
    pullRequest: read('pull-request', wholeNumber(1, 2 ** 31), prose('the number of a pull request')),
    githubToken: text('github-token') || undefined,
  };
}

function key(text: string): string | undefined {
  return /^[\w./ -]{1,50}$/.test(text) ? text : undefined;
}

function label(text: string): string | undefined {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,50}$/u.test(text) ? text : undefined;
}

/** As Git lets refs be named (git-scm.com: git-check-ref-format), and never an option of a command. */
function ref(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}~^:?*[\\]{1,250}$/u.test(text) && !text.includes('..') ? text : undefined;
}

/** In `settle`, `on-failure` is every verdict but `pass`. */
const SETTLE_COMMENT_WHENS = ['always', 'on-failure', 'never'] as const;

/** The inputs of the step `settle`, each checked; `settle/action.yml` describes them. */
export interface SettleStepInputs extends SettleInputs, StepInputs {
  readonly comment: (typeof SETTLE_COMMENT_WHENS)[number];
}

const SETTLE_STEP_DEFAULTS: Readonly<Record<string, string>> = {
  ...SETTLE_DEFAULTS,
  comment: 'on-failure',
  summary: 'true',
};

/** @param get the text of an input, as the runner gives it */
export function readSettleStepInputs(get: (name: string) => string): {
  inputs: SettleStepInputs;
  diagnostics: readonly Diagnostic[];
} {
  const reader = stepInputReader(get, SETTLE_STEP_DEFAULTS);
  const inputs: SettleStepInputs = {
    ...readSettleInputs(reader),
    ...readStepInputs(reader),
    comment: reader.readRequired('comment', oneOf(SETTLE_COMMENT_WHENS), list(SETTLE_COMMENT_WHENS, 'or')),
  };
  return { inputs, diagnostics: reader.diagnostics };
}

/** The API key is missing: how to pass it, or why GitHub does not. */
export function missingKey(withoutSecrets: GitHubContext['withoutSecrets']): Diagnostic {
  return {
    severity: 'error',
    message: prose('There is no BabySea key, so the gate cannot ask for prices.'),
    help: keyHelp(withoutSecrets),
  };
}

function keyHelp(withoutSecrets: GitHubContext['withoutSecrets']): Message {
  switch (withoutSecrets) {
    case 'fork':
      return say`This pull request comes from a fork, and GitHub gives no secrets to forks. Run the gate on ${'pull_request_target'}, without a checkout: it reads the plan of the pull request itself, as the README shows under ${'Forks'}.`;
    case 'dependabot':
      return say`This pull request is Dependabot’s, which has secrets of its own: add the key under ${'Settings > Secrets and variables > Dependabot'} too.`;
    default:
      return say`Store a key with the preset ${'Read Only'} as a secret, and pass it: ${`api-key: \${{ secrets.BABYSEA_API_KEY }}`}. A reusable workflow gets it only if its caller says ${'secrets: inherit'}, or passes it.`;
  }
}
