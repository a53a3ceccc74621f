import { createHash, createHmac, hkdfSync } from 'node:crypto';
import * as v from 'valibot';
import {
  type LabelRecord,
  lowerOf,
  NOTHING_REMEMBERED,
  type PlanCosts,
  type Remembered,
  VOID_REASONS,
} from '../budget/approval.ts';
import { Message } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Report } from './schema.ts';
import type { RunContext } from './sections/context.ts';

/**
 * The hidden lines of the gate's comment, under the marker: what the comment says, as digests, so that the same is not
 * written twice; and what the next run has to know, with a code that only a holder of the API key can compute.
 */

/** What one comment keeps for the next run. */
export interface CommentState extends PlanCosts {
  /** Grows with every change, so that a copy of an older comment is not taken for the newest. */
  readonly revision: number;
  /** The commit that was judged, in full; empty where it is not known. */
  readonly commit: string;
  readonly label: LabelRecord | undefined;
}

/** Where a comment belongs; its state counts nowhere else. */
export interface StateScope {
  readonly owner: string;
  readonly repo: string;
  readonly pullRequest: number;
  /** The input `comment-key`. */
  readonly key: string;
}

/** Computes the authentication code of a state and of the text that people see with it. */
export type Seal = (json: string, text: string) => string;

/** Characters of a code or digest in base64: 132 bits. */
const CODE_CHARACTERS = 22;

/** The seal for one comment. Its key is derived from the API key, so that nobody learns anything of that one from a code. */
export function sealFor(apiKey: string, { owner, repo, pullRequest, key }: StateScope): Seal {
  const derived = Buffer.from(hkdfSync('sha256', apiKey, '', 'babysea-budget-gate comment state', 32));
  return (json, text) => {
    // A JSON array, so that no two scopes and states make the same message.
    const message = JSON.stringify([owner, repo, pullRequest, key, json, text]);
    return createHmac('sha256', derived).update(message).digest('base64').slice(0, CODE_CHARACTERS);
  };
}

const STATE = '<!-- babysea-budget-gate-state: ';
const CONTENT = '<!-- babysea-budget-gate-content: ';
const END = ' -->';
/** The most characters that the hidden lines take. */
export const MAX_HIDDEN_CHARACTERS = 600;

const amount = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = Usd.parse(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: 'an amount of USD' });
    return NEVER;
  }),
);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const stateSchema = v.strictObject({
  revision: whole,
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
  cost: v.optional(amount),
  monthly: v.optional(amount),
  label: v.optional(
    v.strictObject({
      event: whole,
      at: whole,
      approves: v.union([v.picklist(VOID_REASONS), amount]),
      monthly: v.optional(amount),
    }),
  ),
});

/**
 * The line for a state. It holds nothing that can end the HTML comment early.
 *
 * @param comment the marker's line, then what people see with it
 */
export function serializeState(state: CommentState, seal: Seal, comment: string): string {
  return lineFor(jsonFor(state), digest(normalized(withoutMarker(comment))), seal);
}

function lineFor(json: string, text: string, seal: Seal): string {
  return `${STATE}${json} ${text} ${seal(json, text)}${END}`;
}

function withoutMarker(comment: string): string {
  return comment.slice(comment.indexOf('\n') + 1);
}

/** A state that was read from a comment. */
export interface ParsedState extends CommentState {
  /** Whether people see the text that the state was written with. */
  readonly isShown: boolean;
}

function jsonFor({ revision, commit, cost, monthly, label }: CommentState): string {
  const { event, at, approves, monthly: approvedMonthly } = label ?? {};
  const record = label && { event, at, approves, monthly: approvedMonthly };
  return JSON.stringify({ revision, commit, cost, monthly, label: record });
}

/**
 * The state of a comment, only where it is exactly what {@link serializeState} writes with this seal.
 *
 * @param seal `undefined` where there is no API key: then the code is not checked, and nothing may be approved by the state
 */
