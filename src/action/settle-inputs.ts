import { FLAG, type InputWords, inputReader } from '../options.ts';
import { readSettleInputs, SETTLE_DEFAULTS, type SettleInputs } from '../settlement/inputs.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import { boolean, oneOf, wholeNumber } from '../shared/option-checks.ts';
import { key } from './inputs.ts';

/** `on-failure` is every verdict but `pass`. */
const COMMENT_WHENS = ['always', 'on-failure', 'never'] as const;

/** The inputs of the step `settle`, each checked; `settle/action.yml` describes them. */
export interface SettleStepInputs extends SettleInputs {
  readonly comment: (typeof COMMENT_WHENS)[number];
  readonly commentKey: string;
  readonly summary: boolean;
  readonly pullRequest: number | undefined;
  readonly githubToken: string | undefined;
}

const DEFAULTS: Readonly<Record<string, string>> = { ...SETTLE_DEFAULTS, comment: 'on-failure', summary: 'true' };

const WORDS: InputWords = {
  name: (input) => say`The input ${input}`,
  help: (input) => say`Correct ${input} under ${'with'} in the workflow.`,
};

/** @param get the text of an input, as the runner gives it */
export function readSettleStepInputs(get: (name: string) => string): {
  inputs: SettleStepInputs;
  diagnostics: readonly Diagnostic[];
} {
  const reader = inputReader(get, DEFAULTS, WORDS);
  const { read, readRequired, diagnostics } = reader;
  const inputs: SettleStepInputs = {
    ...readSettleInputs(reader),
    comment: readRequired('comment', oneOf(COMMENT_WHENS), list(COMMENT_WHENS, 'or')),
    commentKey: read('comment-key', key, prose('up to 50 letters, digits, spaces and any of . _ - /')) ?? '',
    summary: readRequired('summary', boolean, FLAG),
    pullRequest: read('pull-request', wholeNumber(1, 2 ** 31), prose('the number of a pull request')),
    githubToken: reader.text('github-token') || undefined,
  };
  return { inputs, diagnostics };
}
