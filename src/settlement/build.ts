import type { Verdict } from '../budget/rules.ts';
import { reportDiagnostic } from '../report/build.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Matched, Tally } from './match.ts';
import type { Planned, PlannedLine } from './planned.ts';
import type { Settlement } from './schema.ts';
import { type SettleDiagnostic, SIGNS } from './signs.ts';

/** The ids of a group of other records that the settlement keeps. */
const MAX_IDS = 100;

export interface SettlementData {
  readonly time: Date;
  /** `undefined` where records were read by id. */
  readonly since: Date | undefined;
  readonly planned: Planned | undefined;
  /** `undefined` unless all records could be read. */
  readonly matched?: Matched | undefined;
  /** USD */
  readonly balanceNow?: Usd | undefined;
  readonly diagnostics: readonly SettleDiagnostic[];
  /** Whether the overrun is larger than the workflow allows. */
  readonly fails?: boolean;
}

/** Puts the settlement together. A figure that is known is in it, whatever the verdict. */
export function buildSettlement(data: SettlementData): Settlement {
  const { time, since, planned, matched, balanceNow, diagnostics, fails = false } = data;
  const { lines = [], others = [], total } = matched ?? {};
  const unplanned = others.filter(({ isPlannedModel }) => !isPlannedModel);
  const verdict = verdictOf(diagnostics, fails);
  return {
    schema_version: 1,
    verdict,
    headline: headlineOf(verdict, planned, total, diagnostics),
    time: time.toISOString(),
    since: since?.toISOString() ?? null,
    planned_cost: planned?.cost ?? null,
    settled_cost: total?.settled_cost ?? null,
    reserved_cost: total?.reserved_cost ?? null,
    difference: (total?.settled_cost && planned?.cost.minus(total.settled_cost)) ?? null,
    balance_before: planned?.balance ?? null,
    balance_now: balanceNow ?? null,
    unexplained_cost: unexplainedCost(planned, balanceNow, total),
    records: total ? total.succeeded + total.failed + total.canceled + total.pending : null,
    succeeded: total?.succeeded ?? null,
    failed: total?.failed ?? null,
    canceled: total?.canceled ?? null,
    pending: total?.pending ?? null,
    unplanned: matched ? unplanned.reduce((sum, { ids }) => sum + ids.length, 0) : null,
    lines: lines.map(({ line, tally }) => ({
      plan: line.plan,
      id: line.id,
      ...settingsOf(line),
      count: line.count,
      unit_cost: line.unitCost,
      planned_cost: line.cost,
      ...tally,
      difference: line.cost.minus(tally.settled_cost ?? Usd.zero),
    })),
    others: others.map((other) => ({
      kind: other.isPlannedModel ? 'other_settings' : 'unplanned',
      ...settingsOf(other),
      generation_ids: other.ids.slice(0, MAX_IDS),
      unit_cost: other.unitCost ?? null,
      ...other.tally,
    })),
    findings: inOrder(diagnostics).map(({ sign, ...one }) => ({ sign: sign ?? null, ...reportDiagnostic(one) })),
  };
}

/** Errors, then warnings, then notices, each in the order of the signs. */
function inOrder(diagnostics: readonly SettleDiagnostic[]): SettleDiagnostic[] {
  const rank = ({ severity, sign }: SettleDiagnostic) =>
    ['error', 'warning', 'notice'].indexOf(severity) * 100 + (sign === undefined ? -1 : SIGNS.indexOf(sign));
  return diagnostics.toSorted((a, b) => rank(a) - rank(b));
}

/** Adds what happened after the verdict was known. */
export function withDiagnostics(settlement: Settlement, added: readonly (Diagnostic | undefined)[]): Settlement {
  const known = added.filter((diagnostic) => diagnostic !== undefined);
  const findings = known.map((diagnostic) => ({ sign: null, ...reportDiagnostic(diagnostic) }));
  return { ...settlement, findings: [...settlement.findings, ...findings] };
}

/** USD that neither the computed charges nor what is reserved explain; `null` where a part of it is unknown. */
export function unexplainedCost(
  planned: Planned | undefined,
  balanceNow: Usd | undefined,
  total: Tally | undefined,
): Usd | null {
  if (!planned?.balance || !balanceNow || !total?.settled_cost || !total.reserved_cost) return null;
  return planned.balance.minus(balanceNow).minus(total.settled_cost).minus(total.reserved_cost);
}

function verdictOf(diagnostics: readonly Diagnostic[], fails: boolean): Verdict {
  const has = (level: Diagnostic['severity']) => diagnostics.some(({ severity }) => severity === level);
  if (has('error')) return 'error';
  return fails ? 'fail' : has('warning') ? 'warn' : 'pass';
}

function headlineOf(
  verdict: Verdict,
  planned: Planned | undefined,
  total: Tally | undefined,
  diagnostics: readonly Diagnostic[],
): Message {
  const count = (level: Diagnostic['severity']) =>
    plural(diagnostics.filter(({ severity }) => severity === level).length, level);
  if (verdict === 'error' || !planned || !total?.settled_cost || !total.reserved_cost) {
    return say`What was generated could not be compared with the plan: ${count('error')}.`;
  }
  const difference = planned.cost.minus(total.settled_cost);
  const reserved = total.reserved_cost.isZero ? undefined : say`, ${total.reserved_cost} still reserved`;
  const compared = difference.isZero
    ? prose('as planned')
    : difference.isNegative
      ? say`${Usd.zero.minus(difference)} more than planned`
      : say`${difference} less than planned`;
  const figures = say`${planned.cost} planned, ${total.settled_cost} in computed charges${reserved}: ${compared}`;
  if (verdict === 'pass') return say`${figures}.`;
  if (verdict === 'warn') return say`${figures}, with ${count('warning')}.`;
  return say`${figures}, above what ${'max-overrun'} allows.`;
}

function settingsOf({ model, settings, outputs }: Pick<PlannedLine, 'model' | 'settings' | 'outputs'>) {
  const { duration, resolution, audio } = settings;
  return { model, duration: duration ?? null, resolution: resolution ?? null, audio: audio ?? null, outputs };
}
