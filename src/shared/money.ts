import Big from 'big.js';

/** Decimal text as people and APIs write it: no sign, no thousands separators, up to a billion, 18 decimals. */
const AMOUNT = /^\d{1,10}(?:\.\d{1,18})?$/;

/**
 * An exact amount of US dollars (1 BabySea credit = 1 USD).
 *
 * A class, so that the compiler refuses to add, multiply or compare amounts as binary floating point. Nothing is ever
 * rounded: formatted amounts have at least three decimals, and more if the amount has more.
 */
export class Usd {
  static readonly zero: Usd = new Usd(new Big(0));

  readonly #amount: Big;

  private constructor(amount: Big) {
    this.#amount = amount;
  }

  /**
   * The amount of a decimal text or a JSON number; `undefined` if it is negative, not finite, longer than ten digits, or
   * not a decimal. A number counts as the shortest decimal that is read back as the same number.
   */
  static parse(value: string | number): Usd | undefined {
    const text = typeof value === 'number' ? plainDigits(value) : value;
    return AMOUNT.test(text) ? new Usd(new Big(text)) : undefined;
  }

  static of(dollars: number): Usd {
    return new Usd(new Big(dollars));
  }

  static sum(amounts: Iterable<Usd>): Usd {
    let total = new Big(0);
    for (const amount of amounts) total = total.plus(amount.#amount);
    return new Usd(total);
  }

  plus(other: Usd): Usd {
    return new Usd(this.#amount.plus(other.#amount));
  }

  minus(other: Usd): Usd {
    return new Usd(this.#amount.minus(other.#amount));
  }

  /** This amount that many times; a decimal text for shares (`'0.8'`). */
  times(factor: number | string): Usd {
    return new Usd(this.#amount.times(factor));
  }

  /** For `Array.sort`: negative if this amount is smaller, positive if it is larger. */
  compare(other: Usd): number {
    return this.#amount.cmp(other.#amount);
  }

  exceeds(other: Usd): boolean {
    return this.#amount.gt(other.#amount);
  }

  get isZero(): boolean {
    return this.#amount.eq(0);
  }

  get isNegative(): boolean {
    return this.#amount.lt(0);
  }

  /** The least whole multiple of a step in dollars that is not below this amount; both are positive. */
  roundUpTo(step: number): number {
    return this.#amount.div(step).round(0, Big.roundUp).times(step).toNumber();
  }

  /** How many whole times a part goes into this amount; both are positive. */
  wholeTimes(part: Usd): number {
    return this.#amount.div(part.#amount).round(0, Big.roundDown).toNumber();
  }

  /** How many times a part must be taken to reach this amount; the part is positive. */
  timesCovered(part: Usd): number {
    let times = this.#amount.div(part.#amount).round(0, Big.roundDown);
    while (part.#amount.times(times).lt(this.#amount)) times = times.plus(1);
    return times.toNumber();
  }

  /** This amount as a percentage of another with one decimal (`'41.7%'`); to read, never to compare. */
  percentOf(whole: Usd): string {
    return whole.isZero ? '–' : `${this.#amount.times(100).div(whole.#amount).toFixed(1)}%`;
  }

  /** Plain decimal text for outputs and JSON: `1234.500`, `-3.000`, `0.0052`. */
  toString(): string {
    const exact = this.#amount.toFixed();
    const decimals = exact.split('.')[1]?.length ?? 0;
    return decimals < 3 ? this.#amount.toFixed(3) : exact;
  }

  toJSON(): string {
    return this.toString();
  }

  /** For people: `$1,234.500`, `-$3.000`. */
  format(): string {
    const [whole = '0', decimals = ''] = this.toString().replace('-', '').split('.');
    return `${this.isNegative ? '-' : ''}$${groupThousands(whole)}.${decimals}`;
  }

  /** For people, of a difference: `+$3.000`, `-$3.000`, `$0.000`. */
  formatChange(): string {
    return this.exceeds(Usd.zero) ? `+${this.format()}` : this.format();
  }
}

/** `1234567` as `1,234,567`, whatever the machine's locale. */
export function groupThousands(whole: string | number): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `String(5e-7)` is in scientific notation; this never is. */
function plainDigits(value: number): string {
  return Number.isFinite(value) ? new Big(value).toFixed() : String(value);
}
