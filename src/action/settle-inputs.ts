import { oneOf } from '../options.ts';
import { readSettleInputs, SETTLE_DEFAULTS, type SettleInputs } from '../settlement/inputs.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list } from '../shared/message.ts';
import { readStepInputs, type StepInputs, stepInputReader } from './inputs.ts';

/** `on-failure` is every verdict but `pass`. */
const COMMENT_WHENS = ['always', 'on-failure', 'never'] as const;

/** The inputs of the step `settle`, each checked; `settle/action.yml` describes them. */
export interface SettleStepInputs extends SettleInputs, StepInputs {
  readonly comment: (typeof COMMENT_WHENS)[number];
}

const DEFAULTS: Readonly<Record<string, string>> = { ...SETTLE_DEFAULTS, comment: 'on-failure', summary: 'true' };

/** @param get the text of an input, as the runner gives it */
export function readSettleStepInputs(get: (name: string) => string): {
  inputs: SettleStepInputs;
  diagnostics: readonly Diagnostic[];
} {
  const reader = stepInputReader(get, DEFAULTS);
  const inputs: SettleStepInputs = {
    ...readSettleInputs(reader),
    ...readStepInputs(reader),
    comment: reader.readRequired('comment', oneOf(COMMENT_WHENS), list(COMMENT_WHENS, 'or')),
  };
  return { inputs, diagnostics: reader.diagnostics };
}
