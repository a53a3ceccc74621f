import { defaultKey, startBabySea } from '../../sandbox/babysea/index.ts';
import { wholeNumber } from '../options.ts';
import { prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { refuse, type Shell } from './console.ts';
import { EXIT, KEY_VARIABLE, type OptionTexts, optionReader } from './options.ts';

/**
 * `budget-gate sandbox`: serves a stand-in for BabySea. Returns the exit code.
 *
 * @param ended settles when it must end
 */
export async function sandbox(given: OptionTexts, shell: Shell, ended: Promise<unknown>): Promise<number> {
  const reader = optionReader('sandbox', given, shell.env);
  const port = reader.readRequired(
    'port',
    wholeNumber(0, 65_535),
    prose('a port from 1 to 65535, or 0 for any that is free'),
  );
  const balance = reader.readRequired('balance', Usd.parse, say`an amount of USD such as ${'30.00'}`);
  if (reader.diagnostics.length > 0) return refuse(shell, reader.diagnostics);
  const server = await startBabySea({ port, balance: String(balance) }).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = say`The sandbox could not listen on port ${prose(String(port))} (${reason}).`;
    refuse(shell, [{ severity: 'error', message, help: say`Leave ${'--port'} out to use a free port.` }]);
  });
  if (server === undefined) return EXIT.error;
  shell.out.write(
    `A stand-in for BabySea with sample prices runs at ${server.url}; the balance of its account is ${balance.format()}.\nUse it from another terminal, and stop it with Ctrl-C:\n\n  ${KEY_VARIABLE}=${defaultKey} ${shell.command} check --base-url ${server.url}\n`,
  );
  await ended;
  await server.close();
  return EXIT.pass;
}
