/** Money as whole numbers of 10^-18 USD, so that nothing of the project's own arithmetic is believed by the tests. */

const DECIMALS = 18;

/** `1234.5` as a whole number of 10^-18 USD; a sign is allowed. */
export function unitsOf(text: string): bigint {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + decimals.padEnd(DECIMALS, '0'));
  return text.startsWith('-') ? -units : units;
}

/** Plain decimal text of a whole number of 10^-18 USD that is not negative. */
export function decimalOf(units: bigint): string {
  const digits = units.toString().padStart(DECIMALS + 1, '0');
  return `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