export function parseState(body: string, seal: Seal | undefined): ParsedState | undefined {
  const line = stateLineOf(body);
  if (line === undefined) return undefined;
  const content = line.slice(STATE.length, -END.length);
  const code = content.slice(-CODE_CHARACTERS);
  const text = content.slice(-2 * CODE_CHARACTERS - 1, -CODE_CHARACTERS - 1);
  const parsed = v.safeParse(stateSchema, jsonOf(content.slice(0, -2 * CODE_CHARACTERS - 2)));
  if (!parsed.success) return undefined;
  const { revision, commit, cost, monthly, label } = parsed.output;
  const state = { revision, commit, cost, monthly, label };
  if (lineFor(jsonFor(state), text, seal ?? (() => code)) !== line) return undefined;
  return { ...state, isShown: text === digest(contentOf(body).visible) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A comment of the gate's own, as far as its state goes. */
export interface KeptComment {
  readonly body: string;
  /** ISO 8601, by GitHub's clock. */
  readonly updatedAt: string;
}

/** What all of the gate's comments remember, and in which revision. */
export interface Recalled extends Remembered {
  readonly newest: CommentState | undefined;
}

/**
 * What the gate's comments on a pull request remember.
 *
 * @param own oldest first
 * @param event the label event that is asked about: where two comments differ about it, the lower approval counts
 */
export function recall(own: readonly KeptComment[], seal: Seal | undefined, event: number | undefined): Recalled {
  const known = own.flatMap(({ body, updatedAt }) => {
    const state = parseState(body, seal);
    return state === undefined ? [] : [{ state, at: Date.parse(updatedAt) || 0 }];
  });
  const newest = known.reduce<(typeof known)[number] | undefined>(
    (best, one) => (best === undefined || one.state.revision >= best.state.revision ? one : best),
    undefined,
  );
  const last = own.at(-1);
  // A state says nothing of a text that was written without the key, or edited.
  const isUnverified =
    last !== undefined && (parseState(last.body, seal)?.isShown !== true || newest?.state.isShown !== true);
  if (newest === undefined) return { ...NOTHING_REMEMBERED, isUnverified, newest: undefined };
  const records = known.flatMap(({ state: { label } }) => (label?.event === event && label ? [label] : []));
  const { cost, monthly, commit } = newest.state;
  return {
    record: records.length > 0 ? records.reduce(lowerOf) : newest.state.label,
    shown: { cost, monthly, commit, at: newest.at },
    isUnverified,
    newest: newest.state,
  };
}

/** The state that follows an earlier one; the same where nothing changes. */
export function nextState(before: CommentState | undefined, now: Omit<CommentState, 'revision'>): CommentState {
  const revision = before?.revision ?? 0;
  const unchanged = { ...now, revision };
  const isSame = before !== undefined && jsonFor(before) === jsonFor(unchanged);
  return isSame ? unchanged : { ...now, revision: revision + 1 };
}

/**
 * A digest of what a comment says: of the report and where it comes from, without what differs between two runs with the
 * same result.
 *
 * @param redact hides secrets, so that the digest says nothing about them
 */
export function digestOfReport(
  { time: _, ...result }: Report,
  { api, repositoryUrl, commit }: RunContext,
  redact: (text: string) => string,
) {
  return digest(redact(JSON.stringify(stable([result, api, repositoryUrl, commit]))));
}

function stable(value: unknown): unknown {
  if (value instanceof Message) return value.withoutPerRun();
  if (value instanceof Usd) return value;
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, stable(field)]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, CODE_CHARACTERS);
}

/**
 * Puts the hidden lines under the marker of a comment.
 *
 * @param comment the marker's line, then what people see
 * @param result what {@link digestOfReport} gives
 * @param stateLine what {@link serializeState} gives, where there is a state to keep
 */
export function withHiddenLines(comment: string, result: string, stateLine: string | undefined): string {
  const [marker = '', ...visible] = comment.split('\n');
  const content = `${CONTENT}${result} ${digest(normalized(visible.join('\n')))}${END}`;
  return [marker, content, ...(stateLine === undefined ? [] : [stateLine]), ...visible].join('\n');
}

/** Whether a comment says already what a new one would: the same result, the same state, and nobody has edited it. */
export function saysTheSame(standing: string, fresh: string): boolean {
  const [{ result, text, visible }, { result: freshResult }] = [contentOf(standing), contentOf(fresh)];
  if (result === undefined || result !== freshResult || stateJsonOf(standing) !== stateJsonOf(fresh)) return false;
  return text === digest(visible);
}

/** The line that holds the state, of whatever content; `undefined` where there is none. */
export function stateLineOf(body: string): string | undefined {
  return lineWith(STATE, normalized(body).split('\n', 3)[2]);
}

/** The state without its codes, which depend on the link to the run. */
function stateJsonOf(body: string): string | undefined {
  return stateLineOf(body)?.slice(STATE.length, -END.length - 2 * CODE_CHARACTERS - 2);
}

function contentOf(body: string) {
  const lines = normalized(body).split('\n');
  const [result, text] = lineWith(CONTENT, lines[1])?.slice(CONTENT.length, -END.length).split(' ') ?? [];
  return { result, text, visible: lines.slice(stateLineOf(body) === undefined ? 2 : 3).join('\n') };
}

function lineWith(start: string, line: string | undefined): string | undefined {
  return line?.startsWith(start) && line.endsWith(END) ? line : undefined;
}

/** GitHub may give a comment back with other line ends, and without the last one. */
function normalized(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
