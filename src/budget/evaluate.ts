import { monthlyCost, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import type { Usd } from '../shared/money.ts';
import {
  type Approval,
  approvalOf,
  decideLabel,
  type LabelRecord,
  type Override,
  type PlanCosts,
  voidLabelDiagnostic,
} from './approval.ts';
import { checkPlanRules, checkWorkflowRules, type Limits, shortfallOf, type WorkflowFacts } from './check-rules.ts';
import type { LimitGroup } from './limits.ts';
import { type RatedViolation, RULE_KINDS, RULES, type Rule, type Verdict } from './rules.ts';

/** Everything that the verdict depends on. */
export interface Facts extends Pick<WorkflowFacts, 'files' | 'balance'> {
  readonly plans: readonly PricedPlan[];
  /** Whether every plan file could be read: if not, the total is unknown, whatever the others cost. */
  readonly hasAllPlans: boolean;
  readonly limits: Limits;
  /** The limits of the plans, each with the lines that it applies to. */
  readonly groups: readonly LimitGroup[];
  /** The override label; `undefined` if the workflow names none. */
  readonly override: Override | undefined;
  /** Without those about the override label. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Evaluation extends PlanCosts {
  readonly verdict: Verdict;
  /** In the order of {@link RULES}. A rule that needs an unknown amount is not checked. */
  readonly violations: readonly RatedViolation[];
  /** `undefined` unless the override label counts and the cost is known. */
  readonly approval: Approval | undefined;
  /** For the comment to remember; `undefined` if no label counts. */
  readonly record: LabelRecord | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Cost + reserve − balance in USD, or zero; `undefined` if the cost or the balance is unknown. */
  readonly shortfall: Usd | undefined;
}

/** Decides the verdict: `error` if anything is unknown, else by the worst violation. */
export function evaluate(facts: Facts): Evaluation {
  const { plans, files, limits, groups, balance, override } = facts;
  const cost = facts.hasAllPlans ? sumOf(plans.map((plan) => plan.cost)) : undefined;
  const costs = { cost, monthly: facts.hasAllPlans ? monthlyCost(plans) : undefined };
  const record = override && decideLabel(override, costs);
  const approval = override && approvalOf(override, record, costs);
  const lines = plans.flatMap(({ plan, lines }) => lines.map((line) => ({ ...line, file: plan.file })));
  const violations = [
    ...checkWorkflowRules({ cost, balance, lines, files }, limits),
    ...groups.flatMap((group) => checkPlanRules(group)),
  ];
  const warnsOnly = limits.warnOnly || approval?.covers === true;
  const rated = violations
    .map((violation): RatedViolation => ({ ...violation, severity: severityOf(violation.rule, warnsOnly) }))
    .toSorted((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
  const voidLabel = override && voidLabelDiagnostic(override.label, record);
  const diagnostics = [...facts.diagnostics, ...(override?.diagnostics ?? []), ...(voidLabel ? [voidLabel] : [])];
  // An unknown cost or balance is an error, even if no diagnostic says so.
  const isKnown = cost !== undefined && balance !== undefined;
  return {
    verdict: isKnown && !hasErrors(diagnostics) ? worstOf(rated) : 'error',
    violations: rated,
    approval,
    record,
    diagnostics,
    ...costs,
    shortfall: isKnown ? shortfallOf(cost, limits.reserve, balance) : undefined,
  };
}

function severityOf(rule: Rule, warnsOnly: boolean): RatedViolation['severity'] {
  const kind = RULE_KINDS[rule];
  return kind === 'always' || (kind === 'budget' && !warnsOnly) ? 'fail' : 'warn';
}

function worstOf(violations: readonly RatedViolation[]): Verdict {
  if (violations.some(({ severity }) => severity === 'fail')) return 'fail';
  return violations.length > 0 ? 'warn' : 'pass';
}
