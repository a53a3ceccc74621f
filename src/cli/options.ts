import type { PlanWords } from '../files/load-plans.ts';
import type { InputWords } from '../options.ts';
import { inputReader, oneOf, readSharedOptions, SHARED_DEFAULTS, type SharedOptions } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';

export const CHECK_FORMATS = ['table', 'markdown', 'json', 'github'] as const;
export const VALIDATE_FORMATS = ['table', 'json', 'github'] as const;
export const MODELS_FORMATS = ['table', 'json'] as const;
export const DEFAULT_FORMAT = 'table';

/** The texts of options by their long names without dashes; a flag is `true` or `false`. */
export type OptionTexts = Readonly<Record<string, string | undefined>>;

export interface CheckOptions {
  readonly inputs: SharedOptions;
  readonly format: (typeof CHECK_FORMATS)[number];
  /** The commit whose costs and limits are the baseline, as Git names it. */
  readonly baseline: string | undefined;
}

/** The options of `check`, validated like the inputs of the step. The key comes only from the environment. */
export function readCheckOptions(given: OptionTexts, env: Env): Checked<CheckOptions> {
  const reader = stepReader('check', given, env);
  const options: CheckOptions = {
    inputs: readSharedOptions(reader),
    format: reader.readRequired('format', oneOf(CHECK_FORMATS), list(CHECK_FORMATS, 'or')),
    baseline: reader.read('baseline', revision, prose('a branch, a tag or a commit')),
  };
  return { options, diagnostics: [...emptyOptionDiagnostics('check', given), ...reader.diagnostics] };
}

export interface ModelsOptions {
  /** Those that `models` has no option for have their defaults. */
  readonly inputs: SharedOptions;
  readonly format: (typeof MODELS_FORMATS)[number];
}

export function readModelsOptions(given: OptionTexts, env: Env): Checked<ModelsOptions> {
  const reader = stepReader('models', given, env);
  const options: ModelsOptions = {
    inputs: readSharedOptions(reader),
    format: reader.readRequired('format', oneOf(MODELS_FORMATS), list(MODELS_FORMATS, 'or')),
  };
  return { options, diagnostics: [...emptyOptionDiagnostics('models', given), ...reader.diagnostics] };
}

type Env = Readonly<Record<string, string | undefined>>;

interface Checked<Options> {
  readonly options: Options;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads options that are inputs of the step, with the step's defaults. */
function stepReader(command: string, given: OptionTexts, env: Env) {
  const get = (name: string) => (name === 'api-key' ? env[KEY_VARIABLE] : given[name]) ?? '';
  return inputReader(get, { ...SHARED_DEFAULTS, format: DEFAULT_FORMAT }, inputWords(command));
}

export function readFormat<const Format extends string>(
  command: string,
  given: OptionTexts,
  formats: readonly Format[],
): { format: Format; diagnostics: readonly Diagnostic[] } {
  const reader = inputReader((name) => given[name] ?? '', { format: DEFAULT_FORMAT }, inputWords(command));
  const format = reader.readRequired('format', oneOf(formats), list(formats, 'or'));
  return { format, diagnostics: [...emptyOptionDiagnostics(command, given), ...reader.diagnostics] };
}

/** An option that an unset shell variable leaves empty is an error: without it, a limit would be missing. */
export function emptyOptionDiagnostics(command: string, given: OptionTexts): Diagnostic[] {
  const { name: nameOfOption, help } = inputWords(command);
  return Object.entries(given).flatMap(([name, text]): Diagnostic[] =>
    text?.trim() === '' ? [{ severity: 'error', message: say`${nameOfOption(name)} is empty.`, help: help(name) }] : [],
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

/** How messages name the options of a command. */
export function inputWords(command: string): InputWords {
  return {
    name: (input) => say`${prose(input === 'api-key' ? 'The variable' : 'The option')} ${nameOf(input)}`,
    help: () => say`See ${`budget-gate ${command} --help`}.`,
  };
}

export const PLAN_WORDS: PlanWords = {
  subject: prose('The command line'),
  object: prose('the command line'),
  ifMissing: say`Check the path, or write a first plan with ${'budget-gate init'}.`,
};
