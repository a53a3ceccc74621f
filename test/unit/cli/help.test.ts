import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { widthOf } from '../../../src/report/layout.ts';
import { fakeShell } from '../../support/shell.ts';

const COMMANDS = [[], ['check'], ['validate'], ['models'], ['init'], ['sandbox']];

async function helpOf(command: readonly string[], columns: number): Promise<string[]> {
  const shell = fakeShell({ folder: tmpdir(), columns });
  const program = createProgram(shell, { exit: () => undefined, interrupted: () => Promise.resolve() });
  await program.parseAsync([...command, '--help'], { from: 'user' }).catch(() => undefined);
  return shell.stdout().split('\n');
}

test.each(COMMANDS)('the help is wrapped at the width of the terminal: %s', async (...command) => {
  for (const columns of [60, 80, 120]) {
    const lines = await helpOf(command, columns);
    expect(lines.join(' ')).toMatch(/Usage: budget-gate/);
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
  }
});
