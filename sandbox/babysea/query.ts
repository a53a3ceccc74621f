import { ApiFailure } from './envelope.ts';

type Query = Readonly<Record<string, string>>;

/** A query parameter as a whole number, undefined where it was not sent. Throws BSE2001 on anything else. */
export function wholeNumber(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new ApiFailure('BSE2001', `${name} must be a whole number.`, { parameter: name });
  }
  return value;
}

/** The same within bounds, with a default. Throws BSE2008 outside of them. */
export function wholeNumberBetween(query: Query, name: string, least: number, most: number, otherwise: number): number {
  const value = wholeNumber(query, name) ?? otherwise;
  if (value < least || value > most) {
    const bounds = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `between ${least} and ${most}`;
    throw new ApiFailure('BSE2008', `${name} must be ${bounds}.`, { parameter: name });
  }
  return value;
}

/** A query parameter as `true` or `false`, undefined where it was not sent. Throws BSE2001 on anything else. */
export function trueOrFalse(query: Query, name: string): boolean | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new ApiFailure('BSE2001', `${name} must be true or false.`, { parameter: name });
}
