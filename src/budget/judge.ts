import { groupThousands, Usd } from '../money.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { type PricedPlan, sumOf } from '../quotes/price.ts';
import { plural, prose, say, type Text } from '../text.ts';
import { packsFor, packsText } from './packs.ts';
import { RULE_KINDS, RULES, type Rule } from './rules.ts';

/** A rule that does not hold. */
export interface Violation {
  readonly rule: Rule;
  /** The plan file whose limit it is; `undefined` for the rules over all plans. */
  readonly plan: string | undefined;
  readonly severity: 'fail' | 'warn';
  /** The limit and what stands against it, as plain text: decimal USD, or a number of outputs. */
  readonly limit: string;
  readonly actual: string;
  readonly message: Text;
  readonly help: Text;
}

/** What is judged. An amount that is unknown is `undefined`; rules that need it are then not judged. */
export interface Facts {
  readonly plans: readonly PricedPlan[];
  /** Whether `plans` are all that there are; where one could not be read, what all cost is unknown. */
  readonly hasAllPlans: boolean;
  /** USD */
  readonly balance: Usd | undefined;
}

/** The limits that the workflow sets, in USD. */
export interface Limits {
  /** Ceiling over all plans. */
  readonly budget: Usd | undefined;
  /** What must be left after the run. */
  readonly reserve: Usd;
  /** Warn where the balance is below this before the run; zero turns it off. */
  readonly lowBalance: Usd;
  /** Violations of budgets warn instead of failing. */
  readonly warnOnly: boolean;
}

/** What a rule finds; severity is added by its kind. */
type Finding = Omit<Violation, 'severity'>;

/** Holds the facts against every rule. The violations come in the order of {@link RULES}. */
export function judge(facts: Facts, limits: Limits): Violation[] {
  const findings = [
    ...judgeAll(facts, limits),
    ...facts.plans.flatMap((plan) => [...judgeCost(plan), ...judgeUnitCosts(plan), ...judgeOutputs(plan)]),
  ];
  return findings
    .map((finding): Violation => ({ ...finding, severity: severityOf(finding.rule, limits) }))
    .toSorted((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
}

/** Plan cost + reserve − balance, where that is above zero, else zero. */
export function shortfallOf(cost: Usd, reserve: Usd, balance: Usd): Usd {
  const missing = cost.plus(reserve).minus(balance);
  return missing.exceeds(Usd.zero) ? missing : Usd.zero;
}

function severityOf(rule: Rule, { warnOnly }: Limits): Violation['severity'] {
  const kind = RULE_KINDS[rule];
  return kind === 'always' || (kind === 'budget' && !warnOnly) ? 'fail' : 'warn';
}

function judgeAll({ plans, hasAllPlans, balance }: Facts, { budget, reserve, lowBalance }: Limits): Finding[] {
  const findings: Finding[] = [];
  const cost = hasAllPlans ? sumOf(plans.map((plan) => plan.cost)) : undefined;
  if (cost !== undefined && balance !== undefined) {
    const shortfall = shortfallOf(cost, reserve, balance);
    if (!shortfall.isZero) {
      const kept = reserve.isZero ? undefined : say` and ${reserve} must be left after the run`;
      findings.push({
        rule: 'balance',
        plan: undefined,
        limit: balance.minus(reserve).toString(),
        actual: cost.toString(),
        message: say`${subject(plans)} ${cost}${kept}, and the balance is ${balance}: ${shortfall} is missing.`,
        help: say`Add credits: ${packsText(packsFor(shortfall))} it for the least money (that needs a paid subscription, and the account’s primary owner). Or generate less.`,
      });
    }
  }
  if (budget !== undefined && cost?.exceeds(budget)) {
    findings.push({
      rule: 'budget',
      plan: undefined,
      limit: budget.toString(),
      actual: cost.toString(),
      message: say`${subject(plans)} ${cost}, and the workflow allows ${budget}: ${cost.minus(budget)} too much.`,
      help: say`Generate less, or have the workflow’s ${'budget'} raised.`,
    });
  }
  if (balance !== undefined && lowBalance.exceeds(balance)) {
    findings.push({
      rule: 'low_balance',
      plan: undefined,
      limit: lowBalance.toString(),
      actual: balance.toString(),
      message: say`The balance is ${balance} before the run, below ${lowBalance}.`,
      help: prose('Add credits before the next run needs them.'),
    });
  }
  return findings;
}

/** `The plan costs`, as the sentences over all plans begin. */
export function subject(plans: readonly unknown[]): Text {
  return prose(plans.length === 1 ? 'The plan costs' : `The ${plans.length} plans cost`);
}

function judgeCost({ plan, cost }: PricedPlan): Finding[] {
  const { max_total: most, warn_at: warnAt } = plan.budget;
  if (cost === undefined) return [];
  const findings: Finding[] = [];
  if (most !== undefined && cost.exceeds(most)) {
    findings.push({
      rule: 'max_total',
      plan: plan.file,
      limit: most.toString(),
      actual: cost.toString(),
      message: say`${plan.file} costs ${cost}, and its ${'max_total'} is ${most}: ${cost.minus(most)} too much.`,
      help: say`Generate less, or have ${'max_total'} raised.`,
    });
  }
  const from = warnAt && amountOf(warnAt, most);
  if (from !== undefined && !from.exceeds(cost)) {
    findings.push({
      rule: 'warn_at',
      plan: plan.file,
      limit: from.toString(),
      actual: cost.toString(),
      message: say`${plan.file} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`,
      help: most === undefined || cost.exceeds(most) ? prose('It is a warning only.') : say`Up to ${most} it passes.`,
    });
  }
  return findings;
}

/** A percentage of the total that it goes with; the plan's checks see to it that there is one. */
function amountOf(limit: AmountOrPercent, total: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : total?.times(limit.percent).times('0.01');
}

function judgeUnitCosts({ plan, lines }: PricedPlan): Finding[] {
  const most = plan.budget.max_per_generation;
  if (most === undefined) return [];
  const tooDear = lines.filter(({ unitCost }) => unitCost?.exceeds(most));
  const [dearest, ...others] = tooDear.toSorted((a, b) =>
    a.unitCost === undefined || b.unitCost === undefined ? 0 : b.unitCost.compare(a.unitCost),
  );
  if (dearest?.unitCost === undefined) return [];
  const more =
    others.length > 0 ? say` ${plural(others.length, 'other line is', 'other lines are')} above it too.` : undefined;
  return [
    {
      rule: 'max_per_generation',
      plan: plan.file,
      limit: most.toString(),
      actual: dearest.unitCost.toString(),
      message: say`One output of ${dearest.line.id} costs ${dearest.unitCost}, and the ${'max_per_generation'} of ${plan.file} is ${most}.${more}`,
      help: say`Use a cheaper model or setting there, or have ${'max_per_generation'} raised.`,
    },
  ];
}

function judgeOutputs({ plan, generationCount }: PricedPlan): Finding[] {
  const most = plan.budget.max_generations;
  if (most === undefined || generationCount <= most) return [];
  return [
    {
      rule: 'max_generations',
      plan: plan.file,
      limit: String(most),
      actual: String(generationCount),
      message: say`${plan.file} asks for ${plural(generationCount, 'output')}, and its ${'max_generations'} is ${most}: ${prose(groupThousands(generationCount - most))} too many.`,
      help: say`Generate less, or have ${'max_generations'} raised.`,
    },
  ];
}
