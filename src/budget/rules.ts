import type { Message } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';

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

/** `always` fails; `budget` fails unless `warn-only` or an approval lets it through; `warning` only warns. */
export type RuleKind = 'always' | 'budget' | 'warning';

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

/** `error`: the gate could not find out. It then fails; it never passes. */
export type Verdict = (typeof VERDICTS)[number];

export function failsStep(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'error';
}

export interface Violation {
  readonly rule: Rule;
  /** The plan file whose limit it is; `undefined` for the rules over all plans. */
  readonly plan: string | undefined;
  /** What limit, actual amount and difference are. */
  readonly unit: 'usd' | 'outputs' | 'models';
  /** As plain text: decimal USD (which may be negative), a number of outputs, or models. */
  readonly limit: string;
  readonly actual: string;
  /** By how much the limit is exceeded; `undefined` for models. */
  readonly over: string | undefined;
  readonly message: Message;
  readonly help: Message;
}

/** A violation by an amount of USD that is above its limit. */
export function usdViolation(
  rule: Rule,
  plan: string | undefined,
  limit: Usd,
  actual: Usd,
  message: Message,
  help: Message,
): Violation {
  const over = actual.minus(limit).toString();
  return { rule, plan, unit: 'usd', limit: limit.toString(), actual: actual.toString(), over, message, help };
}

/** A violation, and whether it fails the verdict. */
export interface RatedViolation extends Violation {
  readonly severity: 'fail' | 'warn';
}
