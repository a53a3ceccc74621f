import type { PricedLine } from '../pricing/price-plan.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';

/** Every rule, in the order of the output `violations` and of the table in the README. */
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

export interface LocatedLine extends PricedLine {
  readonly file: string;
}

/** How many generations of a line to remove; all of them if there are as many. */
interface Removal {
  readonly line: LocatedLine;
  readonly count: number;
}

/**
 * What to remove so that an amount is saved, as the object of "remove": `hero and 80 generations of catalogue`. `undefined` if nothing
 * saves it.
 *
 * @param files the plan files; if there are several, they are named, since lines of two files may have the same id
 * @param most by what the lines are sorted, for the sentence
 */
export function removalText<Removed extends LocatedLine>(
  { lines, files }: { readonly lines: readonly Removed[]; readonly files: readonly string[] },
  over: Usd,
  amountOfOne: (line: Removed) => Usd = costOfOne,
  most: 'most expensive' | 'largest' = 'most expensive',
): Message | undefined {
  const removals = removalsFor(lines, over, amountOfOne) ?? [];
  const texts = removals.map(({ line: { line, file }, count }) => {
    const where = files.length > 1 ? say` in ${file}` : undefined;
    return count < line.count ? say`${plural(count, 'generation')} of ${line.id}${where}` : say`${line.id}${where}`;
  });
  const last = texts.at(-1);
  if (last === undefined) return undefined;
  if (texts.length <= MAX_NAMED) return list(texts);
  return say`the ${prose(groupThousands(texts.length - 1))} ${prose(most)} lines and ${last}`;
}

const MAX_NAMED = 3;

/**
 * The generations to remove so that an amount is saved: as many lines as needed, from the most expensive down, and as few
 * generations of the last one as suffice. `undefined` if all lines together do not save it.
 *
 * @param over what to save
 * @param amountOfOne what one generation of a line contributes, in the unit of `over`
 */
export function removalsFor<Removed extends LocatedLine>(
  lines: readonly Removed[],
  over: Usd,
  amountOfOne: (line: Removed) => Usd,
): Removal[] | undefined {
  const dearest = lines
    .map((line) => ({ line, one: amountOfOne(line), amount: amountOfOne(line).times(line.line.count) }))
    .toSorted((a, b) => b.amount.compare(a.amount));
  const removals: Removal[] = [];
  let left = over;
  for (const { line, one, amount } of dearest) {
    if (!left.exceeds(Usd.zero)) break;
    if (amount.isZero) return undefined;
    const count = left.exceeds(amount) ? line.line.count : left.timesCovered(one);
    removals.push({ line, count });
    left = left.minus(one.times(count));
  }
  return left.exceeds(Usd.zero) ? undefined : removals;
}

/** USD that one generation of a line costs; zero if unknown. */
export function costOfOne({ unitCost, line }: PricedLine): Usd {
  return unitCost?.times(line.outputs) ?? Usd.zero;
}

interface Packs {
  readonly usd: number;
  readonly count: number;
}

/** The credit packs that BabySea sells, in USD, dearest first (docs.babysea.ai: guides/credits). */
const SIZES = [1000, 500, 100, 50, 25, 10];

/** USD. Every sum of packs is a multiple of this, and packs make every multiple except 5 and 15. */
const STEP = 5;

/**
 * The fewest packs that cover a shortfall for the least money, most expensive first.
 *
 * The least money is the next sum that packs can make. Taking the largest pack that leaves such a sum gives the fewest
 * packs for these sizes; a test compares it with every way to pay.
 */
export function packsFor(shortfall: Usd): Packs[] {
  let left = shortfall.roundUpTo(STEP);
  while (!isSum(left)) left += STEP;
  return SIZES.flatMap((usd) => {
    let count = Math.floor(left / usd);
    while (!isSum(left - count * usd)) count--;
    left -= count * usd;
    return count > 0 ? [{ usd, count }] : [];
  });
}

/** `a credit pack of $25.000`, `1 credit pack of $25.000 and 2 credit packs of $10.000 ($45.000 in all)`. */
export function packsText(packs: readonly Packs[]): Message {
  const kinds = packs.map(({ usd, count }) => say`${plural(count, 'credit pack')} of ${Usd.of(usd)}`);
  const total = Usd.sum(packs.map(({ usd, count }) => Usd.of(usd).times(count)));
  const isOne = packs.length === 1 && packs[0]?.count === 1;
  return isOne ? say`a credit pack of ${total}` : say`${list(kinds)} (${total} in all)`;
}

function isSum(usd: number): boolean {
  return usd === 0 || (usd >= 10 && usd !== 15);
}
