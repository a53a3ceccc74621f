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
