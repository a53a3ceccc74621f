import type { Alternative } from '../advice/alternatives.ts';
import type { Usd } from '../money.ts';
import type { PricedPlan } from '../quotes/price.ts';
import { judgePlan } from './judge-plan.ts';
import { judgeWhole, type Limits } from './judge-whole.ts';
import { RULE_KINDS, RULES, type Rule } from './rules.ts';
import type { Finding, Violation } from './violation.ts';

/** What is judged. An amount that is unknown is `undefined`; rules that need it are then not judged. */
export interface Facts {
  /** How many plan files there are. */
  readonly planCount: number;
  /** USD over all plan files. */
  readonly cost: Usd | undefined;
  readonly plans: readonly PricedPlan[];
  /** USD */
  readonly balance: Usd | undefined;
  /** Cheaper models, for what to do. */
  readonly alternatives: readonly Alternative[];
}

/** Holds the facts against every rule. The violations come in the order of {@link RULES}. */
export function judge(facts: Facts, limits: Limits): Violation[] {
  const findings: Finding[] = [
    ...judgeWhole(facts, limits),
    ...facts.plans.flatMap((plan) => judgePlan(plan, facts.alternatives)),
  ];
  return findings
    .map((finding): Violation => ({ ...finding, severity: severityOf(finding.rule, limits) }))
    .toSorted((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
}

function severityOf(rule: Rule, { warnOnly }: Limits): Violation['severity'] {
  const kind = RULE_KINDS[rule];
  return kind === 'always' || (kind === 'budget' && !warnOnly) ? 'fail' : 'warn';
}
