import type { Verdict } from '../budget/rules.ts';
import { reportDiagnostic } from '../report/build.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { LineTally, Matched, OtherTally, Tally } from './match.ts';
import type { Planned, PlannedLine } from './planned.ts';
import type { Settlement, SettlementLine, SettlementOther } from './schema.ts';
import type { Finding } from './signs.ts';

/** The ids of a group of other records that the settlement keeps. */
const MAX_IDS = 100;

export interface SettlementData {
  readonly time: Date;
  /** `undefined` where records were read by id. */
  readonly since: Date | undefined;
  readonly planned: Planned | undefined;
  /** `undefined` unless all records could be read. */
  readonly matched: Matched | undefined;
  /** USD */
  readonly balanceNow: Usd | undefined;
  readonly findings: readonly Finding[];
  /** Whether the overrun is larger than the workflow allows. */
  readonly fails: boolean;
}

/** Puts the settlement together. A figure that is known is in it, whatever the verdict. */
export function buildSettlement({
  time,
  since,
  planned,
  matched,
  balanceNow,
  findings,
  fails,
}: SettlementData): Settlement {
  const { total } = matched ?? {};
  const verdict = verdictOf(findings, fails);
  const difference = total?.settled && planned?.cost.minus(total.settled);
  return {
    schema_version: 1,
    verdict,
    headline: headlineOf(verdict, planned, total, findings),
    time: time.toISOString(),
    since: since?.toISOString() ?? null,
    planned_cost: planned?.cost ?? null,
    settled_cost: total?.settled ?? null,
    reserved_cost: total?.reserved ?? null,
    difference: difference ?? null,
    balance_before: planned?.balance ?? null,
    balance_now: balanceNow ?? null,
    unexplained_cost: unexplainedCost(planned, balanceNow, total) ?? null,
    records: total ? total.succeeded + total.failed + total.canceled + total.running : null,
    succeeded: total?.succeeded ?? null,
    failed: total?.failed ?? null,
    canceled: total?.canceled ?? null,
    pending: total?.running ?? null,
    unplanned: matched
      ? matched.others.filter(({ isPlannedModel }) => !isPlannedModel).reduce((sum, { ids }) => sum + ids.length, 0)
      : null,
    lines: matched?.lines.map(lineOf) ?? [],
    others: matched?.others.map(otherOf) ?? [],
    findings: inOrder(findings).map(({ sign, ...diagnostic }) => ({
      sign: sign ?? null,
      ...reportDiagnostic(diagnostic),
    })),
  };
}

/** USD that neither the computed charges nor what is reserved explain; `undefined` where a part of it is unknown. */
export function unexplainedCost(
  planned: Planned | undefined,
  balanceNow: Usd | undefined,
  total: Tally | undefined,
): Usd | undefined {
  if (planned?.balance === undefined || balanceNow === undefined) return undefined;
  if (total?.settled === undefined || total.reserved === undefined) return undefined;
  return planned.balance.minus(balanceNow).minus(total.settled).minus(total.reserved);
}

function verdictOf(findings: readonly Finding[], fails: boolean): Verdict {
  const has = (level: Finding['severity']) => findings.some(({ severity }) => severity === level);
  if (has('error')) return 'error';
  return fails ? 'fail' : has('warning') ? 'warn' : 'pass';
}

const LEVELS = ['error', 'warning', 'notice'];

function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => LEVELS.indexOf(a.severity) - LEVELS.indexOf(b.severity));
}

function headlineOf(
  verdict: Verdict,
  planned: Planned | undefined,
  total: Tally | undefined,
  findings: readonly Finding[],
): Message {
  const count = (level: Finding['severity'], word: string) =>
    plural(findings.filter(({ severity }) => severity === level).length, word);
  if (verdict === 'error' || planned === undefined || !total?.settled || !total.reserved) {
    return say`What was generated could not be compared with the plan: ${count('error', 'error')}.`;
  }
  const difference = planned.cost.minus(total.settled);
  const reserved = total.reserved.isZero ? undefined : say`, ${total.reserved} still reserved`;
  const compared = difference.isZero
    ? prose('as planned')
    : difference.isNegative
      ? say`${Usd.zero.minus(difference)} more than planned`
      : say`${difference} less than planned`;
  const figures = say`${planned.cost} planned, ${total.settled} in computed charges${reserved}: ${compared}`;
  if (verdict === 'pass') return say`${figures}.`;
  if (verdict === 'warn') return say`${figures}, with ${count('warning', 'warning')}.`;
  return say`${figures}, above what ${'max-overrun'} allows.`;
}

function lineOf({ line, ...tally }: LineTally): SettlementLine {
  return {
    plan: line.plan,
    id: line.id,
    ...settingsOf(line),
    count: line.count,
    unit_cost: line.unitCost,
    planned_cost: line.cost,
    ...countsOf(tally),
    difference: line.cost.minus(tally.settled ?? Usd.zero),
  };
}

function otherOf(other: OtherTally): SettlementOther {
  return {
    kind: other.isPlannedModel ? 'other_settings' : 'unplanned',
    ...settingsOf(other),
    generation_ids: other.ids.slice(0, MAX_IDS),
    unit_cost: other.unitCost ?? null,
    ...countsOf(other),
  };
}

function settingsOf({ model, settings, outputs }: Pick<PlannedLine, 'model' | 'settings' | 'outputs'>) {
  const { duration, resolution, audio } = settings;
  return { model, duration: duration ?? null, resolution: resolution ?? null, audio: audio ?? null, outputs };
}

function countsOf({ succeeded, failed, canceled, running, settled, reserved }: Tally) {
  return {
    succeeded,
    failed,
    canceled,
    pending: running,
    settled_cost: settled ?? null,
    reserved_cost: reserved ?? null,
  };
}
