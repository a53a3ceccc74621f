import { COMMENT_MODES, type CommentMode } from '../github/comment.ts';
import type { GitHubContext } from '../github/context.ts';
import { FLAG, GATE_DEFAULTS, type GateInputs, type InputWords, inputReader, readGateInputs } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, prose, say } from '../shared/message.ts';
import { boolean, oneOf, ref, wholeNumber } from '../shared/option-checks.ts';

/** `on-change` is `always` without a baseline; `on-failure` means the verdicts `fail` and `error`. */
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

/** The value of an input that is missing or empty; the same as in `action.yml`. */
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
 * Reads every input once. An invalid one gets its default and a diagnostic, so that the run can still report it with the
 * help of the others.
 *
 * @param get the text of an input, as the runner gives it
 */
export function readInputs(get: (name: string) => string): { inputs: Inputs; diagnostics: Diagnostic[] } {
  const reader = inputReader(get, DEFAULTS, WORDS);
  const { read, diagnostics: problems } = reader;

  // Without a comment, nothing would remember for which cost the label was put on.
  if (get('override-label').trim() !== '' && get('comment').trim().toLowerCase() === 'never') {
    problems.push({
      severity: 'error',
      message: say`The input ${'override-label'} needs the comment, which keeps the cost that was approved, but ${'comment'} is ${'never'}.`,
      help: say`Set ${'comment'} to ${'on-failure'}, or leave ${'override-label'} out.`,
    });
  }

  const inputs: Inputs = {
    ...readGateInputs(reader),
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
  return { inputs, diagnostics: problems };
}

export function key(text: string): string | undefined {
  return /^[\w./ -]{1,50}$/.test(text) ? text : undefined;
}

function label(text: string): string | undefined {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,50}$/u.test(text) ? text : undefined;
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
