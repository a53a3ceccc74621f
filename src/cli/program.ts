import { Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { SHARED_DEFAULTS } from '../options.ts';
import { wrapWords } from '../report/texts.ts';
import { SETTLE_DEFAULTS } from '../settlement/inputs.ts';
import { check } from './check.ts';
import type { Shell } from './console.ts';
import { init } from './init.ts';
import { models } from './models.ts';
import {
  CHECK_FORMATS,
  DEFAULT_FORMAT,
  EXIT,
  KEY_VARIABLE,
  MODELS_FORMATS,
  type OptionTexts,
  VALIDATE_FORMATS,
} from './options.ts';
import { sandbox } from './sandbox.ts';
import { settle } from './settle.ts';
import { validate } from './validate.ts';

/**
 * The commands and their options, as `--help` shows them.
 *
 * @param exit sets the exit code
 */
export function createProgram(shell: Shell, exit: (code: number) => void): Command {
  const program = new Command('budget-gate')
    .description('Prices the generations of a plan with BabySea, and checks them against the balance and the budget.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: shell.out.write,
      writeErr: shell.err.write,
      outputError: (text, write) => write(text.replace(/^error: /, '')),
      getOutHasColors: () => shell.out.colours,
      getErrHasColors: () => shell.err.colours,
      getOutHelpWidth: () => shell.out.columns,
      getErrHelpWidth: () => shell.err.columns,
    })
    // Below it, commander would not wrap.
    .configureHelp({ minWidthToWrap: 20 })
    .addHelpText('after', ({ error }) => {
      const codes = `Exit codes: ${EXIT.pass} pass or warn, ${EXIT.fail} fail, ${EXIT.error} error or wrong usage.`;
      return ['', ...wrapWords(codes, (error ? shell.err : shell.out).columns)].join('\n');
    });

  const plans = 'plan files or quoted patterns ("plans/*.yml"); ! excludes; - reads standard input';

  withRules(
    program
      .command('check')
      .description(`price and check plans; reads the key from ${KEY_VARIABLE}`)
      .argument('[plans...]', plans, [SHARED_DEFAULTS.plan])
      .option('-f, --format <format>', `${CHECK_FORMATS.join(', ')} (default: ${DEFAULT_FORMAT})`)
      .option('-b, --baseline <ref>', 'compare with this commit, and apply its limits, as on a pull request'),
  ).action(async (named: string[], _: unknown, command: Command) =>
    exit(await check(named, optionTexts(command), shell)),
  );

  program
    .command('validate')
    .description('list all errors of plans; needs no network and no key')
    .argument('[plans...]', plans, [SHARED_DEFAULTS.plan])
    .option('-f, --format <format>', `${VALIDATE_FORMATS.join(', ')} (default: ${DEFAULT_FORMAT})`)
    .action(async (named: string[], _: unknown, command: Command) =>
      exit(await validate(named, optionTexts(command), shell)),
    );

  withConnection(
    program
      .command('models')
      .description(`list models with their prices and accepted settings; reads the key from ${KEY_VARIABLE}`)
      .argument('[pattern]', 'a part of a name ("flux"), or a pattern as in allowed_models ("bfl/*", in quotes)')
      .option('-f, --format <format>', `${MODELS_FORMATS.join(', ')} (default: ${DEFAULT_FORMAT})`),
  ).action(async (pattern: string | undefined, _: unknown, command: Command) =>
    exit(await models(pattern, optionTexts(command), shell)),
  );

  const settling = program
    .command('settle')
    .description(`compare what was generated with what was planned; reads the key from ${KEY_VARIABLE}`)
    .option('--report <path>', 'the JSON report that the gate wrote before the run')
    .option('--plan <path>', 'a plan file to price now, instead of a report; may be repeated', collected)
    .option('--generations <id>', 'an id, or a file or pattern of files that list ids; may be repeated', collected)
    .option('--since <time>', 'read all records since this time (default: when the gate ran)')
    .option(
      '--wait <seconds>',
      `wait this long for generations that are still running (default: ${SETTLE_DEFAULTS.wait})`,
    )
    .option(
      '--max-overrun <amount>',
      'fail if the run cost more than planned by more than this: USD, or a percentage such as 10%',
    )
    .option('-f, --format <format>', `${CHECK_FORMATS.join(', ')} (default: ${DEFAULT_FORMAT})`)
    .option('--concurrency <number>', `requests at the same time, 1 to 32 (default: ${SETTLE_DEFAULTS.concurrency})`);
  withConnection(settling, 'time limit, without --wait').action(async (_: unknown, command: Command) =>
    exit(await settle(optionTexts(command), shell)),
  );

  program
    .command('init')
    .description('write a first plan and a workflow')
    .option('--force', 'overwrite existing files')
    .option('--gitlab', 'write a job for GitLab CI instead of a workflow for GitHub')
    .action(async ({ force = false, gitlab = false }: { force?: boolean; gitlab?: boolean }) =>
      exit(await init({ force, gitlab }, shell)),
    );

  program
    .command('sandbox')
    .description('start a local stand-in for BabySea with sample prices')
    .option('-p, --port <port>', 'where it listens (default: a free port)')
    .option('--balance <usd>', 'the balance of its account (default: 50)')
    .action(async (_: unknown, command: Command) => exit(await sandbox(optionTexts(command), shell)));

  return program;
}

/** The options that are inputs of the step. */
function withRules(command: Command): Command {
  const { reserve, concurrency } = SHARED_DEFAULTS;
  command
    .option('--budget <usd>', 'the most that all plans together may cost')
    .option('--reserve <usd>', `amount that must be left after the run (default: ${reserve})`)
    .option('--low-balance <usd>', 'warn if the balance is below this; 0 turns it off (default: 1)')
    .option('--warn-only', 'only warn about exceeded limits; the balance still fails')
    .addOption(new Option('--alternatives', 'suggest cheaper models that accept the same settings').default(true))
    .option('--no-alternatives', 'do not suggest them')
    .option('--usage-days <days>', 'summarise this many days of usage, 1 to 90')
    .option('--concurrency <number>', `how many estimates to request at once, 1 to 32 (default: ${concurrency})`);
  return withConnection(command);
}

/** The options that say where BabySea answers, and how long it may take. */
function withConnection(command: Command, timeLimit = 'time limit'): Command {
  const { region, timeout } = SHARED_DEFAULTS;
  return command
    .option('--region <region>', `us, eu or jp: where the key was made (default: ${region})`)
    .option('--base-url <origin>', 'API address instead of the region’s (http only on this machine)')
    .option('--timeout <seconds>', `${timeLimit} (default: ${timeout})`);
}

/** The values of an option that is given several times, one a line. */
function collected(value: string, others: string | undefined): string {
  return others === undefined ? value : `${others}\n${value}`;
}

/** The options by their long names, as texts. */
function optionTexts(command: Command): OptionTexts {
  const values: Record<string, unknown> = command.opts();
  return Object.fromEntries(
    command.options
      .filter((option) => !option.negate)
      .flatMap((option) => {
        const value = values[option.attributeName()];
        return value === undefined ? [] : [[option.name(), String(value)]];
      }),
  );
}
