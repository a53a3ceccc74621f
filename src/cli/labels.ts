import type { PlanWords } from '../files/load-plans.ts';
import type { InputWords } from '../options.ts';
import { prose, say } from '../shared/message.ts';

/** What holds the key. */
export const KEY_VARIABLE = 'BABYSEA_API_KEY';

/** The exit codes; the README tells of them. */
export const EXIT = { good: 0, fail: 1, error: 2 } as const;

/** What an input is called here. */
export function nameOf(input: string): string {
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
