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
import { parsed } from '../shared/helpers.ts';
import { Message } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Report, RunContext } from './schema.ts';

/**
 * The hidden lines of the gate's comment, under the marker: digests of its content, so that the same comment is not written
 * twice; and the state for the next run, with a code that only a holder of the API key can compute.
 */

/** What one comment keeps for the next run. */
export interface CommentState extends PlanCosts {
  /** Grows with every change, so that a copy of an older comment does not pass for the newest. */
  readonly revision: number;
  /** The full SHA of the head; empty if unknown. */
  readonly commit: string;
  readonly label: LabelRecord | undefined;
  /** Identifies the gate that wrote it; see {@link gateId}. */
  readonly gate: string;
}

const GATE_CHARACTERS = 11;

/** A short name of a gate: of its workflow, job, step and plans. */
export function gateId(step: string, plan: string): string {
  return createHash('sha256')
    .update(JSON.stringify([step, plan]))
    .digest('base64url')
    .slice(0, GATE_CHARACTERS);
}

/** The place of a comment. Its state is valid only there. */
export interface StateScope {
  readonly owner: string;
  readonly repo: string;
  readonly pullRequest: number;
  /** The input `comment-key`. */
  readonly key: string;
}

/** Computes the authentication code of a state and of the visible text. */
export type Seal = (json: string, text: string) => string;

/** Characters of a code or digest in base64: 132 bits; {@link STATE_LINE} has the number, too. */
const CODE_CHARACTERS = 22;

/** The key of the seal is derived from the API key, so that a code reveals nothing about the API key. */
export function sealFor(apiKey: string, { owner, repo, pullRequest, key }: StateScope): Seal {
  const derived = Buffer.from(hkdfSync('sha256', apiKey, '', 'babysea-budget-gate comment state', 32));
  return (json, text) => {
    // A JSON array, so that different scopes and states never make the same message.
    const message = JSON.stringify([owner, repo, pullRequest, key, json, text]);
    return createHmac('sha256', derived).update(message).digest('base64').slice(0, CODE_CHARACTERS);
  };
}

/** The digests of the result and of the visible text; see {@link withHiddenLines}. */
const CONTENT_LINE = /^<!-- babysea-budget-gate-content: (\S+) (\S+) -->$/;
/** The state as JSON, the digest of the visible text, and the code of both; see {@link lineFor}. */
const STATE_LINE = /^<!-- babysea-budget-gate-state: (.*) (.{22}) (.{22}) -->$/s;
export const MAX_HIDDEN_CHARACTERS = 600;

const amount = parsed(v.string(), Usd.parse, 'an amount of USD');
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const stateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    revision: whole,
    commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
    cost: v.optional(amount),
    monthly: v.optional(amount),
    gate: v.pipe(v.string(), v.regex(/^[\w-]{11}$/)),
    label: v.optional(
      v.strictObject({
        event: whole,
        at: whole,
        approves: v.union([v.picklist(VOID_REASONS), amount]),
        monthly: v.optional(amount),
      }),
    ),
  }),
);

/**
 * The line for a state. It holds nothing that can end the HTML comment early.
 *
 * @param comment the marker's line, then the visible text
 */
export function serializeState(state: CommentState, seal: Seal, comment: string): string {
  return lineFor(jsonFor(state), digest(normalized(withoutMarker(comment))), seal);
}

function lineFor(json: string, text: string, seal: Seal): string {
  return `<!-- babysea-budget-gate-state: ${json} ${text} ${seal(json, text)} -->`;
}

function jsonFor({ revision, commit, cost, monthly, gate, label }: CommentState): string {
  const { event, at, approves, monthly: approvedMonthly } = label ?? {};
  const record = label && { event, at, approves, monthly: approvedMonthly };
  return JSON.stringify({ revision, commit, cost, monthly, gate, label: record });
}

function withoutMarker(comment: string): string {
  return comment.slice(comment.indexOf('\n') + 1);
}

export interface ParsedState extends CommentState {
  /** Whether the visible text is the one that the state was written with. */
  readonly isShown: boolean;
}

/**
 * The state of a comment, only where it is exactly what {@link serializeState} writes with this seal.
 *
 * @param seal `undefined` without an API key: then the code is not checked, and the state must not approve anything
 */
