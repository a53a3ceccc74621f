import type { PlanWords } from '../files/load-plans.ts';
import type { InputWords } from '../options.ts';
import { GATE_DEFAULTS, type GateInputs, inputReader, readGateInputs } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import { oneOf } from '../shared/option-checks.ts';

export const CHECK_FORMATS = ['table', 'markdown', 'json', 'github'] as const;
export const VALIDATE_FORMATS = ['table', 'json', 'github'] as const;
export const DEFAULT_FORMAT = 'table';

/** The texts of options by their long names without dashes; a flag is `true` or `false`. */
export type OptionTexts = Readonly<Record<string, string | undefined>>;

export interface CheckOptions {
  readonly inputs: GateInputs;
  readonly format: (typeof CHECK_FORMATS)[number];
  /** The commit whose costs and limits are the baseline, as Git names it. */
  readonly baseline: string | undefined;
}

/** The options of `check`, validated like the inputs of the step. The key comes only from the environment. */
export function readCheckOptions(
  given: OptionTexts,
  env: Readonly<Record<string, string | undefined>>,
): { options: CheckOptions; diagnostics: readonly Diagnostic[] } {
  const get = (name: string) => (name === 'api-key' ? env[KEY_VARIABLE] : given[name]) ?? '';
  const reader = inputReader(get, { ...GATE_DEFAULTS, format: DEFAULT_FORMAT }, INPUT_WORDS);
  const options: CheckOptions = {
    inputs: readGateInputs(reader),
    format: reader.readRequired('format', oneOf(CHECK_FORMATS), list(CHECK_FORMATS, 'or')),
    baseline: reader.read('baseline', revision, prose('a branch, a tag or a commit')),
  };
  return { options, diagnostics: [...emptyOptionDiagnostics(given), ...reader.diagnostics] };
}

export function readFormat<const Format extends string>(
  given: OptionTexts,
  formats: readonly Format[],
): { format: Format; diagnostics: readonly Diagnostic[] } {
  const reader = inputReader((name) => given[name] ?? '', { format: DEFAULT_FORMAT }, INPUT_WORDS);
  const format = reader.readRequired('format', oneOf(formats), list(formats, 'or'));
  return { format, diagnostics: [...emptyOptionDiagnostics(given), ...reader.diagnostics] };
}

/** An option that an unset shell variable leaves empty is an error: without it, a limit would be missing. */
export function emptyOptionDiagnostics(given: OptionTexts): Diagnostic[] {
  return Object.entries(given).flatMap(([name, text]): Diagnostic[] =>
    text?.trim() === ''
      ? [{ severity: 'error', message: say`${INPUT_WORDS.name(name)} is empty.`, help: INPUT_WORDS.help(name) }]
      : [],
  );
}

/** A revision such as `main~2` (git-scm.com: gitrevisions); never an option of Git. */
function revision(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}]{1,250}$/u.test(text) ? text : undefined;
}

/** The environment variable that holds the API key. */
export const KEY_VARIABLE = 'BABYSEA_API_KEY';

/** Documented in the README. */
export const EXIT = { good: 0, fail: 1, error: 2 } as const;

function nameOf(input: string): string {
  return input === 'api-key' ? KEY_VARIABLE : `--${input}`;
}

export const INPUT_WORDS: InputWords = {
  name: (input) => say`${prose(input === 'api-key' ? 'The variable' : 'The option')} ${nameOf(input)}`,
  help: () => say`See ${'budget-gate check --help'}.`,
};

export const PLAN_WORDS: PlanWords = {
  subject: prose('The command line'),
  object: prose('the command line'),
  ifMissing: say`Check the path, or write a first plan with ${'budget-gate init'}.`,
};
