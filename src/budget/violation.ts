import type { Message } from '../shared/message.ts';
import type { Rule } from './rules.ts';

/** A rule that does not hold. */
export interface Violation {
  readonly rule: Rule;
  /** The plan file whose limit it is; `undefined` for the rules over all plans. */
  readonly plan: string | undefined;
  /** The limit and what exceeds it, as plain text: decimal USD, a number of outputs, a percentage, or models. */
  readonly limit: string;
  readonly actual: string;
  readonly message: Message;
  readonly help: Message;
}

/** A violation, and what it does to the verdict. */
export interface RatedViolation extends Violation {
  readonly severity: 'fail' | 'warn';
}