export function parseState(body: string, seal: Seal | undefined): ParsedState | undefined {
  const { stateLine, json, text = '', code = '', visible } = partsOf(body);
  const parsed = v.safeParse(stateSchema, json);
  if (!parsed.success) return undefined;
  const state = { cost: undefined, monthly: undefined, label: undefined, ...parsed.output };
  if (lineFor(jsonFor(state), text, seal ?? (() => code)) !== stateLine) return undefined;
  return { ...state, isShown: text === digest(visible) };
}

export interface KeptComment {
  readonly body: string;
  /** ISO 8601, by GitHub's clock. */
  readonly updatedAt: string;
}

export interface Recalled extends Remembered {
  readonly newest: CommentState | undefined;
}

/**
 * What the gate's comments on a pull request remember.
 *
 * @param own oldest first
 * @param event the id of the current label event; if comments differ about it, the lower approval counts
 */
export function recall(own: readonly KeptComment[], seal: Seal | undefined, event: number | undefined): Recalled {
  const states = own.map(({ body, updatedAt }) => {
    const state = parseState(body, seal);
    return state && { ...state, at: Date.parse(updatedAt) || 0 };
  });
  const known = states.filter((state) => state !== undefined);
  // Of two with the same revision, the later comment.
  const newest = known.toSorted((a, b) => a.revision - b.revision).at(-1);
  // A text that was written without the key, or edited, has no valid state.
  const isUnverified = own.length > 0 && (states.at(-1)?.isShown !== true || newest?.isShown !== true);
  if (newest === undefined) return { ...NOTHING_REMEMBERED, isUnverified, newest };
  const records = known.flatMap(({ label }) => label ?? []).filter((label) => label.event === event);
  const { cost, monthly, commit, at } = newest;
  return {
    record: records.length > 0 ? records.reduce(lowerOf) : newest.label,
    shown: { cost, monthly, commit, at },
    isUnverified,
    newest,
  };
}

/** The next state; its revision grows only if something changed. */
export function nextState(before: CommentState | undefined, now: Omit<CommentState, 'revision'>): CommentState {
  const revision = before?.revision ?? 0;
  const unchanged = { ...now, revision };
  const isSame = before !== undefined && jsonFor(before) === jsonFor(unchanged);
  return isSame ? unchanged : { ...now, revision: revision + 1 };
}

/**
 * A digest of the report and its origin, without the parts that differ between two runs with the same result.
 *
 * @param redact removes secrets first, so that the digest reveals nothing about them
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
 * @param comment the marker's line, then the visible text
 * @param result from {@link digestOfReport}
 * @param stateLine from {@link serializeState}; `undefined` without a state
 */
export function withHiddenLines(comment: string, result: string, stateLine: string | undefined): string {
  const [marker = '', ...visible] = comment.split('\n');
  const content = `<!-- babysea-budget-gate-content: ${result} ${digest(normalized(visible.join('\n')))} -->`;
  return [marker, content, ...(stateLine === undefined ? [] : [stateLine]), ...visible].join('\n');
}

/** Whether a comment has the result and the state of a new one, and nobody has edited it. */
export function hasSameContent(current: string, fresh: string): boolean {
  const [now, next] = [partsOf(current), partsOf(fresh)];
  // The codes of the state depend on the link to the run.
  if (now.result === undefined || now.result !== next.result || now.json !== next.json) return false;
  return now.shown === digest(now.visible);
}

/** The line of the state, valid or not. */
export function stateLineOf(body: string): string | undefined {
  return partsOf(body).stateLine;
}

/** The parts of a comment, valid or not: of its content line and its state line, and the visible text. */
function partsOf(body: string) {
  const [, content = '', second = '', ...others] = normalized(body).split('\n');
  const [, result, shown] = CONTENT_LINE.exec(content) ?? [];
  const [stateLine, json, text, code] = STATE_LINE.exec(second) ?? [];
  const visible = stateLine === undefined ? [second, ...others] : others;
  return { result, shown, stateLine, json, text, code, visible: visible.join('\n') };
}

/** GitHub may return a comment with other line ends, and without the last one. */
function normalized(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
