import type { Comparison, LineChange, PlanChange } from '../baseline/compare.ts';
import { monthlyCostOf, type PricedLine, type PricedPlan } from '../pricing/price-plan.ts';
import type { LineChangeData, RemovedLine, Report, ReportPlan } from './schema.ts';

/** A plan as the report holds it, beside its baseline where it is compared. */
export function reportPlan(priced: PricedPlan, change: PlanChange | undefined): ReportPlan {
  const { plan, lines, cost, generationCount } = priced;
  const baselineCost = change?.baselineCost;
  return {
    file: plan.file,
    name: plan.name ?? null,
    cost: cost ?? null,
    generation_count: generationCount,
    runs_per_month: plan.runsPerMonth ?? null,
    monthly_cost: monthlyCostOf(priced) ?? null,
    is_new: change?.isNew ?? null,
    baseline_cost: baselineCost ?? null,
    cost_change: (baselineCost && cost?.minus(baselineCost)) ?? null,
    lines: lines.map((line) => ({ ...reportLine(line), change: reportChange(change?.lines.get(line.line)) })),
    removed_lines: change?.removed.map(reportLine) ?? [],
  };
}

/** A plan that is gone, as it was. */
export function reportDeleted({ plan, lines }: PricedPlan, { costs }: Comparison): Report['deleted_plans'][number] {
  const { file, name } = plan;
  return { file, name: name ?? null, baseline_cost: costs.get(file) ?? null, lines: lines.map(reportLine) };
}

function reportLine({ line, unitCost, cost }: PricedLine): RemovedLine {
  return {
    id: line.id,
    model: line.model,
    duration: line.settings.duration ?? null,
    resolution: line.settings.resolution ?? null,
    audio: line.settings.audio ?? null,
    count: line.count,
    count_from: line.countFrom ?? null,
    outputs: line.outputs,
    unit_cost: unitCost ?? null,
    cost: cost ?? null,
  };
}

function reportChange(change: LineChange | undefined): LineChangeData | null {
  if (change === undefined) return null;
  const { kind, settings, movedFrom, costChange } = change;
  return {
    kind,
    settings: settings.map(({ key, from, to }) => ({ key, from: from ?? null, to: to ?? null })),
    moved_from: movedFrom ?? null,
    cost_change: costChange ?? null,
  };
}
