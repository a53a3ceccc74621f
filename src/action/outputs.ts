import type { CurrentComment } from '../github/comment.ts';
import { stepOutputs } from '../report/outputs.ts';
import type { Report } from '../report/schema.ts';

interface OutputOptions {
  /** The path of the JSON report, if it was written. */
  readonly reportPath: string | undefined;
  readonly matrix: string;
  readonly comment: CurrentComment | undefined;
}

type OutputName = keyof ReturnType<typeof stepOutputs> | 'report' | 'matrix' | 'comment-id' | 'comment-url';

/** The outputs after an internal error. */
export const ERROR_OUTPUTS: Readonly<Record<OutputName, string>> = {
  verdict: 'error',
  'total-cost': '',
  'baseline-cost': '',
  'cost-change': '',
  balance: '',
  'remaining-balance': '',
  shortfall: '',
  'generation-count': '',
  violations: '[]',
  report: '',
  matrix: '',
  'comment-id': '',
  'comment-url': '',
};

/** Every output of the step. */
export function outputsOf(
  report: Report,
  { reportPath, matrix, comment }: OutputOptions,
): Readonly<Record<OutputName, string>> {
  return {
    ...stepOutputs(report),
    report: reportPath ?? '',
    matrix,
    'comment-id': String(comment?.id ?? ''),
    'comment-url': comment?.url ?? '',
  };
}
