/** Each fault: how it is committed, and what may be hoped of a second try. */
import {
  EMPTY,
  type FaultKind,
  HTML_502,
  NO_CONTENT,
  rateLimited,
  redirect,
  rewriteJson,
  TRUNCATED,
  WRONG_TYPE,
} from '../support/faults.ts';
import { refusal } from '../support/step.ts';
import type { Row } from './rows.ts';

/** Where requests go instead of the sandbox; see `misdirect.cjs`. */
export type Astray = 'refused' | 'expired';

export interface Fault {
  /** As the page names it. */
  readonly name: string;
  /** What happens: at the server, or on the way to it. */
  readonly how: ((row: Row, elsewhere: string) => FaultKind) | Astray;
  /** Whether it is tried again, where that may be done. */
  readonly isTriedAgain: Readonly<Record<Row['side'], boolean>>;
  /** Whether it takes all the time that there is. */
  readonly isSlow?: true;
  /** Whether the answer is as good as the real one where its type is not looked at. */
  readonly isHarmless?: true;
  /** What it needs in the answer that it spoils. */
  readonly needs?: 'body' | 'json' | 'numbers' | 'another';
}

const again = { BabySea: true, GitHub: true };
const never = { BabySea: false, GitHub: false };
/** BabySea's clear but wrong answer is final; of GitHub's, what is not whole counts as not come. */
const wholeOnly = { BabySea: false, GitHub: true };

export const FAULTS: readonly Fault[] = [
  { name: 'connection refused', how: 'refused', isTriedAgain: again },
  { name: 'expired certificate', how: 'expired', isTriedAgain: again },
  { name: 'reset before the answer', how: () => ({ kind: 'reset' }), isTriedAgain: again },
  { name: 'reset in the middle', how: () => ({ kind: 'reset-mid-body' }), isTriedAgain: again, needs: 'body' },
  { name: 'no answer', how: () => ({ kind: 'hang' }), isTriedAgain: never, isSlow: true },
  {
    name: 'slow drip',
    how: () => ({ kind: 'drip', intervalMs: 400 }),
    isTriedAgain: never,
    isSlow: true,
    needs: 'body',
  },
  { name: '429', how: () => rateLimited(), isTriedAgain: again },
  { name: '429, `Retry-After: 1`', how: ({ side }) => rateLimited('1', side), isTriedAgain: again },
  {
    name: '429, `Retry-After: 99999999999`',
    how: ({ side }) => rateLimited('99999999999', side),
    isTriedAgain: { BabySea: false, GitHub: false },
  },
  { name: '500, retryable', how: (row) => serverError(row, true), isTriedAgain: again },
  { name: '500, not retryable', how: (row) => serverError(row, false), isTriedAgain: wholeOnly },
  { name: '502 with a page', how: () => HTML_502, isTriedAgain: again },
  { name: '204', how: () => NO_CONTENT, isTriedAgain: wholeOnly, needs: 'body' },
  { name: 'empty', how: () => EMPTY, isTriedAgain: wholeOnly },
  { name: 'truncated', how: () => TRUNCATED, isTriedAgain: wholeOnly, needs: 'body' },
  { name: '100 MB', how: () => ({ kind: 'huge' }), isTriedAgain: wholeOnly, needs: 'body' },
  {
    name: 'wrong content type',
    how: () => WRONG_TYPE,
    isTriedAgain: wholeOnly,
    isHarmless: true,
    needs: 'body',
  },
  { name: 'another shape', how: (row) => shape(row, 'another'), isTriedAgain: never },
  { name: '`null` in every field', how: (row) => changed(row, () => null), isTriedAgain: never, needs: 'body' },
  { name: 'negative', how: (row) => numbers(row, (n) => -n), isTriedAgain: never, needs: 'numbers' },
  { name: '`NaN`', how: (row) => literal(row, 'NaN'), isTriedAgain: wholeOnly, needs: 'numbers' },
  { name: '`1e309`', how: (row) => literal(row, '1e309'), isTriedAgain: never, needs: 'numbers' },
  { name: 'numbers as strings', how: (row) => numbers(row, String), isTriedAgain: never, needs: 'numbers' },
  {
    name: 'the answer to another question',
    how: ({ anothers = (answer) => answer }) => rewriteJson((real) => anothers(asObject(real))),
    isTriedAgain: never,
    needs: 'another',
  },
  {
    name: 'redirect to another host',
    how: (_, elsewhere) => redirect(elsewhere, 307),
    isTriedAgain: never,
  },
];

function serverError({ side }: Row, retryable: boolean): FaultKind {
  if (side === 'BabySea') return refusal(500, { message: 'Something broke.', retryable });
  return { kind: 'answer', status: 500, body: { message: 'Server Error' } };
}

function shape({ side }: Row, word: string): FaultKind {
  const strange = { [word]: [{ shape: word }] };
  return { kind: 'answer', status: 200, body: side === 'BabySea' ? { status: 'success', data: strange } : strange };
}

/** The answer with every leaf changed, but for what makes it BabySea's envelope. Bytes are taken for the JSON of a file. */
function changed(row: Row, change: (leaf: unknown) => unknown): FaultKind {
  if (row.answer === 'bytes') {
    return { kind: 'answer', status: 200, body: asObject(deep({ type: 'file', size: 12, sha: 'c0ffee' }, change)) };
  }
  return rewriteJson((real) =>
    row.side === 'BabySea' ? { ...asObject(real), data: deep(dataOf(real), change) } : deep(real, change),
  );
}

function numbers(row: Row, change: (number: number) => unknown): FaultKind {
  return changed(row, (leaf) => (typeof leaf === 'number' ? change(leaf) : leaf));
}

/** The answer with this in the place of every number, be it JSON or not. */
function literal(row: Row, text: string): FaultKind {
  const marked = numbers(row, () => '<number>');
  if (marked.kind === 'answer') {
    const body = JSON.stringify(marked.body).replaceAll('"<number>"', text);
    return { ...marked, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
  }
  if (marked.kind !== 'rewrite') throw new Error('Numbers are changed by another kind of fault.');
  return { kind: 'rewrite', change: (real) => marked.change(real).replaceAll('"<number>"', text) };
}

function deep(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => deep(item, change));
  if (typeof value !== 'object' || value === null) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deep(field, change)]));
}

function dataOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : undefined;
}

function asObject(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('The answer is no JSON object.');
  return value;
}
