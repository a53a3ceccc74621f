#!/usr/bin/env node
import { CommanderError } from 'commander';
import { say } from '../shared/message.ts';
import { createShell, refuse } from './console.ts';
import { EXIT, KEY_VARIABLE } from './options.ts';
import { createProgram } from './program.ts';

async function run(): Promise<void> {
  const args = process.argv.slice(2);
  // First of all: the error about an unknown option would show the key.
  if (args.some((arg) => /^--?(api[-_]?)?key(=|$)/i.test(arg))) {
    const message = say`The key is not an option: it would be in the shell’s history, and everyone on this machine could see it in the list of processes.`;
    const help = say`Set ${KEY_VARIABLE} in the environment instead. If this was a real key, revoke it.`;
    process.exitCode = refuse(shell, [{ severity: 'error', message, help }]);
    return;
  }
  const exit = (code: number) => {
    process.exitCode = code;
  };
  await createProgram(shell, { exit, interrupted }).parseAsync(args, { from: 'user' });
}

function interrupted(): Promise<unknown> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

const shell = createShell(process);
// A reader such as `head` may close the pipe early.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await run();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.pass : EXIT.error;
  } else {
    const reason = error instanceof Error ? error.message : String(error);
    shell.err.write(`Internal error. This is a bug in Budget Gate; please report it: ${reason}\n`);
    process.exitCode = EXIT.error;
  }
}
