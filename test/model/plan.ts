/** Plans as data, in thousandths of a dollar so that sums are exact, and as the text of a plan file. */

/** Thousandths of a dollar. */
export type Mills = number;

/** Prices of one image. */
export const PRICES: Readonly<Record<string, Mills>> = {
  'bfl/flux-schnell': 5,
  'bfl/flux-1.1-pro': 52,
  'acme/one': 1_000,
  'acme/ten': 10_000,
};

export interface LineData {
  readonly id?: string;
  readonly model: string;
  readonly count?: number;
  /** Relative to the plan file. */
  readonly count_from?: string;
}

/** Amounts are decimal text, or a percentage for two of them. */
export interface BudgetData {
  readonly max_total?: string;
  readonly max_monthly?: string;
  readonly max_per_generation?: string;
  readonly max_generations?: number;
  readonly max_increase?: string;
  readonly warn_at?: string;
  readonly allowed_models?: readonly string[];
  readonly denied_models?: readonly string[];
}

export interface PlanData {
  readonly name?: string;
  readonly runs_per_month?: number;
  readonly budget?: BudgetData;
  readonly generations: readonly LineData[];
}

/** `5000` → `5.000` */
export function amountOf(mills: Mills): string {
  return `${Math.floor(mills / 1000)}.${String(mills % 1000).padStart(3, '0')}`;
}

/** `5.000` → `5000` */
export function millsOf(amount: string): Mills {
  const [whole = '', decimals = ''] = amount.split('.');
  return Number(whole) * 1000 + Number(decimals.padEnd(3, '0'));
}

/** JSON is YAML, too: a key on each line, so that Git sees what two versions have in common. */
export function planText(plan: PlanData): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** What makes a text that no YAML reader takes. */
export const BROKEN_TAIL = '\n}{ [: broken\n';

/** An unknown key, which makes a plan invalid and leaves its limits readable. */
export const UNKNOWN_KEY = 'surprise';

/** A pointer of Git LFS. */
export const LFS_POINTER = `version https://git-lfs.github.com/spec/v1
oid sha256:${'4d7a2146'.repeat(8)}
size 12345
`;
