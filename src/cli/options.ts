import { GATE_DEFAULTS, type GateInputs, inputReader, readGateInputs } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import { oneOf } from '../shared/option-checks.ts';
import { INPUT_WORDS, KEY_VARIABLE } from './labels.ts';

export const CHECK_FORMATS = ['table', 'markdown', 'json', 'github'] as const;
export const VALIDATE_FORMATS = ['table', 'json', 'github'] as const;
export const DEFAULT_FORMAT = 'table';

/** Options as they were given, by their long names without dashes; a flag is `true` or `false`. */
export type Given = Readonly<Record<string, string | undefined>>;

export interface CheckOptions {
  readonly inputs: GateInputs;
  readonly format: (typeof CHECK_FORMATS)[number];
  /** The commit to compare with and to be judged by, as Git names it. */
  readonly baseline: string | undefined;
}

/** Reads the options of `check`, by the checks of the step's inputs; the key comes from the environment alone. */
export function readCheckOptions(
  given: Given,
  env: Readonly<Record<string, string | undefined>>,
): { options: CheckOptions; problems: readonly Diagnostic[] } {
  const get = (name: string) => (name === 'api-key' ? env[KEY_VARIABLE] : given[name]) ?? '';
  const reader = inputReader(get, { ...GATE_DEFAULTS, format: DEFAULT_FORMAT }, INPUT_WORDS);
  const options: CheckOptions = {
    inputs: readGateInputs(get, reader, INPUT_WORDS),
    format: reader.read('format', oneOf(CHECK_FORMATS), list(CHECK_FORMATS, 'or')) ?? DEFAULT_FORMAT,
    baseline: reader.read('baseline', revision, prose('a branch, a tag or a commit')),
  };
  return { options, problems: [...emptyOptions(given), ...reader.problems] };
}

export function readFormat<const Format extends string>(
  given: Given,
  formats: readonly Format[],
): { format: Format | undefined; problems: readonly Diagnostic[] } {
  const reader = inputReader((name) => given[name] ?? '', {}, INPUT_WORDS);
  const format = reader.read('format', oneOf(formats), list(formats, 'or'));
  return { format, problems: [...emptyOptions(given), ...reader.problems] };
}

/** An option that a variable without a value has left empty must not count as left out: a limit would be gone. */
export function emptyOptions(given: Given): Diagnostic[] {
  return Object.entries(given).flatMap(([name, text]): Diagnostic[] =>
    text?.trim() === ''
      ? [{ severity: 'error', message: say`${INPUT_WORDS.name(name)} is empty.`, help: INPUT_WORDS.help(name) }]
      : [],
  );
}

/** A commit as a person names it (git-scm.com: gitrevisions), such as `main~2`; Git gets it where nothing is an option. */
function revision(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}]{1,250}$/u.test(text) ? text : undefined;
}
