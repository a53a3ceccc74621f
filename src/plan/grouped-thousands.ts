import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import type { LazyDiagnostic } from './diagnostics.ts';
import type { PlanDocument, PlanPath } from './yaml-document.ts';

/** `1.000`, `1.000.000` */
const GROUPED = /^[1-9]\d{0,2}(?:\.000)+$/;
const COUNTS: ReadonlySet<string> = new Set([
  'count',
  'outputs',
  'generation_output_number',
  'runs_per_month',
  'max_generations',
]);

/**
 * Counts that are written as `1.000`. YAML reads 1, but in many countries it means a thousand: the gate refuses it, since it
 * would price too little.
 */
export function groupedThousands(plan: object, document: PlanDocument): LazyDiagnostic[] {
  return document.includes('.000') ? search(plan, document, []) : [];
}

function search(data: unknown, document: PlanDocument, path: PlanPath): LazyDiagnostic[] {
  if (typeof data === 'number') return diagnosticsOf(data, document, path);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const isOther = path.at(-1) === 'params' && key !== 'generation_output_number';
    return isOther ? [] : search(value, document, [...path, Array.isArray(data) ? Number(key) : key]);
  });
}

function diagnosticsOf(number: number, document: PlanDocument, path: PlanPath): LazyDiagnostic[] {
  const key = path.findLast((step) => typeof step === 'string');
  const written = key !== undefined && COUNTS.has(key) && Number.isInteger(number) ? document.textOf(path) : '';
  if (!GROUPED.test(written)) return [];
  const whole = written.replaceAll('.', '');
  const describe = (): Diagnostic => ({
    severity: 'error',
    message: say`${String(key)}: ${written} is ${number} in YAML, but ${Number(whole)} in many countries.`,
    help: say`Write ${whole} or ${String(number)}.`,
    place: document.placeOf(path),
  });
  return [{ path, kind: 'thousands', describe }];
}
