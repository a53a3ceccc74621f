import { lstatSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { type LoadedPlans, loadPlanFiles, NO_PLANS } from '../files/load-plans.ts';
import { isPattern } from '../files/plan-patterns.ts';
import { readPlanFile } from '../files/read-file.ts';
import { countRecords } from '../files/records/count-records.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { SHARED_DEFAULTS } from '../options.ts';
import { STANDARD_INPUT_PLAN } from '../plan/plan.ts';
import type { PlanSource } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode } from '../shared/helpers.ts';
import { prose, say } from '../shared/message.ts';
import type { Shell } from './console.ts';
import { PLAN_WORDS } from './options.ts';

/** The argument that stands for standard input. */
const STANDARD_INPUT = '-';

export function namesStandardInput(named: readonly string[]): boolean {
  return named.includes(STANDARD_INPUT);
}

/**
 * The plans that the arguments name: files, patterns, standard input. Never rejects because of what they hold.
 *
 * @param signal ends the search, and the wait for standard input
 */
export async function loadNamedPlans(
  named: readonly string[],
  shell: Shell,
  signal: AbortSignal,
): Promise<LoadedPlans> {
  const paths = named.filter((name) => name !== STANDARD_INPUT);
  const refused = paths.flatMap((path) => refusedPath(path, shell.folder) ?? []);
  const usable = paths.filter((path) => refusedPath(path, shell.folder) === undefined);
  const options = { source: workspaceFiles(shell.workspace), words: PLAN_WORDS, redact: shell.redact, signal };
  const loaded = usable.length === 0 ? NO_PLANS : await loadPlanFiles(usable.map(shell.patternOf), options);
  const input = namesStandardInput(named) ? await loadStandardInput(shell, signal) : undefined;
  const isPlan = input !== undefined && 'text' in input;
  return {
    ...loaded,
    plans: [...loaded.plans, ...(isPlan ? [input] : [])],
    diagnostics: [...refused, ...loaded.diagnostics, ...(isPlan || input === undefined ? [] : [input])],
  };
}

/** Folders and empty arguments, which a shell's variable easily becomes. */
function refusedPath(path: string, folder: string): Diagnostic | undefined {
  if (path.trim() === '') {
    const help = say`A variable of the shell may not be set. Name a plan file, such as ${SHARED_DEFAULTS.plan}.`;
    return { severity: 'error', message: prose('The path of a plan is empty.'), help };
  }
  if (path.startsWith('!') || isPattern(path) || !isFolder(resolve(folder, path))) return undefined;
  const inIt = (name: string) => posix.join(path.replaceAll('\\', '/'), name);
  return {
    severity: 'error',
    message: say`${path} is a folder, not a file.`,
    help: say`Name the plan in it, such as ${inIt(SHARED_DEFAULTS.plan)}, or a pattern in quotes: ${`'${inIt('**/*.yml')}'`}.`,
  };
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function loadStandardInput(shell: Shell, signal: AbortSignal): Promise<PlanSource | Diagnostic> {
  const files = workspaceFiles(shell.workspace);
  const source = { ...files, read: (_: string, maxBytes: number) => shell.readInput(maxBytes, signal) };
  try {
    const read = await readPlanFile(source, STANDARD_INPUT_PLAN);
    if (!('text' in read)) return { severity: 'error', ...read };
    return {
      file: STANDARD_INPUT_PLAN,
      dataFolder: shell.patternOf('.'),
      text: shell.redact(read.text),
      root: '',
      countRecords: (path) => countRecords(files, path, '', signal),
    };
  } catch (error) {
    if (signal.aborted) {
      const message = prose('Time ran out while the gate read a plan from standard input.');
      return {
        severity: 'error',
        message,
        help: say`Pipe a plan into it: ${`cat plan.yml | ${shell.command} check -`}.`,
      };
    }
    const message = say`Standard input cannot be read (${errorCode(error)}).`;
    return {
      severity: 'error',
      message,
      help: say`Redirect a file or a pipe into it: ${`${shell.command} check - < plan.yml`}.`,
    };
  }
}
