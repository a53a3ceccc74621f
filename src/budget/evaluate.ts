import type { Usd } from '../shared/money.ts';
import type { LimitGroup } from './limits-by-line.ts';
import { judgePlan } from './plan-rules.ts';
import { RULE_KINDS, RULES, type Rule } from './rules.ts';
import type { Savable } from './suggestions.ts';
import type { Finding, Violation } from './violation.ts';
import { judgeWhole, type Limits } from './workflow-rules.ts';

/** What is judged. An amount that is unknown is `undefined`; rules that need it are then not judged. */
export interface Facts extends Savable {
  /** How many plan files there are. */
  readonly planCount: number;
  /** USD over all plan files. */
  readonly cost: Usd | undefined;
  /** Which limits judge which lines. */
  readonly groups: readonly LimitGroup[];
  /** USD */
  readonly balance: Usd | undefined;
}

/**
 * Holds the facts against every rule. The violations come in the order of {@link RULES}.
 *
 * @param isApproved whether somebody who may has let this cost through: then violations of the budget warn
 */
export function evaluateRules(facts: Facts, limits: Limits, isApproved: boolean): Violation[] {
  const findings: Finding[] = [
    ...judgeWhole(facts, limits),
    ...facts.groups.flatMap((group) => judgePlan(group, facts.alternatives)),
  ];
  const warnsOnly = limits.warnOnly || isApproved;
  return findings
    .map((finding): Violation => ({ ...finding, severity: severityOf(finding.rule, warnsOnly) }))
    .toSorted((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
}

function severityOf(rule: Rule, warnsOnly: boolean): Violation['severity'] {
  const kind = RULE_KINDS[rule];
  return kind === 'always' || (kind === 'budget' && !warnsOnly) ? 'fail' : 'warn';
}
