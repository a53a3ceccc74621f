import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PAGES } from '../../scripts/lint/handed-out.ts';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { createShell } from '../../src/cli/console.ts';
import { createProgram } from '../../src/cli/program.ts';

/** What the line above commands says of them. Without one, a test in test/step runs them. */
const MARKS = ['in docs/cli.md', 'all tests', 'needs a release'];
/** The pages whose commands a test runs. */
const RUN = ['README.md', 'docs/cli.md'];

const pages = await Promise.all(PAGES.map(async (page) => ({ page, text: await readFile(page, 'utf8') })));
const blocks = pages.flatMap(({ page, text }) =>
  blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .map((block) => ({ ...block, page, name: `${page}:${block.line}` })),
);
const commands = [
  ...blocks.flatMap(({ page, text }) => text.split('\n').map((command) => ({ page, command }))),
  ...pages.flatMap(({ page, text }) => spansOf(text).map((command) => ({ page, command }))),
]
  .flatMap(({ page, command }) => command.split(' && ').map((part) => ({ page, command: part.trim() })))
  .filter(({ command }) => isCommand(command));

describe('the commands of the pages', () => {
  it('are run by a test, or say why not', () => {
    const unmarked = blocks.filter(({ mark = '' }) => !MARKS.includes(mark) && !/^exits \d$/.test(mark));
    expect(unmarked.filter(({ page }) => !RUN.includes(page)).map(({ name }) => name)).toEqual([]);
    for (const mark of MARKS) expect(blocks.filter((block) => block.mark === mark)).not.toEqual([]);
  });

  it('are in docs/cli.md where they say so', () => {
    const there = blocks.filter(({ page }) => page === 'docs/cli.md').flatMap(({ text }) => text.split('\n'));
    for (const { text } of blocks.filter(({ mark }) => mark === 'in docs/cli.md')) {
      const named = text.split('\n').filter((line) => line.startsWith('budget-gate '));
      expect(named).not.toEqual([]);
      expect(there).toEqual(expect.arrayContaining(named));
    }
  });

  it.each(commands)('name what is there, on $page: $command', ({ command }) => {
    expect(missingOf(command.split(/\s+/))).toEqual([]);
  });

  it('name every script of npm', () => {
    const named = commands.map(({ command }) => /^npm run ([\w:-]+)/.exec(command)?.[1] ?? command.split(' ')[1]);
    expect(Object.keys(manifest.scripts).filter((script) => !named.includes(script))).toEqual([]);
  });
});

function spansOf(markdown: string): string[] {
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll('\n', ' '));
}

/** Whether a text calls something of ours, or npm. */
function isCommand(text: string): boolean {
  return /^(npm|node|budget-gate|gh|\.ci\/\w+|\.venv\/\S+) ?/.test(text) && !/^(budget-gate\/?|\.venv)$/.test(text);
}

/** What a command calls or names that is not there. */
function missingOf([program = '', ...args]: string[]): string[] {
  switch (program) {
    case 'npm':
      return missingOfNpm(args);
    case 'budget-gate':
      return missingOfOurs(args);
    case 'gh':
      return missingFiles(args);
    default:
      return missingFiles([program === 'node' ? '' : program, ...args]);
  }
}

/** What comes with npm itself, and needs no script. */
const NPM = ['cit', 'ci', 'install', 'test', 'version'];

function missingOfNpm([what = '', ...args]: string[]): string[] {
  if (what !== 'run') return [...(NPM.includes(what) ? [] : [what]), ...missingFiles(args)];
  const [script = '', ...rest] = args;
  return [...(Object.hasOwn(manifest.scripts, script) ? [] : [script]), ...missingFiles(rest)];
}

function missingOfOurs([name = '', ...args]: string[]): string[] {
  const program = createProgram(createShell(process), () => {});
  const command = program.commands.find((known) => known.name() === name);
  if (command === undefined) return [name];
  const known = [...command.options.flatMap(({ long, short }) => [long, short]), '--help'];
  return args.filter((arg) => arg.startsWith('-') && !known.includes(arg));
}

/** Paths of the repository: those with a folder. */
function missingFiles(args: readonly string[]): string[] {
  return args.filter((arg) => /^[.\w][\w.-]*(\/[\w.-]+)+$/.test(arg) && !arg.startsWith('OWNER/') && !existsSync(arg));
}
