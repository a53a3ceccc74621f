export const VERDICTS = ['pass', 'warn', 'fail', 'error'] as const;

/** `error` means that the gate could not find out; it then fails, it never passes. */
export type Verdict = (typeof VERDICTS)[number];

/** Whether the step fails. */
export function failsStep(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'error';
}
