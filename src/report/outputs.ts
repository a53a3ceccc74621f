import type { Report } from './schema.ts';

/** The step's outputs that the report decides; empty text where a figure is unknown. */
export function outputsOf(report: Report) {
  return {
    verdict: report.verdict,
    'total-cost': report.total_cost?.toString() ?? '',
    'baseline-cost': report.baseline_cost?.toString() ?? '',
    'cost-change': report.cost_change?.toString() ?? '',
    balance: report.balance?.toString() ?? '',
    'remaining-balance': report.remaining_balance?.toString() ?? '',
    shortfall: report.shortfall?.toString() ?? '',
    'generation-count': report.generation_count?.toString() ?? '',
    violations: JSON.stringify([...new Set(report.violations.map(({ rule }) => rule))]),
  };
}
