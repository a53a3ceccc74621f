import { isMap, parseDocument } from 'yaml';
import { INLINE_PLAN } from '../plan/plan.ts';
import type { PlanSource } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { findPlanFiles, type PlanFile } from './find-plan-files.ts';
import { type PlanPatterns, parsePlanPatterns } from './plan-patterns.ts';
import { readPlanFile } from './read-file.ts';
import { countRecords } from './records/count-records.ts';
import { type FileSource, UnreadableError } from './source.ts';

/** Plan files of one run. */
const MAX_PLAN_FILES = 100;

/** Paths that cannot be used are named one by one up to this number. */
const MAX_REFUSED = 100;

/** What the Action and the command line call the option that names the plan files. */
export interface PlanWords {
  /** As the beginning of a sentence. */
  readonly subject: Message;
  /** What to do about a path at which there is no file. */
  readonly ifMissing: Message;
}

export const ACTION_WORDS: PlanWords = {
  subject: say`The input ${'plan'}`,
  ifMissing: say`Check the input ${'plan'}, and that ${'actions/checkout'} runs before this step.`,
};

/** The texts of the plans of a run, and what is wrong with their paths. */
export interface LoadedPlans {
  readonly plans: readonly PlanSource[];
  /** Where each plan file was found; none for an inline plan. */
  readonly files: readonly PlanFile[];
  /** Every checkout folder that was seen. */
  readonly checkouts: readonly string[];
  /** `undefined` for an inline plan. */
  readonly patterns: PlanPatterns | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_PLANS: LoadedPlans = { plans: [], files: [], checkouts: [], patterns: undefined, diagnostics: [] };

export interface LoadOptions {
  readonly source: FileSource;
  /** The absolute path of the workspace, if paths may be written with it. */
  readonly workspace?: string | undefined;
  readonly words: PlanWords;
  /** Hides secrets in a plan before anything shows it. */
  readonly redact: Redact;
  readonly signal?: AbortSignal | undefined;
}

/** The plans of the input `plan`: files by paths or patterns, or its own text if that is a YAML mapping. */
export async function loadPlans(input: string, options: LoadOptions): Promise<LoadedPlans> {
  if (!isInlinePlan(input)) {
    const lines = input.split('\n').map((line) => line.trim());
    return loadPlanFiles(lines.filter(Boolean), options);
  }
  const { source, redact, signal } = options;
  const countIn = (path: string) => countRecords(source, path, '', signal);
  const plans = [{ file: INLINE_PLAN, text: redact(input), root: '', countRecords: countIn }];
  return { ...NO_PLANS, plans };
}

/** The plans in the files that paths and patterns name. Never rejects because of what the files hold. */
export async function loadPlanFiles(lines: readonly string[], options: LoadOptions): Promise<LoadedPlans> {
  const { source, workspace, words, redact, signal } = options;
  const { patterns, diagnostics } = parsePlanPatterns(lines, workspace);
  const nothing = { ...NO_PLANS, patterns };
  if (diagnostics.length > 0) return { ...nothing, diagnostics };
  try {
    const found = await findPlanFiles(source, patterns, words.ifMissing, signal);
    const { files, checkouts } = found;
    diagnostics.push(...found.refused.slice(0, MAX_REFUSED).map(({ diagnostic }) => diagnostic));
    if (found.refused.length > MAX_REFUSED) diagnostics.push(moreRefused(found.refused.length - MAX_REFUSED));
    diagnostics.push(...found.unmatched.map((pattern) => withoutMatch(pattern, source)));
    if (files.length === 0 && diagnostics.length === 0) diagnostics.push(everythingExcluded(words));
    if (files.length > MAX_PLAN_FILES) return { ...nothing, diagnostics: [tooMany(files.length, words)] };
    const plans: PlanSource[] = [];
    const readFiles: PlanFile[] = [];
    for (const file of files) {
      const { path, checkout } = file;
      const read = await readPlanFile(source, path);
      if (!('text' in read)) diagnostics.push({ severity: 'error', ...read });
      else {
        const countIn = (dataFile: string) => countRecords(source, dataFile, checkout, signal);
        plans.push({ file: path, text: redact(read.text), root: checkout, countRecords: countIn });
        readFiles.push({ ...file, blobs: read.blobs });
      }
    }
    return { plans, files: readFiles, checkouts, patterns, diagnostics };
  } catch (error) {
    if (signal?.aborted) return { ...nothing, diagnostics: [...diagnostics, outOfTime()] };
    if (!(error instanceof UnreadableError)) throw error;
    return { ...nothing, diagnostics: [...diagnostics, { severity: 'error', message: error.said, help: error.help }] };
  }
}

function withoutMatch(pattern: string, source: FileSource): Diagnostic {
  return {
    severity: 'error',
    message: say`No file of ${source.name} matches ${pattern}.`,
    help: say`Patterns are relative to the root; ${'**'} stands for any number of folders.`,
  };
}

function everythingExcluded({ subject }: PlanWords): Diagnostic {
  const message = say`${subject} excludes every plan file that it names.`;
  return { severity: 'error', message, help: say`Correct the patterns that begin with ${'!'}.` };
}

function moreRefused(count: number): Diagnostic {
  const message = say`${plural(count, 'more path')} cannot be used as plan files.`;
  return { severity: 'error', message, help: prose('Correct those above first, or use a narrower pattern.') };
}

function tooMany(count: number, { subject }: PlanWords): Diagnostic {
  const message = say`${subject} names ${plural(count, 'file')}; at most ${MAX_PLAN_FILES} are checked in one run.`;
  return { severity: 'error', message, help: prose('Split them into several runs.') };
}

function outOfTime(): Diagnostic {
  const message = prose('Time ran out while the gate searched for plan files.');
  return { severity: 'error', message, help: say`Use patterns that begin with a folder, or raise ${'timeout'}.` };
}

/** A list of paths is YAML, too, but not a mapping. */
function isInlinePlan(input: string): boolean {
  return input.includes(':') && isMap(parseDocument(input, { logLevel: 'silent' }).contents);
}
