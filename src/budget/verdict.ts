import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import type { Violation } from './violation.ts';

export const VERDICTS = ['pass', 'warn', 'fail', 'error'] as const;

/** `error` means that the gate could not know; it then fails, it never passes. */
export type Verdict = (typeof VERDICTS)[number];

/** The verdict: what is not known weighs most, then what fails, then what warns. */
export function verdictOf(violations: readonly Violation[], problems: readonly Diagnostic[]): Verdict {
  if (hasErrors(problems)) return 'error';
  if (violations.some(({ severity }) => severity === 'fail')) return 'fail';
  return violations.length > 0 ? 'warn' : 'pass';
}

/** Whether the step fails. */
export function failsStep(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'error';
}
