import { isMap, parseDocument } from 'yaml';
import { INLINE_PLAN } from '../plan/plan.ts';
import type { PlanSource } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { PlanFiles } from './plan-files.ts';

/** The most plan files of a step; the contract's limit. */
const MOST_PLANS = 100;

/** How a door speaks of what names the plan files. */
export interface PlanWords {
  /** As the beginning of a sentence, and within one. */
  readonly subject: Message;
  readonly object: Message;
}

const INPUT: PlanWords = { subject: say`The input ${'plan'}`, object: say`the input ${'plan'}` };

/**
 * The plans that the input `plan` means: files by paths or globs, or the input's own text where that is a YAML mapping.
 * A secret in a plan is hidden before anything shows it.
 */
export async function readPlans(
  place: PlanFiles,
  input: string,
  redact: Redact,
): Promise<{ plans: PlanSource[]; problems: Diagnostic[] }> {
  const patterns = patternsOf(input);
  if (patterns !== undefined) return readPlanFiles(place, patterns, redact);
  return { plans: [{ file: INLINE_PLAN, text: redact(input), countRecords: place.countRecords }], problems: [] };
}

/** The plans in the files that paths and patterns mean; `!` leaves out what it matches. */
export async function readPlanFiles(
  { find, read: readFile, countRecords }: PlanFiles,
  patterns: readonly string[],
  redact: Redact,
  { subject, object }: PlanWords = INPUT,
): Promise<{ plans: PlanSource[]; problems: Diagnostic[] }> {
  const found = await find(patterns);
  if ('problem' in found) return { plans: [], problems: [found.problem] };
  const { files, missing } = found;
  const problems = missing.map(
    (pattern): Diagnostic => ({
      severity: 'error',
      message: say`No file of the workspace matches ${pattern}, which ${object} names.`,
      help: prose('Patterns are relative to the workspace; `**` stands for any number of folders.'),
    }),
  );
  if (files.length === 0 && problems.length === 0) {
    const message = say`${subject} leaves no plan file: everything that it names is left out again.`;
    problems.push({ severity: 'error', message, help: say`Correct the patterns that begin with ${'!'}.` });
  }
  if (files.length > MOST_PLANS) {
    const message = say`${subject} means ${files.length} files; ${MOST_PLANS} are the most.`;
    return { plans: [], problems: [{ severity: 'error', message, help: prose('Judge them in several runs.') }] };
  }
  const plans: PlanSource[] = [];
  for (const file of files) {
    const read = await readFile(file);
    if ('text' in read) plans.push({ file, text: redact(read.text), countRecords });
    else problems.push(read.problem);
  }
  return { plans, problems };
}

/** The paths and patterns of the input; `undefined` where it is a plan itself. */
export function patternsOf(input: string): readonly string[] | undefined {
  if (isInline(input)) return undefined;
  return input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A list of paths is YAML too, but no mapping. */
function isInline(input: string): boolean {
  return input.includes(':') && isMap(parseDocument(input, { logLevel: 'silent' }).contents);
}
