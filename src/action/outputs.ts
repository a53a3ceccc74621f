import * as core from '@actions/core';
import type { CurrentComment } from '../github/comment.ts';
import { stepOutputs } from '../report/outputs.ts';
import type { Report } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorMessage } from '../shared/errors.ts';
import { say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';

interface OutputOptions {
  /** The path of the JSON report, if it was written. */
  readonly reportPath: string | undefined;
  readonly matrix: string;
  readonly comment: CurrentComment | undefined;
  readonly redact: Redact;
}

type OutputName = keyof ReturnType<typeof stepOutputs> | 'report' | 'matrix' | 'comment-id' | 'comment-url';

/** The outputs after an internal error. */
const ERROR_OUTPUTS: Readonly<Record<OutputName, string>> = {
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

/** Sets every output of the step. Without them, later steps do not know the verdict: that is an error. */
export function setOutputs(
  report: Report,
  { reportPath, matrix, comment, redact }: OutputOptions,
): Diagnostic | undefined {
  const outputs: Readonly<Record<OutputName, string>> = {
    ...stepOutputs(report),
    report: reportPath ?? '',
    matrix,
    'comment-id': String(comment?.id ?? ''),
    'comment-url': comment?.url ?? '',
  };
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, redact(value));
    return undefined;
  } catch (error) {
    const reason = errorMessage(error);
    return {
      severity: 'error',
      message: say`The outputs could not be written (${reason}), so the step fails: later steps would not know the verdict.`,
      help: say`The runner makes the file and names it in ${'GITHUB_OUTPUT'}. Do not change that variable, and do not delete the file.`,
    };
  }
}

/** Sets the outputs of a step that ends by an internal error, if they can be written. */
export function setErrorOutputs(): void {
  try {
    for (const [name, value] of Object.entries(ERROR_OUTPUTS)) core.setOutput(name, value);
  } catch {
    // The step fails in any case.
  }
}
