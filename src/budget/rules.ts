import type { Message } from '../shared/message.ts';

/** Every rule, in the order of the contract's table: the order of the `violations` output. */
export const RULES = [
  'balance',
  'budget',
  'max_total',
  'max_per_generation',
  'max_increase',
  'max_generations',
  'max_monthly',
  'allowed_models',
  'denied_models',
  'warn_at',
  'low_balance',
] as const;
export type Rule = (typeof RULES)[number];

/** What becomes of a rule that does not hold. */
export type RuleKind = 'always' | 'budget' | 'warning';

/** `balance` fails always; the limits that people set may be let through as warnings; the last two only ever warn. */
export const RULE_KINDS: Readonly<Record<Rule, RuleKind>> = {
  balance: 'always',
  budget: 'budget',
  max_total: 'budget',
  max_per_generation: 'budget',
  max_increase: 'budget',
  max_generations: 'budget',
  max_monthly: 'budget',
  allowed_models: 'budget',
  denied_models: 'budget',
  warn_at: 'warning',
  low_balance: 'warning',
};

export const VERDICTS = ['pass', 'warn', 'fail', 'error'] as const;

/** `error` means that the gate could not find out; it then fails, it never passes. */
export type Verdict = (typeof VERDICTS)[number];

/** Whether the step fails. */
export function failsStep(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'error';
}

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
